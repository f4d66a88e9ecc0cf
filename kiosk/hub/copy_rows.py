"""Rows in the binary form of COPY, written in one go. Pure.

As text a row takes the server half as much again: it looks at every byte for an escape
and parses numbers, times and hashes that were only just written. The form of the values
is the same from PostgreSQL 10 on.
https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format".
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import Any, Final

from kiosk.hub.judgement import Judged

COPY: Final = (
    "COPY record (kiosk, received_at, seq, moment, prev, hash, at, payload, passage,"
    " celsius, kind, lane, direction, outcome, verdict, reason, class)"
    " FROM STDIN (FORMAT binary)"
)
_COLUMNS: Final = COPY.count(",") + 1
_START: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # no flags, nothing more in the header
_END: Final = b"\xff\xff"
_NULL: Final = b"\xff\xff\xff\xff"

_count: Final = Struct(">h").pack
_length: Final = Struct(">i").pack
_real: Final = Struct(">if").pack
_time: Final = Struct(">iq").pack
# Number, moment and both hashes, each after its length in bytes.
_place: Final = Struct(">iqiqi32si32s").pack

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def copy_rows(
    kiosk: str, rows: Iterable[tuple[Judged, tuple[Any, ...]]], now: datetime
) -> bytes:
    """Write right rows, and what each is searched by, for ``COPY``.

    Args:
        kiosk: Whose.
        rows: As they were judged, each with its ``told`` columns.
        now: When the hub received them, aware.
    """
    each = _count(_COLUMNS) + _text(kiosk) + _time(8, _since_2000(now))
    parts = [_START]
    for (read, moment, _), (passage, *words, celsius) in rows:
        row = read.event.row
        prev, own = bytes.fromhex(row.prev), bytes.fromhex(row.hash)
        payload = read.hashed or row.payload.encode()
        parts += (
            each,
            _place(8, row.seq, 8, _since_2000(moment), 32, prev, 32, own),
            _text(row.at),
            _length(len(payload)),
            payload,
            _text(passage),
            _NULL if celsius is None else _real(4, celsius),
            _often(row.kind, *words),
        )
    parts.append(_END)
    return b"".join(parts)


def _since_2000(moment: datetime | None) -> int:
    if moment is None:
        raise LookupError  # a right row has one: a bug
    return (moment - _EPOCH) // _MICROSECOND


def _text(value: str | None) -> bytes:
    if value is None:
        return _NULL
    data = value.encode()
    return _length(len(data)) + data


@lru_cache(1024)  # the same few words all day
def _often(*words: str | None) -> bytes:
    return b"".join(map(_text, words))
