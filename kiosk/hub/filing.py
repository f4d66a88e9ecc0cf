"""Filing: the right and the wrong rows of a batch, in the batch's own transaction."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString

from kiosk.codes.batch import Event
from kiosk.core.chain import Row
from kiosk.hub.copy_rows import COPY, copy_rows
from kiosk.hub.database import Connection
from kiosk.hub.judgement import Judged, rejection
from kiosk.hub.reported import Reported
from kiosk.hub.told import Told

USES: Final = "kiosk_uses"
"""The channel on which a community with new uses is named."""


def file_right(
    connection: Connection,
    kiosk: str,
    rows: Iterable[tuple[Judged, tuple[Any, ...]]],
    now: datetime,
) -> None:
    """Write right rows; whoever calls holds the lock of the kiosk's mark."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(copy_rows(kiosk, rows, now))


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
    _each(
        connection,
        "INSERT INTO quarantine (kiosk, seq, code, detail, digest, row, received_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        values,
    )


def file_told(
    connection: Connection, *, kiosk: str, community: str, told: Told
) -> None:
    """Write what the right rows tell supervisors and sibling kiosks."""
    _each(
        connection,
        "INSERT INTO tally VALUES (%s, %s, %s, %s) ON CONFLICT (day, kiosk, what)"
        " DO UPDATE SET count = tally.count + excluded.count",
        [(kiosk, day, what, n) for (day, what), n in sorted(told.counts.items())],
    )
    _each(
        connection,
        "INSERT INTO incident (kiosk, passage, seq, moment, verdict, reason)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [
            (kiosk, one.passage, one.seq, one.moment, one.verdict, one.reason)
            for one in told.opened
        ],
    )
    _each(
        connection,
        "UPDATE incident SET closed_at = %s"
        " WHERE kiosk = %s AND passage = %s AND closed_at IS NULL",
        [(at, kiosk, passage) for passage, at in told.closed.items()],
    )
    _each(
        connection,
        # A correction may change what was reported, never that it was late.
        "INSERT INTO report"
        " (kiosk, day, seq, moment, late, zero, due, opened, after, through)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (day, kiosk) DO UPDATE SET"
        " zero = excluded.zero, opened = coalesce(excluded.opened, report.opened),"
        " after = coalesce(excluded.after, report.after),"
        " through = coalesce(excluded.through, report.through)",
        [(kiosk, *_of_report(one)) for one in told.reports],
    )
    if told.uses:
        _file_uses(connection, kiosk, community, told)


def _of_report(one: Reported) -> tuple[Any, ...]:
    when = one.day, one.seq, one.moment
    return (*when, one.late, one.zero, one.due, one.opened, *one.span)


def _file_uses(connection: Connection, kiosk: str, community: str, told: Told) -> None:
    # Numbers are given before they can be seen: without the lock a reader could see 8,
    # ask for what comes after it, and never get 7.
    connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [community]
    )
    _each(
        connection,
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


def _each(connection: Connection, sql: LiteralString, values: Sequence[Any]) -> None:
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def written(row: Row) -> str:
    """A row as the quarantine keeps it: every byte, in characters that it can keep."""
    return json.dumps(
        {name: getattr(row, name) for name in ("seq", "at", "kind", "payload")}
        | {"prev": row.prev, "hash": row.hash}
    )
