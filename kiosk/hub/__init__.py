"""The hub: what many kiosks forward, kept once and shown to supervisors."""
