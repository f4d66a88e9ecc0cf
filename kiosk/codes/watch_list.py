"""The watch-list 管控对象: keyed hashes of whom to look out for, and nothing else.

``{"seq", "issued", "next_update", "key", "entries": [[mark, category, disposal,
until]]}``; see ``kiosk.codes.listing``. A mark is the first 16 bytes of HMAC-SHA256
with the list's key over ``kind:text``, e.g. ``id_number:11010519491231002X``. The key
is not in the list but in a file of its own; ``key`` are 4 bytes that tell which.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from kiosk.codes.district import DistrictListForged, DistrictListMalformed
from kiosk.codes.listing import BadPart, ListFormat, SignedList, head, moment, seconds
from kiosk.core.registration.tidy import tidy_number

WATCH_AAD: Final = b"KP1-WATCH-LIST"
MARK_SIZE: Final = 16
KEY_ID_SIZE: Final = 4
Disposal = Literal["hold", "refuse", "register", "report"]
DISPOSALS: Final[tuple[Disposal, ...]] = get_args(Disposal)
"""From the gravest down."""
Kind = Literal["id_number", "phone", "pass_id", "plate"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_CATEGORY: Final = re.compile(r"[a-z][a-z-]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEntry:
    """One person or vehicle to look out for.

    Attributes:
        mark: 16 bytes.
        category: Why, a-z and hyphens, e.g. ``quarantine``.
        disposal: What to do.
        until: Last moment, aware.
    """

    mark: bytes
    category: str
    disposal: Disposal
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchList(SignedList):
    """A verified watch-list.

    Attributes:
        key_id: Which key its marks were made with, 4 bytes.
        entries: Everybody on it.
    """

    key_id: bytes
    entries: tuple[WatchEntry, ...]
    _by_mark: Mapping[bytes, tuple[WatchEntry, ...]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        table: dict[bytes, tuple[WatchEntry, ...]] = {}
        for entry in self.entries:
            table[entry.mark] = (*table.get(entry.mark, ()), entry)
        object.__setattr__(self, "_by_mark", MappingProxyType(table))

    def find(self, marks: Iterable[bytes], now: datetime | None) -> WatchEntry | None:
        """The gravest entry under any of ``marks``, or None.

        Args:
            marks: Of one person or vehicle.
            now: Wall time, aware; None when it is unsure: then no entry is over.
        """
        found = (entry for mark in marks for entry in self._by_mark.get(mark, ()))
        open_ = (entry for entry in found if now is None or entry.until >= now)
        return min(open_, key=lambda e: DISPOSALS.index(e.disposal), default=None)


def mark_of(key: bytes, kind: Kind, text: str) -> bytes:
    """The mark under which something would stand on a list made with ``key``.

    Args:
        key: 32 secret bytes.
        kind: What ``text`` is.
        text: As written; spaces, dots, hyphens, letter case and width do not count.
    """
    plain = tidy_number(text)
    if kind == "phone":
        plain = plain.removeprefix("+86")
    return hmac.digest(key, f"{kind}:{plain}".encode(), sha256)[:MARK_SIZE]


def key_id_of(key: bytes) -> bytes:
    """4 bytes that tell keys apart and say nothing of them."""
    return hmac.digest(key, b"key-id", sha256)[:KEY_ID_SIZE]


def _write(watched: WatchList) -> dict[str, object]:
    rows = [
        [entry.mark, entry.category, entry.disposal, seconds(entry.until)]
        for entry in watched.entries
    ]
    return {"key": watched.key_id, "entries": rows}


def _read(content: Mapping[str, Any]) -> WatchList:
    rows, key_id = content["entries"], content["key"]
    if type(rows) is not list:
        raise BadPart("entries")
    if type(key_id) is not bytes or len(key_id) != KEY_ID_SIZE:
        raise BadPart("key")
    entries = tuple(_read_entry(row) for row in rows)
    return WatchList(**head(content), key_id=key_id, entries=entries)


def _read_entry(row: object) -> WatchEntry:
    match row:
        case [bytes(mark), str(category), str(word), until] if len(mark) == MARK_SIZE:
            pass
        case _:
            raise BadPart("entry")
    if not _CATEGORY.fullmatch(category):
        raise BadPart("category")
    disposal = next((known for known in DISPOSALS if known == word), None)
    if disposal is None:
        raise BadPart("disposal")
    return WatchEntry(
        mark=mark, category=category, disposal=disposal, until=moment(until, "end")
    )


WATCH_FORMAT: Final = ListFormat(
    aad=WATCH_AAD,
    members=frozenset({"key", "entries"}),
    write=_write,
    read=_read,
    forged=DistrictListForged,
    malformed=DistrictListMalformed,
)
