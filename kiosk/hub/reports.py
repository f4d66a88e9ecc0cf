"""Daily reports at the hub 日报: made, zero, late 缓报, concealing 瞒报, missing 漏报.

A kiosk's deadline is a setting there. Each report says until when it counts, and that
is its deadline: so the newest one tells by when the next should be here. One that says
there was nothing 零报告, where the kiosk's own records say that somebody was held or
turned back in the day before that deadline, conceals it; so does one that says fewer
than there are in the rows it is about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from kiosk.core.china import china_day
from kiosk.core.report_days import last_day
from kiosk.hub.database import Connection

DEADLINE: Final = time(20)
"""「每天晚上8点前」(S1): of a kiosk that has not said its own for a week."""
GRACE: Final = timedelta(minutes=30)
"""For the line."""
REPORT_DAYS: Final = 7

_DAY: Final = timedelta(days=1)
_MADE: Final = """
SELECT kiosk, day, late, zero, due, zero AND EXISTS (
    SELECT FROM incident
    WHERE incident.kiosk = report.kiosk AND incident.seq < report.seq
    AND incident.moment <= until AND incident.moment > until - interval '1 day')
OR coalesce(opened < (
    SELECT count(*) FROM incident WHERE incident.kiosk = report.kiosk
    AND incident.seq > after AND incident.seq <= through), false)
FROM report, LATERAL (
    SELECT (day + coalesce(due, %s)) AT TIME ZONE 'Asia/Shanghai' AS until) AS span
WHERE day >= %s AND coalesce(kiosk = %s, true)"""
_BEGUN: Final = """
SELECT kiosk, min(used_at) FROM enrolment_code
WHERE used_at IS NOT NULL AND coalesce(kiosk = %s, true) GROUP BY kiosk"""


class Report(StrEnum):
    """What became of a day's report."""

    MADE = "made"
    ZERO = "zero"
    LATE = "late"
    CONCEALED = "concealed"  # its records say more
    MISSING = "missing"
    NONE = "none"  # the kiosk was not enrolled then


@dataclass(frozen=True, slots=True)
class Made:
    """A report that came.

    Attributes:
        what: What became of it.
        due: When in the day it was to be made, in China, or None: it did not say.
    """

    what: Report
    due: time | None


def made_lately(
    connection: Connection, kiosk: str | None, now: datetime
) -> dict[str, dict[date, Made]]:
    """The reports that came of the last days, by kiosk and day.

    Args:
        connection: To the hub's database.
        kiosk: Of this one alone, or None: of every one.
        now: Wall time, aware.
    """
    found: dict[str, dict[date, Made]] = {}
    since = china_day(now) - REPORT_DAYS * _DAY
    rows = connection.execute(_MADE, [DEADLINE, since, kiosk])
    for name, day, is_late, is_zero, due, is_concealing in rows:
        what = Report.ZERO if is_zero else Report.MADE
        what = Report.LATE if is_late else what
        one = Made(Report.CONCEALED if is_concealing else what, due)
        found.setdefault(name, {})[day] = one
    return found


def first_enrolled(connection: Connection, kiosk: str | None) -> dict[str, datetime]:
    """When each kiosk was enrolled for the first time; reports are owed since then.

    Who enrols a kiosk anew does not make up for what it has not reported.

    Args:
        connection: To the hub's database.
        kiosk: Of this one alone, or None: of every one.
    """
    return dict(connection.execute(_BEGUN, [kiosk]).fetchall())


def week_of(
    made: Mapping[date, Made], enrolled_at: datetime, now: datetime, grace: timedelta
) -> tuple[tuple[date, Report], ...]:
    """What became of a kiosk's reports of the last days, the newest first.

    Args:
        made: Those that came.
        enrolled_at: When it was first enrolled, aware.
        now: Wall time, aware.
        grace: How long after its deadline a report may come.
    """
    newest_first = (made[day].due for day in sorted(made, reverse=True))
    said = next((due for due in newest_first if due is not None), DEADLINE)
    last = due_day(now, said, grace)
    days = (last - back * _DAY for back in range(REPORT_DAYS))
    return tuple(
        (day, made[day].what if day in made else _absent(day, enrolled_at))
        for day in days
    )


def due_day(now: datetime, deadline: time = DEADLINE, grace: timedelta = GRACE) -> date:
    """The last day in China whose report should be here."""
    return last_day(now - grace, deadline)


def _absent(day: date, enrolled_at: datetime) -> Report:
    return Report.MISSING if china_day(enrolled_at) < day else Report.NONE
