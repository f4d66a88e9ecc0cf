from pathlib import Path

import pytest

from kiosk.core.log_query import log_query
from kiosk.store.database import open_for_writing
from kiosk.store.search import LogReader, statement
from tests.store.scenes import fill, passage

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
    assert [row.seq for row in reader.all(query)] == found[::-1]
    assert reader.count(query) == len(found)


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
