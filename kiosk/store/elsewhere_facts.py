"""Questions about uses at sibling kiosks, asked of an open connection."""

from datetime import datetime
from typing import Final

from sqlite_utils import Database

from kiosk.core.record import Bearer
from kiosk.store.elsewhere import GRANTED, GRANTS, UNDO, WAYS
from kiosk.store.rows import stamp

_USES: Final = """
SELECT count(*) FROM use_elsewhere
WHERE mark = ? AND at >= ? AND what = 'out' AND undone IS NULL"""

# Another member went out elsewhere, and came back neither there nor here.
_OTHER_OUT: Final = """
SELECT 1 FROM use_elsewhere AS gone
WHERE mark = ? AND member IS NOT ? AND what = 'out' AND undone IS NULL
AND NOT EXISTS (
    SELECT 1 FROM use_elsewhere AS back WHERE back.mark = gone.mark
    AND back.member IS gone.member AND back.what = 'in' AND back.undone IS NULL
    AND back.at >= gone.at)
AND NOT EXISTS (
    SELECT 1 FROM bearer JOIN crossing USING (pass_id, seq)
    WHERE bearer.household = ? AND bearer.member IS gone.member
    AND crossing.direction = 'in' AND crossing.undone IS NULL
    AND crossing.at >= gone.at)
LIMIT 1"""

# Another member went out here, and came back neither here nor elsewhere.
_OTHER_OUT_HERE: Final = """
SELECT 1 FROM household_use AS gone
WHERE household = ? AND member IS NOT ? AND in_seq IS NULL AND undone IS NULL
AND NOT EXISTS (
    SELECT 1 FROM use_elsewhere AS back WHERE back.mark = ?
    AND back.member IS gone.member AND back.what = 'in' AND back.undone IS NULL
    AND back.at >= gone.out_at)
LIMIT 1"""

_GRANTED: Final = f'"what":"{GRANTED}"'  # as canonical JSON writes it


def uses(db: Database, mark: str, since: datetime) -> int:
    """How often somebody of a household went out elsewhere since."""
    return int(db.execute(_USES, [mark, stamp(since)]).fetchone()[0])


def other_out(db: Database, household: str, member: int | None, mark: str) -> bool:
    """Whether another member is out now, as far as all gates together know."""
    here = db.execute(_OTHER_OUT_HERE, [household, member, mark]).fetchone()
    away = db.execute(_OTHER_OUT, [mark, member, household]).fetchone()
    return here is not None or away is not None


def came_back(db: Database, seq: int, bearer: Bearer, mark: str) -> bool:
    """Whether row ``seq`` brings somebody in who went out elsewhere."""
    found = db.execute(
        "SELECT 1 FROM crossing WHERE pass_id = ? AND seq = ? AND direction = 'in'"
        " AND EXISTS (SELECT 1 FROM use_elsewhere"
        " WHERE mark = ? AND member IS ? AND what = 'out')",
        [bearer.pass_id, seq, mark, bearer.member],
    )
    return found.fetchone() is not None


def is_news(db: Database, kiosk: str, number: int, what: str) -> bool:
    """Whether a use changes anything: it was not taken before."""
    undone = what.removeprefix(UNDO)
    if what in WAYS:
        sql = "SELECT 1 FROM use_elsewhere WHERE kiosk = ? AND number = ?"
        return db.execute(sql, [kiosk, number]).fetchone() is None
    sql = (
        "SELECT 1 FROM use_elsewhere WHERE kiosk = ? AND number = ? AND undone IS NULL"
    )
    found = undone.isdecimal() and db.execute(sql, [kiosk, int(undone)]).fetchone()
    return bool(found)


def exits_here(db: Database, since: datetime) -> dict[str, list[tuple[str, str]]]:
    """Exits through this gate since, by household: from when each counts, and where.

    Those of an unsure time count as ``unsure``. Without those that a leader granted.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for household, at, passage in db.execute(
        "SELECT household, counts_at, passage FROM household_use"
        " JOIN passage USING (seq) JOIN journal USING (seq)"
        " WHERE counts_at >= ? AND undone IS NULL"
        " AND NOT (instr(payload, ?) OR instr(payload, ?)) ORDER BY seq",
        [stamp(since), *GRANTS],
    ):
        found.setdefault(household, []).append((at, passage))
    return found


def exits_away(db: Database, mark: str, since: datetime) -> list[str]:
    """When a household went out elsewhere since; not what a leader there granted."""
    sql = (
        "SELECT away.at FROM use_elsewhere AS away JOIN journal USING (seq)"
        " WHERE mark = ? AND away.at >= ? AND what = 'out' AND undone IS NULL"
        " AND NOT instr(payload, ?) ORDER BY away.at"
    )
    return [at for (at,) in db.execute(sql, [mark, stamp(since), _GRANTED])]
