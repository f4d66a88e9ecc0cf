"""What a daily report counts, and the reports that are found again."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.household import HouseholdEvent
from kiosk.core.record import Draft, Kind
from kiosk.core.report import Figures
from kiosk.store.database import open_for_reading
from kiosk.store.errors import StoreDamaged
from kiosk.store.report_book import ReportBook
from kiosk.store.report_tally import ReportTally
from tests.core.reports import DAY, FULL, QUIET
from tests.fakes import NOON
from tests.store.households import MEMBER, back, leader, out
from tests.store.scenes import fill, passage, tamper
from tests.store.shifts import accepted, offered, on, shift

STAY = timedelta(hours=3)


def figures(directory: Path, after: int = 0, through: int = 99) -> Figures:
    span = after, through
    return ReportTally(directory).count(span, NOON - timedelta(days=1), NOON, STAY)[1]


def arrival(number: int, direction: str = "in", **travel: Any) -> Draft:
    return passage(number, direction=direction, facts={"travel": travel})


def report(**said: Any) -> Draft:
    payload = QUIET.written() | said
    return Draft(kind=Kind.REPORT, at=NOON, payload=payload)


def test_passages_are_counted_by_way_and_class_and_verdict(tmp_path: Path) -> None:
    fill(
        tmp_path,
        passage(1),
        passage(2, direction="out", code=None),
        passage(3, verdict="hold", reasons=["nat-positive", "fever"]),
        passage(4, verdict="refuse", reasons=["pass-expired"], outcome="given-up"),
        passage(5, verdict=None, outcome="abandoned"),
    )

    found = figures(tmp_path)

    assert found.ways == {
        "in": {"allow": 1, "hold": 1, "refuse": 1},
        "out": {"allow": 1},
    }
    assert found.classes["none"] == {"allow": 1}
    assert (found.held, found.refused) == ({"nat-positive": 1}, {"pass-expired": 1})
    assert found.fever == 1  # though it was not the worst reason
    assert found.opened == {"hold": 1, "refuse": 1}


def test_who_did_not_go_was_not_let_through(tmp_path: Path) -> None:
    fill(
        tmp_path,
        passage(1),
        passage(2),
        passage(2, verdict=None, outcome="not-passed", undoes=2),
        passage(3, verdict="hold", reasons=["fever"]),
        passage(3, verdict="hold", reasons=["fever"], outcome="overridden"),
        passage(3, verdict=None, outcome="not-passed", undoes=5),
    )

    summary, found = ReportTally(tmp_path).count((0, 2), NOON, NOON, STAY)
    later, _ = ReportTally(tmp_path).count((2, 6), NOON, NOON, STAY)

    assert (summary.verdicts, found.ways) == ({"allow": 1}, {"in": {"allow": 1}})
    assert (later.verdicts, later.overrides) == ({"hold": 1}, 1)
    assert later.outcomes["not-passed"] == 2


def test_arrivals_are_counted_by_where_they_come_from(tmp_path: Path) -> None:
    fill(
        tmp_path,
        arrival(1, risk="high", returnee=True),
        arrival(2, risk="none"),
        arrival(3, risk="medium", key_region=True),
        arrival(4, "out", risk="high"),
        arrival(5, risk="high"),
    )

    found = figures(tmp_path)

    assert found.arrivals == {"high": 2, "returnee": 1, "medium": 1, "key": 1}


def test_what_is_not_proved_or_simulated_is_told(tmp_path: Path) -> None:
    fill(
        tmp_path,
        passage(1, clock="unsure", policy="closed/1"),
        passage(2, demonstration=True, policy="closed/1", clock="synced"),
    )

    found = figures(tmp_path)

    assert (found.unsure, found.demonstration) == (1, 1)
    assert found.policies == {"closed/1": 2}


def test_households_incidents_and_shifts_are_counted(tmp_path: Path) -> None:
    closed = {"incident": "p1", "event": "closed", "result": "hospital"}
    fill(
        tmp_path,
        on("1"),
        on("2", "relieved", relieves=1),
        out(MEMBER),
        back(MEMBER),
        leader(HouseholdEvent.RELIEF),
        passage(1, verdict="hold", reasons=["fever"]),
        Draft(kind=Kind.INCIDENT, at=NOON, payload=closed),
        offered(7, 2),
        accepted(8, 4, by="3"),
        shift("off-duty", duty=9, ended="signed-out"),
    )

    found = figures(tmp_path)

    assert (found.exits, found.households, found.words) == (1, 1, {"relief": 1})
    assert (found.opened, found.closed) == ({"hold": 1}, {"hospital": 1})
    assert found.staff == ("1 测**", "2 测**", "3 测**")
    assert found.handovers == (4,)


def test_the_last_row_of_a_day_is_found_without_reading_them_all(
    tmp_path: Path,
) -> None:
    tally = ReportTally(tmp_path)
    fill(tmp_path)
    assert tally.last_row(NOON) == 0
    fill(tmp_path, *(passage(n, minutes=n) for n in range(1, 8)))

    found = [tally.last_row(NOON + timedelta(minutes=n)) for n in (0, 1, 4, 60)]

    assert found == [0, 0, 3, 7]


def test_reports_are_found_by_day_and_number(tmp_path: Path) -> None:
    later = DAY + timedelta(days=1)
    fill(
        tmp_path,
        report(),
        Draft(kind=Kind.REPORT, at=NOON, payload=FULL.written()),
        passage(1),
        report(number=3, day=later.isoformat()),
        report(number=4, corrects=1, why="x", by="3 测**"),
    )
    book = ReportBook(tmp_path)

    assert [one.number for one in book.between(DAY, DAY)] == [1, 2, 4]
    assert book.begun() == NOON
    newest, original, second = book.newest(), book.newest_original(), book.numbered(2)
    assert newest is not None
    assert (newest.number, newest.corrects, newest.seq) == (4, 1, 5)
    assert newest.sealed_by.startswith("5:")
    assert original is not None
    assert (original.number, original.day) == (3, later)
    assert second is not None
    assert second.figures == FULL.figures
    assert book.numbered(9) is None
    assert book.between(date(2020, 1, 1), date(2020, 1, 2)) == ()


def test_reports_are_found_by_their_index(tmp_path: Path) -> None:
    fill(tmp_path, report())
    with open_for_reading(tmp_path / "kiosk.db") as db:
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT seq FROM journal WHERE kind = 'report'"
            " AND json_extract(payload, '$.number') = 1 ORDER BY seq DESC LIMIT 1"
        ).fetchall()

    assert "journal_report" in str(plan)


def test_an_empty_journal_has_no_report_and_no_beginning(tmp_path: Path) -> None:
    fill(tmp_path)

    assert (ReportBook(tmp_path).newest(), ReportBook(tmp_path).begun()) == (None, None)


def test_a_report_that_makes_no_sense_is_damage(tmp_path: Path) -> None:
    fill(tmp_path, report())
    tamper(
        tmp_path,
        "UPDATE journal SET payload = json_set(payload, '$.figures', json('[]'))",
    )

    with pytest.raises(StoreDamaged, match="report in row 1"):
        ReportBook(tmp_path).newest()
