"""Readers: a picture in, the QR symbols in it out. QR only, by design §7."""

from kiosk.devices.readers.choose import READERS, open_reader
from kiosk.devices.readers.symbol import Frame, Grey, Reader, Symbol

__all__ = ["READERS", "Frame", "Grey", "Reader", "Symbol", "open_reader"]
