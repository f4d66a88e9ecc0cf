from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.keeping import Kept
from kiosk.core.log_query import log_query
from kiosk.store.database import open_for_writing
from kiosk.store.erasing import erase_some
from kiosk.store.search import LogReader, statement
from tests.store.scenes import ZHANG, fill, passage, through

ASKED: dict[str, dict[str, str]] = {
    "passage_verdict": {"verdict": "hold"},
    "passage_reason": {"reason": "fever"},
    "passage_class": {"class": "vehicle"},
    "passage_lane": {"lane": "1"},
    "passage_outcome": {"outcome": "overridden"},
    "passage_at": {
        "since": "2026-11-21T00:00:00+08:00",
        "until": "2026-11-22T00:00:00+08:00",
    },
}


@pytest.fixture
def reader(tmp_path: Path) -> LogReader:
    fill(
        tmp_path,
        passage(1, reasons=[]),
        passage(2, verdict="hold", reasons=["fever"], minutes=10),
        passage(3, direction="out", minutes=20),
    )
    return LogReader(tmp_path)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [3, 2, 1]),
        ({"verdict": "hold"}, [2]),
        ({"reason": "fever", "direction": "in"}, [2]),
        ({"direction": "out"}, [3]),
        ({"class": "vehicle"}, []),
        ({"since": "2026-11-21T12:10:00+08:00"}, [3, 2]),
        ({"until": "2026-11-21T12:10:00+08:00"}, [1]),
        ({"verdict": "allow", "since": "2026-11-21T12:10:00+08:00"}, [3]),
    ],
)
def test_passages_are_found_by_what_was_asked(
    reader: LogReader, asked: dict[str, str], found: list[int]
) -> None:
    query = log_query(asked)

    assert [row.seq for row in reader.page(query)] == found
    with reader.pull(query) as pull:
        assert [row.seq for row in pull.passages] == found[::-1]
        assert pull.count == len(found)
        assert pull.head.startswith("3:")


def test_a_page_goes_on_where_the_one_before_ended(reader: LogReader) -> None:
    query = log_query({})

    first = reader.page(query, most=2)
    rest = reader.page(query, before=first[-1].seq, most=2)

    assert [row.seq for row in (*first, *rest)] == [3, 2, 1]
    assert rest[0].reason == ""


@pytest.mark.parametrize("index", ASKED)
def test_a_search_reads_an_index_and_not_every_passage(
    tmp_path: Path, index: str
) -> None:
    fill(tmp_path, passage(1))
    sql, values = statement(log_query(ASKED[index]), None)

    with open_for_writing(tmp_path / "kiosk.db") as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {sql} DESC LIMIT 50", values).fetchall()

    assert index in str(plan)
    assert "SCAN passage" not in str(plan)


@pytest.mark.parametrize("index", ["people_token", "plate_token"])
@pytest.mark.parametrize("more", [{}, {"verdict": "allow"}, ASKED["passage_at"]])
def test_a_person_or_a_plate_chooses_the_rows_whatever_else_is_asked(
    tmp_path: Path, index: str, more: dict[str, str]
) -> None:
    fill(tmp_path, passage(1))
    query = log_query(more)
    person, plate = replace(query, same_as=1), replace(query, plates=("a", "b"))
    sql, values = statement(person if index == "people_token" else plate, None)

    with open_for_writing(tmp_path / "kiosk.db") as db:
        plan = str(db.execute(f"EXPLAIN QUERY PLAN {sql} DESC", values).fetchall())

    assert index in plan
    assert "INDEX passage" not in plan
    assert "SEARCH passage USING INTEGER PRIMARY KEY (rowid=?)" in plan


def test_a_vehicles_rows_go_with_its_people(tmp_path: Path) -> None:
    driver = replace(ZHANG, plate="甘A12345")
    fill(tmp_path, passage(1, person=driver))
    raw = (tmp_path / "kiosk.db").read_bytes()
    assert "甘A12345".encode() not in raw

    with open_for_writing(tmp_path / "kiosk.db") as db:
        assert db["plate"].count == 1
        assert erase_some(db, through(1)).erased == {Kept.PASSAGE: 1}
        assert db["plate"].count == 0
