"""The overview: every checkpoint in one row, the ones that need somebody first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from kiosk.core.china import china_day
from kiosk.hub.database import Connection, Database
from kiosk.hub.reports import GRACE, Report, first_enrolled, made_lately, week_of

SILENT: Final = timedelta(minutes=10)
"""A kiosk asks at least once a minute; after this long it is not heard of."""
BEHIND: Final = 1000
"""Rows that may wait at a kiosk before somebody should look."""
CLOCK_OFF_S: Final = 60.0


class Worry(StrEnum):
    """Why somebody should look at a checkpoint, the worst first."""

    REVOKED = "revoked"
    ALARM = "alarm"
    CONCEALED = "concealed"
    NEVER = "never"
    SILENT = "silent"
    REPORT = "report"
    CLOCK = "clock"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A kiosk as supervisors see it.

    Attributes:
        id: Its id.
        name: What people call it.
        community: Its community.
        enrolled_at: When it was enrolled.
        revoked_at: When it was withdrawn, or None.
        revoked_why: Why.
        revoked_by: By whom.
        via: The relay that speaks for it, or None.
        through: The last row the hub has.
        backlog: Rows that waited at the kiosk when it last said so, or None.
        record_at: Time of the last right row.
        contact_at: When it was last heard of, or None.
        ahead_s: Its clock before the hub's, seconds, or None.
        clock: How sure it is of its clock, or None.
        gap_at: When it last skipped rows, or None.
        overdue: Household members out too long by its last summary, or None.
        overdue_at: When that was.
        counts: Today's passages by verdict.
        open: Open incidents.
        holds: How many of these are holds.
        lost: Rows that its own journal lacks.
        apart: Other rows that are kept apart.
        alarms: Alarms that stand.
        reports: Of the last days, the newest first.
        now: When it was looked at.
    """

    id: str
    name: str
    community: str
    enrolled_at: datetime
    revoked_at: datetime | None
    revoked_why: str | None
    revoked_by: str | None
    via: str | None
    through: int
    backlog: int | None
    record_at: datetime | None
    contact_at: datetime | None
    ahead_s: float | None
    clock: str | None
    gap_at: datetime | None
    overdue: int | None
    overdue_at: datetime | None
    counts: Mapping[str, int] = field(default_factory=dict)
    open: int = 0
    holds: int = 0
    lost: int = 0
    apart: int = 0
    alarms: int = 0
    reports: tuple[tuple[date, Report], ...] = ()
    now: datetime

    @property
    def passages(self) -> int:
        """How many passed or were turned back today."""
        return sum(self.counts.values())

    @property
    def worries(self) -> tuple[Worry, ...]:
        """Why somebody should look, the worst first."""
        if self.revoked_at is not None:
            return (Worry.REVOKED,)
        silent = self.contact_at is not None and self.now - self.contact_at > SILENT
        off = abs(self.ahead_s or 0.0) > CLOCK_OFF_S or self.clock == "unsure"
        reports = {what for _, what in self.reports}
        found = {
            Worry.ALARM: self.alarms > 0,
            Worry.CONCEALED: Report.CONCEALED in reports,
            Worry.NEVER: self.contact_at is None,
            Worry.SILENT: silent,
            Worry.REPORT: Report.MISSING in reports,
            Worry.CLOCK: off,
            Worry.BEHIND: (self.backlog or 0) > BEHIND,
        }
        return tuple(worry for worry, is_so in found.items() if is_so)


class Overview:
    """Reads checkpoints; every method may raise a StoreError.

    Args:
        database: The hub's.
        grace: How long after its deadline a daily report may come.
    """

    def __init__(self, database: Database, grace: timedelta = GRACE) -> None:
        self._database, self._grace = database, grace

    def all(self, now: datetime) -> list[Checkpoint]:
        """Every checkpoint, those that need somebody first."""
        found = self._read(None, now)
        order = tuple(Worry)
        return sorted(
            found,
            key=lambda one: (
                one.revoked_at is not None,
                order.index(one.worries[0]) if one.worries else len(order),
                one.id,
            ),
        )

    def one(self, kiosk: str, now: datetime) -> Checkpoint | None:
        """One checkpoint, or None: there is none of this id."""
        found = self._read(kiosk, now)
        return found[0] if found else None

    def _read(self, kiosk: str | None, now: datetime) -> list[Checkpoint]:
        with self._database.transaction() as connection:
            rows = connection.execute(_MARKS, [kiosk]).fetchall()
            counts = _counts(connection, kiosk, now)
            sums: dict[str, Any] = {
                name: _sums(connection, sql, kiosk) for name, sql in _SUMS.items()
            }
            made = made_lately(connection, kiosk, now)
            begun = first_enrolled(connection, kiosk)
        return [
            Checkpoint(
                **_named(row),
                **{name: count.get(row[0], 0) for name, count in sums.items()},
                counts=counts.get(row[0], {}),
                reports=week_of(
                    made.get(row[0], {}), begun.get(row[0], row[3]), now, self._grace
                ),
                now=now,
            )
            for row in rows
        ]


_MARKS: Final = """
SELECT id, name, community, enrolled_at, revoked_at, revoked_why, revoked_by, via,
       through, greatest(journal_seq - through, 0), record_at, contact_at, ahead_s,
       clock, gap_at, overdue, overdue_at
FROM kiosk JOIN mark ON kiosk = id
WHERE coalesce(id = %s, true) AND NOT relay ORDER BY id"""
_NAMES: Final = (
    *("id", "name", "community", "enrolled_at"),
    *("revoked_at", "revoked_why", "revoked_by", "via", "through", "backlog"),
    *("record_at", "contact_at", "ahead_s", "clock", "gap_at", "overdue", "overdue_at"),
)
_SUMS: Final = {
    "open": "SELECT kiosk, count(*) FROM incident WHERE closed_at IS NULL"
    " AND coalesce(kiosk = %s, true) GROUP BY kiosk",
    "holds": "SELECT kiosk, count(*) FROM incident WHERE closed_at IS NULL"
    " AND verdict = 'hold' AND coalesce(kiosk = %s, true) GROUP BY kiosk",
    "lost": "SELECT kiosk, count(*) FROM quarantine WHERE code = 'lost'"
    " AND coalesce(kiosk = %s, true) GROUP BY kiosk",
    "apart": "SELECT kiosk, count(*) FROM quarantine WHERE code <> 'lost'"
    " AND coalesce(kiosk = %s, true) GROUP BY kiosk",
    "alarms": "SELECT kiosk, count(*) FROM alarm WHERE seen_at IS NULL"
    " AND coalesce(kiosk = %s, true) GROUP BY kiosk",
}


def _named(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(_NAMES, row, strict=True))


def _counts(
    connection: Connection, kiosk: str | None, now: datetime
) -> dict[str, dict[str, int]]:
    rows = connection.execute(
        "SELECT kiosk, what, count FROM tally"
        " WHERE day = %s AND coalesce(kiosk = %s, true)",
        [china_day(now), kiosk],
    )
    found: dict[str, dict[str, int]] = {}
    for name, what, count in rows:
        found.setdefault(name, {})[what] = count
    return found


def _sums(connection: Connection, sql: Any, kiosk: str | None) -> dict[str, int]:
    return dict(connection.execute(sql, [kiosk]).fetchall())
