"""Codes: QR text to claims. Pure: no I/O, no clock, no random."""
