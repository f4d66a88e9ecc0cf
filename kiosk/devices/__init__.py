"""Drivers: one file a device family, each behind a port of ``kiosk.ports``."""
