"""A pass office over real keys, and rolls on disk."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

from kiosk.office.order import Counter
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import Keyring, open_keyring

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
COMMUNITY = "620102001001"


def keyring(folder: Path) -> Keyring:
    return open_keyring(folder / "keys", FirstStart(community=COMMUNITY, now=NOW))


def counting_counter(keys: Keyring, now: datetime = NOW) -> Counter:
    numbers = iter(range(1, 10_000))
    return Counter(keys, lambda: now, lambda size: next(numbers).to_bytes(size, "big"))


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path
