"""Household uses as a projection: who went out on whose pass, and who is back.

A use counts from the moment it happened. Where the clock was unsure, nobody knows that
moment but that it lies before the next row with a sure time: the use counts as if it
were still to come until then, and from that time on.
"""

from typing import Final

from sqlite_utils import Database

from kiosk.core.household import RETURNEE, HouseholdEvent
from kiosk.core.record import Bearer, Kind
from kiosk.store.filed import Filed

NOT_YET: Final = "unsure"
"""``counts_at`` of a use whose time is not known yet; sorts after every time."""

EVENT: Final = "household-"
"""What the ``event`` of a leader's row begins with."""

_COUNTED: Final = frozenset({"resident", "temporary"})
_PASSED: Final = frozenset({"decided", "overridden"})
_NO_ERRAND: Final = frozenset({"commuter", "patient"})
_PAPERS: Final = ("village", "employer")
_WAYS: Final = frozenset({"in", "out"})
_STANDS_DAYS: Final = 14
"""How long a leader's word stands against the service's: 「14天居家健康监测」(S1)."""

STANDING_VOIDS: Final = """
SELECT seq FROM household_mark AS mark WHERE event = 'void' AND seq = (
    SELECT max(seq) FROM household_mark
    WHERE household = mark.household AND event IN ('void', 'restore'))"""


def version(db: Database, bearer: Bearer) -> int:
    """The newest row that changed the bearer's standing; 0 before the first."""
    row = db.execute(
        "SELECT version FROM standing WHERE key = ?", [bearer.key]
    ).fetchone()
    return int(row[0]) if row else 0


def standing_voids(db: Database) -> set[int]:
    """The rows that keep households void now; they must outlive the rest."""
    return {seq for (seq,) in db.execute(STANDING_VOIDS).fetchall()}


def project(db: Database, row: Filed) -> None:
    """Take a row into account."""
    if row.sure:
        _settle(db, row.at)
    if row.bearer is None or not row.bearer.key:
        return
    if row.kind == Kind.PASSAGE:
        _project_passage(db, row, row.bearer)
    elif row.kind == Kind.AUDIT:
        _project_event(db, row, row.bearer)
    db.execute(
        "INSERT INTO standing VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET version = excluded.version",
        (row.bearer.key, row.seq),
    )


def _settle(db: Database, at: str) -> None:
    """What happened while the clock was unsure, happened by ``at``."""
    db.execute(
        "UPDATE household_use SET counts_at = ? WHERE counts_at = 'unsure'", [at]
    )
    db.execute(
        "INSERT INTO sure_time VALUES (1, ?)"
        " ON CONFLICT (one) DO UPDATE SET at = max(at, excluded.at)",
        [at],
    )


def _project_passage(db: Database, row: Filed, bearer: Bearer) -> None:
    undone = row.number("undoes")
    if row.text("outcome") == "not-passed" and undone is not None:
        _take_back(db, row.seq, int(undone), bearer)
    elif row.text("outcome") in _PASSED and row.text("verdict") == "allow":
        _cross(db, row, bearer)
    if row.text("voids") == RETURNEE:
        _void_for_returnee(db, row, bearer)


def _cross(db: Database, row: Filed, bearer: Bearer) -> None:
    direction = row.text("direction")
    if direction not in _WAYS:  # a lane for both ways: as the volunteer said
        direction = row.text("told", "lane", "direction")
    if direction is None or bearer.pass_id is None:
        return
    pass_class = row.text("code", "class")
    db.execute(
        "INSERT INTO crossing VALUES (?, ?, ?, ?, ?, NULL)",
        (bearer.pass_id, row.seq, pass_class, direction, row.at),
    )
    if bearer.household is None or pass_class not in _COUNTED:
        return
    if direction == "in":
        _come_back(db, row, bearer)
    elif _is_errand(row) and not is_guest(db, bearer.pass_id):
        db.execute(
            "INSERT INTO household_use VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
            (
                row.seq,
                bearer.household,
                bearer.member,
                bearer.pass_id,
                row.at,
                row.at if row.sure else NOT_YET,
            ),
        )


def _is_errand(row: Filed) -> bool:
    """Whether somebody went out for the household: not to work, not to hospital.

    The supply team goes for everybody, if it has its paper: 「组建专门队伍…凭统一制作的
    临时通行证予以放行」(S4); whoever only says so, and whoever says anything else, goes
    for the household.
    """
    kind = row.text("told", "person", "kind")
    if kind == "worker" and row.text("code", "class") == "temporary":
        return not any(row.ticked("told", "proofs", paper) for paper in _PAPERS)
    return kind not in _NO_ERRAND


def is_guest(db: Database, pass_id: str) -> bool:
    """Whether a pass was first used to come in as a guest.

    A guest who goes home is no use of the household visited. Whoever said at that
    first crossing to live here is none.
    """
    first = db.execute(
        "SELECT class, direction, json_extract(payload, '$.told.person.kind')"
        " FROM crossing JOIN journal USING (seq)"
        " WHERE pass_id = ? AND undone IS NULL ORDER BY seq LIMIT 1",
        [pass_id],
    ).fetchone()
    if first is None:
        return False
    pass_class, direction, kind = first
    return (pass_class, direction) == ("temporary", "in") and kind != "resident"


def _come_back(db: Database, row: Filed, bearer: Bearer) -> None:
    db.execute(
        "UPDATE household_use SET in_seq = ?, in_at = ? WHERE household = ?"
        " AND (member IS ? OR pass_id = ?) AND in_seq IS NULL AND undone IS NULL",
        (row.seq, row.at, bearer.household, bearer.member, bearer.pass_id),
    )


def _take_back(db: Database, seq: int, undone: int, bearer: Bearer) -> None:
    """The person of row ``undone`` did not go through."""
    found = db.execute(
        "UPDATE crossing SET undone = ?"
        " WHERE seq = ? AND pass_id IS ? AND undone IS NULL",
        (seq, undone, bearer.pass_id),
    )
    if found.rowcount == 0:
        return  # another's row, or taken back before
    db.execute("UPDATE household_use SET undone = ? WHERE seq = ?", (seq, undone))
    db.execute(
        "UPDATE household_use SET in_seq = NULL, in_at = NULL WHERE in_seq = ?",
        [undone],
    )


def _project_event(db: Database, row: Filed, bearer: Bearer) -> None:
    event = (row.text("event") or "").removeprefix(EVENT)
    if bearer.household is None or event not in set(HouseholdEvent):
        return
    if event == HouseholdEvent.RETURNED:
        db.execute(
            "INSERT INTO crossing SELECT DISTINCT pass_id, ?, NULL, 'in', ?, NULL"
            " FROM household_use"
            " WHERE household = ? AND in_seq IS NULL AND undone IS NULL",
            (row.seq, row.at, bearer.household),
        )
        db.execute(
            "UPDATE household_use SET in_seq = ?, in_at = ? WHERE household = ?"
            " AND in_seq IS NULL AND undone IS NULL",
            (row.seq, row.at, bearer.household),
        )
    _mark(db, row, bearer, event)


def _void_for_returnee(db: Database, row: Filed, bearer: Bearer) -> None:
    if bearer.household is None:
        return
    restored = db.execute(
        "SELECT 1 FROM household_mark WHERE household = ? AND event = 'restore'"
        " AND sure AND julianday(?) - julianday(at) < ?",
        (bearer.household, row.at, _STANDS_DAYS),
    ).fetchone()
    if restored is None or not row.sure:
        _mark(db, row, bearer, HouseholdEvent.VOID, RETURNEE)


def _mark(
    db: Database, row: Filed, bearer: Bearer, event: str, reason: str | None = None
) -> None:
    db.execute(
        "INSERT INTO household_mark VALUES (?, ?, ?, ?, ?, ?)",
        (
            row.seq,
            bearer.household,
            event,
            reason or row.text("reason"),
            row.at,
            int(row.sure),
        ),
    )
