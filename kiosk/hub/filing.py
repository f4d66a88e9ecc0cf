"""Filing: the right and the wrong rows of a batch, in the batch's own transaction."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from kiosk.codes.batch import Event
from kiosk.core.chain import Row
from kiosk.hub.database import Connection
from kiosk.hub.judgement import Judged, rejection
from kiosk.hub.told import Told

_COPY: Final = (
    "COPY record (kiosk, seq, received_at, moment, at, kind, payload, prev, hash,"
    " passage, lane, direction, outcome, verdict, reason, class, celsius) FROM STDIN"
)
USES: Final = "kiosk_uses"
"""The channel on which a community with new uses is named."""


def file_right(
    connection: Connection,
    kiosk: str,
    rows: Iterable[tuple[Judged, tuple[Any, ...]]],
    now: datetime,
) -> None:
    """Write right rows; whoever calls holds the lock of the kiosk's mark."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for one, columns in rows:
            row = one.event.row
            copy.write_row(
                (
                    kiosk,
                    row.seq,
                    now,
                    one.moment,
                    row.at,
                    row.kind,
                    row.payload,
                    bytes.fromhex(row.prev),
                    bytes.fromhex(row.hash),
                    *columns,
                )
            )


def file_wrong(
    connection: Connection,
    kiosk: str,
    events: Sequence[tuple[Event, str]],
    now: datetime,
) -> None:
    """Keep wrong rows apart, each once however often it is sent."""
    values = []
    for event, code in events:
        text = written(event.row)
        digest = hashlib.sha256(text.encode()).digest()
        detail = rejection(event.row.seq, code).detail
        values.append((kiosk, event.row.seq, code, detail, digest, text, now))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO quarantine"
            " (kiosk, seq, code, detail, digest, row, received_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            values,
        )


def file_told(
    connection: Connection, *, kiosk: str, community: str, told: Told
) -> None:
    """Write what the right rows tell supervisors and sibling kiosks."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO tally VALUES (%s, %s, %s, %s) ON CONFLICT (day, kiosk, what)"
            " DO UPDATE SET count = tally.count + excluded.count",
            [(kiosk, day, what, n) for (day, what), n in sorted(told.counts.items())],
        )
        cursor.executemany(
            "INSERT INTO incident (kiosk, passage, seq, moment, verdict, reason)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (kiosk, one.passage, one.seq, one.moment, one.verdict, one.reason)
                for one in told.opened
            ],
        )
        cursor.executemany(
            "UPDATE incident SET closed_at = %s"
            " WHERE kiosk = %s AND passage = %s AND closed_at IS NULL",
            [(at, kiosk, passage) for passage, at in told.closed.items()],
        )
        cursor.executemany(
            # A correction may change what was reported, never that it was late.
            "INSERT INTO report (kiosk, day, seq, moment, late, zero, due)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (day, kiosk) DO UPDATE SET zero = excluded.zero",
            [
                (kiosk, one.day, one.seq, one.moment, one.late, one.zero, one.due)
                for one in told.reports
            ],
        )
    if told.uses:
        _file_uses(connection, kiosk, community, told)


def _file_uses(connection: Connection, kiosk: str, community: str, told: Told) -> None:
    # Numbers are given before they can be seen: without the lock a reader could see 8,
    # ask for what comes after it, and never get 7.
    connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [community]
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO use (community, kiosk, seq, at, household, member, direction,"
            " what) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    *(community, kiosk, one.seq, one.at, one.household),
                    *(one.member, one.direction, one.what),
                )
                for one in told.uses
            ],
        )
    connection.execute("SELECT pg_notify(%s, %s)", [USES, community])


def written(row: Row) -> str:
    """A row as the quarantine keeps it: every byte, in characters that it can keep."""
    return json.dumps(
        {name: getattr(row, name) for name in ("seq", "at", "kind", "payload")}
        | {"prev": row.prev, "hash": row.hash}
    )
