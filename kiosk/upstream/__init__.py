"""Upstream: services above this kiosk, each asked inside a budget."""
