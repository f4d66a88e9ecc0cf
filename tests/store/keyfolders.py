"""Key folders to test with: keys that differ and are the same every time."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.store.keymaking import FirstStart

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MADE = (
    "household.key",
    "offline/root.key",
    "offline/supervisor.key",
    "resident.key",
    "root.pub",
    "supervisor.pub",
    "temporary.key",
    "token.key",
    "trust-list.cose",
)
NEEDED = tuple(name for name in MADE if not name.startswith("offline/"))


def counting(start: int = 1) -> Callable[[int], bytes]:
    """Keys that differ from each other and are the same every time."""
    serial = start

    def random(size: int) -> bytes:
        nonlocal serial
        serial += 1
        return bytes([serial]) * size

    return random


def first_start(start: int = 1) -> FirstStart:
    return FirstStart(community="620102001001", now=NOW, random=counting(start))


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }
