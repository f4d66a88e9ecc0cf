"""The hub 上级平台: takes the journals of many kiosks and shows them to supervisors."""
