"""The pages of a hub, for supervisors."""
