"""Checkpoint Kiosk: reads passes and temperatures at a gate, decides, records."""

__version__ = "0.1.0"
