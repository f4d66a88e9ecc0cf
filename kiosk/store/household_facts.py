"""Questions about one household, asked of an open connection."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlite_utils import Database

from kiosk.core.china import CHINA, china_day
from kiosk.store.rows import stamp

USES = """
SELECT count(*) FROM household_use
WHERE household = ? AND counts_at >= ? AND undone IS NULL"""

OTHER_OUT = """
SELECT 1 FROM household_use
WHERE household = ? AND member IS NOT ? AND in_seq IS NULL AND undone IS NULL LIMIT 1"""

LAST_MARK = """
SELECT event, reason, at FROM household_mark
WHERE household = ? AND event IN ('void', 'restore') ORDER BY seq DESC LIMIT 1"""

RELIEF = """
SELECT max(seq) FROM household_mark
WHERE household = ? AND event = 'relief' AND sure AND at >= ? AND at < ?"""

USED_SINCE = """
SELECT 1 FROM household_use
WHERE household = ? AND undone IS NULL AND seq > ? LIMIT 1"""


class Void(NamedTuple):
    """Why a household's passes open nothing, and since when."""

    reason: str
    at: datetime


def uses(db: Database, household: str, since: datetime) -> int:
    """How often somebody went out since, unsure times included."""
    row = db.execute(USES, [household, stamp(since)]).fetchone()
    return int(row[0])


def other_out(db: Database, household: str, member: int | None) -> bool:
    """Whether another member is out now."""
    return db.execute(OTHER_OUT, [household, member]).fetchone() is not None


def voided(db: Database, household: str) -> Void | None:
    """Why the household's passes open nothing, or None: they do."""
    row = db.execute(LAST_MARK, [household]).fetchone()
    if row is None or row[0] != "void":
        return None
    return Void(row[1] or "", datetime.fromisoformat(row[2]))


def relief(db: Database, household: str, now: datetime) -> bool:
    """Whether a leader allowed one more exit today that nobody has used yet."""
    begin = datetime.combine(china_day(now), time.min, tzinfo=CHINA)
    day = [stamp(begin), stamp(begin + timedelta(days=1))]
    seq = db.execute(RELIEF, [household, *day]).fetchone()[0]
    if seq is None:
        return False
    return db.execute(USED_SINCE, [household, seq]).fetchone() is None


def earliest(db: Database, now: datetime) -> datetime:
    """The earliest moment that it may be while the clock says ``now`` but is unsure.

    A window that ends earlier begins earlier, so it holds no fewer uses.
    """
    row = db.execute("SELECT at FROM sure_time").fetchone()
    return now if row is None else min(now, datetime.fromisoformat(row[0]))
