"""Moments as they are typed on the command line."""

from datetime import datetime

from kiosk.store.sealing import CHINA


def moment(text: str) -> datetime:
    """Read ISO 8601; without an offset it is Chinese time.

    Raises:
        ValueError: It is no moment.
    """
    typed = datetime.fromisoformat(text)
    return typed if typed.tzinfo is not None else typed.replace(tzinfo=CHINA)
