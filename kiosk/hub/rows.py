"""A kiosk's rows as they lie in the hub: each in the place it took."""

import heapq
import json
from collections.abc import Generator, Iterator
from operator import attrgetter
from typing import Final

from kiosk.core.chain import Row
from kiosk.hub.database import Connection

_AT_ONCE: Final = 1000


def rows_of(
    connection: Connection, kiosk: str, after: int = 0, most: int | None = None
) -> Generator[Row, None, None]:
    """Rows of a kiosk by number, filed or kept apart; a fork's second versions are not.

    Args:
        connection: In a transaction; not to be used for anything else meanwhile.
        kiosk: Whose.
        after: Number of the row before the first.
        most: How many of those filed, at most; None: all.
    """
    taken = connection.execute(
        "SELECT DISTINCT ON (seq) row FROM quarantine AS apart WHERE kiosk = %s"
        " AND seq > %s AND code <> 'fork' AND NOT EXISTS (SELECT 1 FROM record"
        " WHERE record.kiosk = apart.kiosk AND record.seq = apart.seq)"
        " ORDER BY seq, id LIMIT %s",
        [kiosk, after, most],
    ).fetchall()
    apart = (Row(**json.loads(text)) for (text,) in taken)
    filed = _filed(connection, kiosk, after, most)
    yield from heapq.merge(filed, apart, key=attrgetter("seq"))


def _filed(
    connection: Connection, kiosk: str, after: int, most: int | None
) -> Iterator[Row]:
    with connection.cursor(name="rows") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(
            "SELECT seq, at, kind, payload, prev, hash FROM record"
            " WHERE kiosk = %s AND seq > %s ORDER BY seq LIMIT %s",
            [kiosk, after, most],
        )
        for seq, at, kind, payload, prev, own in cursor:
            yield Row(seq, at, kind, payload, bytes(prev).hex(), bytes(own).hex())
