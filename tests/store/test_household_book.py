"""Finding households by their passes; ``bench/standing.py`` times it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.core.household import HouseholdEvent
from kiosk.store import household_book
from kiosk.store.database import open_for_writing
from kiosk.store.holders import CALLED, Holders
from kiosk.store.household_book import HouseholdBook
from tests.store.households import (
    ALONE,
    HOUSE,
    MEMBER,
    NEIGHBOUR,
    OTHER,
    SISTER,
    leader,
    not_passed,
    out,
)
from tests.store.scenes import fill

SPOKEN_OF = "0000000000ee"


@pytest.fixture
def book(tmp_path: Path) -> HouseholdBook:
    fill(
        tmp_path,
        out(),
        out(SISTER, hours=1),
        out(hours=2),
        out(NEIGHBOUR, hours=3),
        out(ALONE, hours=4),
        leader(HouseholdEvent.RELIEF, household=SPOKEN_OF, hours=5),
    )
    return HouseholdBook(tmp_path, lambda _pass: None)


def test_passes_name_the_households_they_are_of(book: HouseholdBook) -> None:
    passes = [str(one.pass_id) for one in (SISTER, MEMBER, NEIGHBOUR, ALONE)]
    assert book.households_of([*passes, "0000000000ff"]) == (HOUSE, OTHER)
    assert book.households_of([]) == ()


def test_households_that_went_out_or_were_spoken_of_are_known(
    book: HouseholdBook,
) -> None:
    asked = [HOUSE, SPOKEN_OF, "0000000000ff"]
    assert book.known_among(asked) == {HOUSE, SPOKEN_OF}


def test_a_household_that_did_not_go_after_all_is_known_by_its_pass_alone(
    tmp_path: Path,
) -> None:
    fill(tmp_path, out(), not_passed(1))
    book = HouseholdBook(tmp_path, lambda _pass: None)
    assert book.known_among([HOUSE]) == frozenset()
    assert book.households_of([str(MEMBER.pass_id)]) == (HOUSE,)
    assert book.passes_of([HOUSE]) == {}


def test_each_pass_of_a_household_is_told_once(book: HouseholdBook) -> None:
    passes = book.passes_of([HOUSE, OTHER])
    assert {house: sorted(of) for house, of in passes.items()} == {
        HOUSE: [MEMBER.pass_id, SISTER.pass_id],
        OTHER: [NEIGHBOUR.pass_id],
    }


@pytest.fixture
def db(tmp_path: Path, book: HouseholdBook) -> Iterator[Database]:
    assert book.known_among([HOUSE])
    opened = open_for_writing(tmp_path / "kiosk.db")
    yield opened
    opened.close()


_BY_INDEX = {
    household_book.OF_PASSES: ["COVERING INDEX household_use_pass (pass_id=?)"],
    household_book.AMONG: [
        "household_use_window (household=?)",
        "household_mark_last (household=?)",
    ],
    household_book.PASSES: ["household_use_window (household=?)"],
}


@pytest.mark.parametrize("sql", _BY_INDEX)
def test_no_search_goes_through_the_uses(sql: str, db: Database) -> None:
    # Chosen without statistics, so the plan is that of a million uses as well.
    values = [json.dumps([HOUSE]), 200][: sql.count("?")]
    plan = db.execute(f"EXPLAIN QUERY PLAN {sql}", values)
    said = [str(step[3]) for step in plan]

    for index in _BY_INDEX[sql]:
        assert any(index in step for step in said), said
    assert not any("SCAN household" in step for step in said), said


def test_a_file_from_before_the_index_gets_it(tmp_path: Path) -> None:
    fill(tmp_path, out())
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain:
        plain.execute("DROP INDEX household_use_pass")
        plain.execute("DELETE FROM _sqlite_migrations WHERE name = 'm012_passes'")
        plain.commit()

    fill(tmp_path, out(SISTER, hours=1))

    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as plain:
        found = plain.execute("PRAGMA index_info(household_use_pass)").fetchall()
    assert [column for _, _, column in found] == ["pass_id", "household"]


def test_a_first_character_is_looked_up_by_index(tmp_path: Path) -> None:
    Holders(tmp_path).note_all([("0000000000a1", "测**"), ("0000000000c1", "乙**")])
    holders = open_for_writing(tmp_path / "holders.db")
    (step,) = holders.execute(f"EXPLAIN QUERY PLAN {CALLED}", ["测"]).fetchall()
    holders.close()

    assert "USING INDEX holders_first" in step[3]
    assert Holders(tmp_path).called("测") == ("0000000000a1",)


def test_names_are_told_of_the_passes_that_are_known(tmp_path: Path) -> None:
    holders = Holders(tmp_path)
    holders.note_all([("0000000000a1", "测**"), ("0000000000c1", "乙**")])
    found = holders.masked_names(["0000000000a1", "0000000000ff"])
    assert found == {"0000000000a1": "测**"}

    (tmp_path / "holders.db").write_bytes(b"garbage " * 1000)
    assert holders.masked_names(["0000000000a1"]) == {}
