"""Months: the partitions of the records, made before they are needed.

By the month in which the hub received a row, not by the kiosk's clock: that one may be
years off, and an old partition must never change again once it is archived.
"""

from datetime import UTC, datetime
from typing import Final

from psycopg import sql

from kiosk.hub.database import Database

_LOCK: Final = 0x6D6F6E7468  # "month"


class Months:
    """Which partitions there are, as far as this node knows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[datetime] = set()

    def ensure(self, at: datetime) -> None:
        """See that there are partitions for the month of ``at`` and for the next one.

        Asks the database once a month: whoever is first in a month makes the next, so
        that nobody waits for it when that one begins.
        """
        month = _first(at)
        if month in self._known:
            return
        for begin in (month, _next(month)):
            self._make(begin)
        self._known.add(month)

    def _make(self, begin: datetime) -> None:
        table = sql.Identifier(f"record_{begin:%Y_%m}")
        with self._database.transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            known = connection.execute(
                "SELECT to_regclass(%s)", [f"record_{begin:%Y_%m}"]
            ).fetchone()
            if known and known[0] is not None:
                return
            # Attached, for CREATE … PARTITION OF would stop every batch meanwhile.
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE record INCLUDING ALL)").format(table)
            )
            attach = (
                "ALTER TABLE record ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})"
            )
            connection.execute(sql.SQL(attach).format(table, begin, _next(begin)))


def _first(at: datetime) -> datetime:
    month = at.astimezone(UTC)
    return month.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next(month: datetime) -> datetime:
    year, number = divmod(month.year * 12 + month.month, 12)
    return month.replace(year=year, month=number + 1)
