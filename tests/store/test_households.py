"""The projections of household uses: rebuilt, fail-safe, erasable, indexed."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from kiosk.core.chain import Flaw
from kiosk.core.household import HouseholdEvent, Quota
from kiosk.core.record import Bearer, Draft
from kiosk.core.standing import Standing
from kiosk.store import household_facts
from kiosk.store.database import open_for_writing
from kiosk.store.erasing import erase_some
from kiosk.store.household_tables import PROJECTED
from kiosk.store.projection import rebuild
from kiosk.store.reading import JournalReader
from kiosk.store.rows import prepare, write
from kiosk.store.schema import bring_up_to_date
from kiosk.store.standing import RecordedStanding
from tests.fakes import FakeClock
from tests.store.households import (
    HOUSE,
    MEMBER,
    NEIGHBOUR,
    OTHER,
    SISTER,
    at,
    back,
    identity,
    leader,
    not_passed,
    out,
)
from tests.store.scenes import KEYS, fill, tamper, through

_BEARERS = st.sampled_from([MEMBER, SISTER, NEIGHBOUR])
_STEPS = st.tuples(
    st.sampled_from(["out", "in", "undo", "returnee", *HouseholdEvent]),
    _BEARERS,
    st.sampled_from([0.0, 0.5, 6.0, 20.0]),  # hours since the step before
    st.booleans(),  # whether the clock is sure
)
_HISTORY = st.lists(_STEPS, max_size=12)
_Step = tuple[str, Bearer, float, bool]


def _drafts(steps: Sequence[_Step]) -> Iterator[Draft]:
    """A history at its true times, with a sure clock."""
    hours = 0.0
    for seq, (what, bearer, later, _) in enumerate(steps, start=1):
        hours += later
        if what in {"out", "in"}:
            yield (out if what == "out" else back)(bearer, hours=hours)
        elif what == "undo":
            yield not_passed(seq - 1, bearer, hours=hours)
        elif what == "returnee":
            yield back(bearer, hours=hours, verdict="hold", voids="returnee")
        else:
            house = str(bearer.household)
            yield leader(HouseholdEvent(what), household=house, hours=hours)


def _end(steps: Sequence[_Step]) -> float:
    return sum(later for _, _, later, _ in steps)


def _unsure(draft: Draft, wrong: float) -> Draft:
    """The same by a clock that is wrong and knows it."""
    payload = {**draft.payload, "clock": "unsure"}
    return replace(draft, at=draft.at + timedelta(hours=wrong), payload=payload)


@contextmanager
def _store(drafts: Sequence[Draft]) -> Iterator[tuple[Path, Database]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kiosk.db"
        with closing(sqlite3.connect(path)) as connection:
            db = Database(connection)
            db.execute("PRAGMA synchronous = OFF")
            bring_up_to_date(db)
            for draft in drafts:
                write(db, [prepare(draft)], KEYS)
            yield Path(folder), db


def _tables(db: Database) -> dict[str, list[str]]:
    return {
        table: sorted(map(repr, db.table(table).rows))  # NULL does not compare
        for table in PROJECTED
    }


@given(_HISTORY)
def test_rebuilding_gives_what_was_written_row_by_row(steps: list[_Step]) -> None:
    drafts = [
        draft if step[3] else _unsure(draft, 5)
        for step, draft in zip(steps, _drafts(steps), strict=True)
    ]
    with _store(drafts) as (_, db):
        before = _tables(db)
        db.execute("DELETE FROM household_use")

        rebuild(db)

        assert _tables(db) == before


def _asked(
    folder: Path, quota: Quota, hours: float, sureness: str, bearer: Bearer
) -> Standing:
    clock = FakeClock(sureness="synced" if sureness == "synced" else "unsure")
    desk = RecordedStanding(folder, clock=clock, quota=lambda: quota)
    with closing(desk):
        return desk.standing_of(identity(bearer), at(hours))


@given(
    steps=_HISTORY,
    quota=st.builds(Quota, days=st.integers(1, 3), rolling=st.booleans()),
    wrong=st.sampled_from([-900.0, -7.0, 7.0, 900.0]),
    now_is_sure=st.booleans(),
    bearer=_BEARERS,
)
def test_an_unsure_clock_never_grants_more_than_a_sure_one(
    steps: list[_Step],
    quota: Quota,
    wrong: float,
    *,
    now_is_sure: bool,
    bearer: Bearer,
) -> None:
    true = list(_drafts(steps))
    unsure = [
        draft if step[3] else _unsure(draft, wrong)
        for step, draft in zip(steps, true, strict=True)
    ]
    now = _end(steps) + 1
    with _store(true) as (folder, _):
        right = _asked(folder, quota, now, "synced", bearer).household
    with _store(unsure) as (folder, _):
        asked = now if now_is_sure else now + wrong
        sureness = "synced" if now_is_sure else "unsure"
        found = _asked(folder, quota, asked, sureness, bearer).household

    assert (found.uses or 0) >= (right.uses or 0)
    assert found.member_out == right.member_out
    assert bool(found.voided) >= bool(right.voided)
    assert bool(found.relief) <= bool(right.relief)


_BY_INDEX = {
    household_facts.USES: "household_use_window (household=? AND counts_at>?)",
    household_facts.OTHER_OUT: "household_use_out (household=?)",
    household_facts.LAST_MARK: "household_mark_last (household=?)",
    household_facts.RELIEF: "household_mark_last (household=?)",
    household_facts.USED_SINCE: "household_use_window (household=?)",
    "SELECT version FROM standing WHERE key = ?": "PRIMARY KEY (key=?)",
    "SELECT direction, at FROM crossing WHERE pass_id = ? AND undone IS NULL"
    " ORDER BY seq DESC LIMIT 1": "PRIMARY KEY (pass_id=?)",
    "UPDATE household_use SET in_seq = NULL, in_at = NULL WHERE in_seq = ?": (
        "household_use_in (in_seq=?)"
    ),
    "UPDATE household_use SET counts_at = ? WHERE counts_at = 'unsure'": (
        "household_use_unsure"
    ),
}


@pytest.mark.parametrize("sql", _BY_INDEX)
def test_every_question_is_answered_by_an_index(sql: str) -> None:
    # The plan is chosen without statistics, so it is that of a million rows as well;
    # bench/standing.py measures those.
    with _store([]) as (_, db):
        plan = db.execute(f"EXPLAIN QUERY PLAN {sql}", ["x"] * sql.count("?"))
        said = " ".join(str(step[3]) for step in plan)

    assert _BY_INDEX[sql] in said
    assert "TEMP B-TREE" not in said


def _survey(store: Path) -> tuple[Flaw | None, int | None]:
    survey = JournalReader(store).survey()
    return survey.flaw, survey.at


@pytest.mark.parametrize(
    ("statement", "at_row"),
    [
        ("UPDATE bearer SET household = '0000000000cc' WHERE seq = 2", 2),
        ("UPDATE bearer SET member = NULL WHERE seq = 2", 2),
        ("UPDATE bearer SET pass_id = NULL WHERE seq = 2", 2),
        ("UPDATE bearer SET salt = X'00' WHERE seq = 2", 2),
        ("UPDATE bearer SET seq = 99 WHERE seq = 2", 99),
        ("INSERT INTO bearer VALUES (1, NULL, '0000000000bb', 1, X'00')", 1),
    ],
)
def test_a_changed_or_planted_bearer_is_found(
    tmp_path: Path, statement: str, at_row: int
) -> None:
    fill(tmp_path, out(None), out(), out(SISTER))
    assert _survey(tmp_path) == (None, None)

    tamper(tmp_path, statement)

    assert _survey(tmp_path) == (Flaw.BEARER, at_row)


def test_old_uses_can_be_erased_and_the_chain_still_verifies(tmp_path: Path) -> None:
    fill(tmp_path, out(), out(SISTER, hours=1))
    with closing(open_for_writing(tmp_path / "kiosk.db")) as db:
        db.execute("DELETE FROM bearer WHERE seq <= 1")
        rebuild(db)
        uses = db.execute("SELECT seq FROM household_use").fetchall()

    assert uses == [(2,)]
    assert _survey(tmp_path) == (None, None)


def test_a_void_household_stays_void_whatever_its_age(tmp_path: Path) -> None:
    fill(
        tmp_path,
        out(),
        leader(HouseholdEvent.VOID),
        leader(HouseholdEvent.VOID, household=OTHER),
        leader(HouseholdEvent.RESTORE, household=OTHER),
    )
    with closing(open_for_writing(tmp_path / "kiosk.db")) as db:
        while erase_some(db, through(4)).erased:
            pass
        rebuild(db)
        left = db.execute("SELECT seq FROM bearer").fetchall()

    assert left == [(2,)]
    with _reader(tmp_path) as desk:
        assert desk.standing_of(identity(MEMBER), at(1)).household.voided is True
        assert desk.standing_of(identity(NEIGHBOUR), at(1)).household.voided is False
    assert _survey(tmp_path) == (None, None)


def test_a_bearer_is_never_changed(tmp_path: Path) -> None:
    fill(tmp_path, out())
    with (
        closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain,
        pytest.raises(sqlite3.IntegrityError, match="never changed"),
    ):
        plain.execute("UPDATE bearer SET household = ?", [HOUSE])


def test_the_journals_own_text_tells_no_household_and_no_pass(tmp_path: Path) -> None:
    entries = fill(tmp_path, out())

    for number in (HOUSE, str(MEMBER.pass_id)):
        assert number not in entries[0].payload


def test_a_file_from_before_households_is_brought_up_to_date(tmp_path: Path) -> None:
    fill(tmp_path, out(None))
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain:
        for table in ("bearer", *PROJECTED):
            plain.execute(f"DROP TABLE {table}")
        plain.execute("DELETE FROM _sqlite_migrations WHERE name = 'm003_households'")
        plain.commit()
    assert _survey(tmp_path) == (None, None)

    fill(tmp_path, out(hours=1))

    assert not list(tmp_path.glob("*.damaged-*"))
    assert _survey(tmp_path) == (None, None)
    with _reader(tmp_path) as desk:
        found = desk.standing_of(identity(MEMBER), at(2))
    assert found.household.uses == 1


@contextmanager
def _reader(store: Path) -> Iterator[RecordedStanding]:
    with closing(RecordedStanding(store, clock=FakeClock(), quota=Quota)) as desk:
        yield desk
