"""Rows in the text form of COPY, written in one go. Pure.

https://www.postgresql.org/docs/18/sql-copy.html, "Text Format".
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from kiosk.hub.judgement import Judged

COPY: Final = (
    "COPY record (kiosk, received_at, seq, moment, prev, hash, at, payload, passage,"
    " kind, lane, direction, outcome, verdict, reason, class, celsius) FROM STDIN"
)
_NULL: Final = rb"\N"


def copy_text(
    kiosk: str, rows: Iterable[tuple[Judged, tuple[Any, ...]]], now: datetime
) -> bytes:
    """Write right rows, and what each is searched by, for ``COPY``.

    Args:
        kiosk: Whose.
        rows: As they were judged, each with its ``told`` columns.
        now: When the hub received them, aware.
    """
    start = _cell(kiosk) + b"\t" + _cell(now)
    lines = []
    for one, (passage, *words) in rows:
        row = one.event.row
        plain = f"{row.seq}\t{one.moment}\t\\\\x{row.prev}\t\\\\x{row.hash}"
        own = map(_cell, (row.at, row.payload, passage))
        often = map(_often, (row.kind, *words))
        lines.append(b"\t".join([start, plain.encode(), *own, *often]))
    return b"\n".join([*lines, b""])


def _cell(value: object) -> bytes:
    if value is None:
        return _NULL
    # Of all bytes only these have a meaning.
    text = str(value).encode().replace(b"\\", rb"\\").replace(b"\t", rb"\t")
    return text.replace(b"\n", rb"\n").replace(b"\r", rb"\r")


_often: Final = lru_cache(1024)(_cell)
