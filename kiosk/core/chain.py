"""The hash chain: canonical JSON, the hash of a row, and the walk that checks it.

Pure functions. A row's hash is SHA-256 over five fields in this order: ``prev``,
``seq`` (decimal), ``at``, ``kind``, ``payload``. Each field is written as its length
in bytes (8 bytes, big-endian) followed by its UTF-8 text, so no two different rows
give the same bytes.

The personal side of a row lies in ``people``. The payload carries its digest under
``person``: SHA-256 over ``seq``, ``token``, ``masked`` and ``sealed``, written in the
same way. The people row may be erased, and the chain still verifies. So it is with
``bearer``, which holds whose pass a row is about; its salt keeps the digest of an
erased row from being guessed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import sha256
from struct import Struct
from typing import Any, Final, NamedTuple

ZERO: Final = "0" * 64
"""``prev`` of the very first row."""

PERSON: Final = "person"
"""Payload key of the people row's digest."""

BEARER: Final = "bearer"
"""Payload key of the bearer row's digest."""

SEGMENT: Final = "segment"
"""Payload key that marks the first row of a file that continues a damaged one."""

_SHORT_HEX_DIGITS: Final = 12
_length: Final = Struct(">Q").pack


class Anchor(NamedTuple):
    """A place in the chain: the number and hash of one row."""

    seq: int
    hash: str

    def short(self) -> str:
        """The form printed on handover sheets, e.g. ``128:3f9a1c2277b0``."""
        return f"{self.seq}:{self.hash[:_SHORT_HEX_DIGITS]}"


START: Final = Anchor(0, ZERO)
"""The place before the first row."""


class PeopleRow(NamedTuple):
    """The personal side of a row, as stored."""

    seq: int
    token: str
    masked: str
    sealed: bytes


class BearerRow(NamedTuple):
    """Whose pass a row is about, as stored."""

    seq: int
    pass_id: str | None
    household: str | None
    member: int | None
    salt: bytes


class Row(NamedTuple):
    """A journal row as stored, right or wrong, with its people and bearer rows, if any.

    Text that is not UTF-8 arrives with surrogate escapes, so that every byte counts.
    """

    seq: int
    at: str
    kind: str
    payload: str
    prev: str
    hash: str
    person: PeopleRow | None = None
    bearer: BearerRow | None = None


class Flaw(StrEnum):
    """How a row is wrong."""

    GAP = "gap"  # the row before it is missing, or the numbers are out of order
    PREV = "prev-mismatch"  # it does not follow the row before
    HASH = "hash-mismatch"  # one of its own fields was changed
    PERSON = "person-mismatch"  # its people row was changed, exchanged or planted
    BEARER = "bearer-mismatch"  # its bearer row, likewise


class Step(NamedTuple):
    """One row of a walk: where it ends, and what is wrong with it."""

    end: Anchor
    flaw: Flaw | None


def canonical(value: Any) -> str:
    """Write a JSON value in its one canonical form.

    Keys sorted by code point, no spaces, no escapes beyond what JSON demands.

    Raises:
        ValueError: NaN, an infinity, or text that is not Unicode.
        TypeError: Not a JSON value.
    """
    text = json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    text.encode()  # A lone surrogate cannot be stored; better refused here.
    return text


def row_hash(prev: str, seq: int, at: str, kind: str, payload: str | bytes) -> str:
    """Hash one row onto the row before; 64 hex digits.

    Most of a row is its payload: whoever has it in UTF-8 need not decode it for this.
    """
    return _hash(prev, str(seq), at, kind, payload)


def person_digest(row: PeopleRow) -> str:
    """Hash a people row; 64 hex digits."""
    return _hash(str(row.seq), row.token, row.masked, row.sealed)


def bearer_digest(row: BearerRow) -> str:
    """Hash a bearer row; 64 hex digits. What is not said counts as empty."""
    said = ("" if value is None else str(value) for value in row[:4])
    return _hash(*said, row.salt)


def _hash(*fields: str | bytes) -> str:
    parts: list[bytes] = []
    for field in fields:
        # Written out: a hub comes by here with every row of every kiosk.
        if isinstance(field, bytes):
            data = field
        else:
            data = field.encode("utf-8", "surrogateescape")  # every byte counts
        parts += (_length(len(data)), data)
    return sha256(b"".join(parts)).hexdigest()


def walk(rows: Iterable[Row], *, start: Anchor | None) -> Iterator[Step]:
    """Check rows one after another, in constant memory.

    After a flaw the walk goes on from the row as it is stored, so that one change is
    told once.

    Args:
        rows: In the order of ``seq``.
        start: The row before the first, or None when ``rows`` begin a file: then the
            first row must be number 1 or name the damaged file that it continues.
    """
    before = start
    for row in rows:
        yield Step(
            end=Anchor(row.seq, row.hash), flaw=_flaw(row, before or _origin(row))
        )
        before = Anchor(row.seq, row.hash)


def _flaw(row: Row, before: Anchor) -> Flaw | None:
    if row.seq != before.seq + 1:
        return Flaw.GAP
    if row.prev != before.hash:
        return Flaw.PREV
    if row.hash != row_hash(row.prev, row.seq, row.at, row.kind, row.payload):
        return Flaw.HASH
    if row.person is not None and not _names(row, PERSON, person_digest(row.person)):
        return Flaw.PERSON
    if row.bearer is not None and not _names(row, BEARER, bearer_digest(row.bearer)):
        return Flaw.BEARER
    return None


def _names(row: Row, key: str, digest: str) -> bool:
    # The payload is proven by now, and nobody writes a digest into it by accident, so
    # looking for the text does what parsing would, in a fraction of the time.
    return f'"{key}":"{digest}"' in row.payload


def _origin(row: Row) -> Anchor:
    segment = _payload(row).get(SEGMENT)
    if isinstance(segment, dict):
        seq, known = segment.get("last_seq"), segment.get("last_hash")
        if isinstance(seq, int) and isinstance(known, str):
            return Anchor(seq, known)
    return START


def _payload(row: Row) -> Mapping[str, Any]:
    try:
        payload = json.loads(row.payload)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}
