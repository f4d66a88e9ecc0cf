"""Scan engines from settings; none is ever simulated in place of a real one."""

from kiosk.config.scanners import (
    Gm65Engine,
    KeyboardEngine,
    NoScanner,
    Scanner,
    SerialEngine,
)
from kiosk.devices.scanners.gm65 import Gm65Scanner
from kiosk.devices.scanners.gm65_dialogue import Mode
from kiosk.devices.scanners.keyboard_engine import KeyboardScanner
from kiosk.devices.scanners.serial_engine import SerialScanner

Engine = SerialScanner | Gm65Scanner | KeyboardScanner


def build_scanner(settings: Scanner, name: str) -> Engine | None:
    """The lane's scan engine; None where only the camera reads codes."""
    match settings:
        case NoScanner():
            return None
        case SerialEngine():
            return SerialScanner(name=name, url=settings.port, baud=settings.baud)
        case Gm65Engine():
            return Gm65Scanner(
                name=name,
                url=settings.port,
                baud=settings.baud,
                mode=Mode(settings.mode),
                save=settings.save,
            )
        case KeyboardEngine():
            return KeyboardScanner(name=name, path=settings.path)
