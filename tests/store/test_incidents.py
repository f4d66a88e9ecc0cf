from pathlib import Path
from typing import Any

import pytest

from kiosk.core.incident import Result
from kiosk.core.record import Draft, Kind
from kiosk.core.verdict import Verdict
from kiosk.store.database import open_for_writing
from kiosk.store.incidents import IncidentReader
from kiosk.store.projection import rebuild
from tests.fakes import NOON
from tests.store.scenes import fill, passage, tamper


def held(number: int = 1, **extra: Any) -> Draft:
    return passage(number, verdict="hold", reasons=["fever"], **extra)


def event(number: int = 1, **what: Any) -> Draft:
    payload = {"incident": f"p{number}", "by": "组长甲", **what}
    return Draft(kind=Kind.INCIDENT, at=NOON, payload=payload)


def step(number: int = 1) -> Draft:
    return event(number, event="step", step="report-community")


def closed(number: int = 1, result: str = "handed-over") -> Draft:
    return event(number, event="closed", result=result)


def test_a_hold_and_a_refusal_open_an_incident_and_an_allow_does_not(
    tmp_path: Path,
) -> None:
    fill(
        tmp_path,
        passage(1),
        held(2, actions=["isolate-on-spot"]),
        passage(3, verdict="refuse", outcome="given-up"),
        passage(4, verdict=None, outcome="abandoned"),
    )
    reader = IncidentReader(tmp_path)

    first, second = reader.open_ones()

    assert (first.passage, first.seq, first.verdict) == ("p2", 2, Verdict.HOLD)
    assert (first.reasons, first.actions) == (("fever",), ("isolate-on-spot",))
    assert first.at == NOON
    assert second.passage == "p3"
    assert reader.open_count() == 2


def test_steps_are_ticked_with_time_and_person(tmp_path: Path) -> None:
    fill(tmp_path, held(), step())

    (incident,) = IncidentReader(tmp_path).open_ones()

    (tick,) = incident.ticks
    assert (tick.step, tick.at, tick.by) == ("report-community", NOON, "组长甲")


def test_a_closed_incident_keeps_its_first_result(tmp_path: Path) -> None:
    fill(tmp_path, held(), closed(), closed(result="cleared"))
    reader = IncidentReader(tmp_path)

    incident = reader.one("p1")

    assert incident is not None
    assert (incident.result, incident.closed_by) == (Result.HANDED_OVER, "组长甲")
    assert reader.open_ones() == []
    assert reader.last(5) == [incident]
    assert reader.one("p9") is None


def test_a_leaders_override_closes_the_incident(tmp_path: Path) -> None:
    fill(tmp_path, held(), passage(1, outcome="overridden", by="组长甲"))

    incident = IncidentReader(tmp_path).one("p1")

    assert incident is not None
    assert incident.result is Result.OVERRIDDEN


@pytest.mark.parametrize(
    "odd",
    [
        held(1, passage=None),
        passage(1, verdict=["hold"]),
        event(1, event="step", step=3),
        event(1, event="closed", result=[]),
        event(1, incident=7, event="closed"),
        event(1, event="sung"),
    ],
)
def test_an_odd_payload_never_keeps_a_row_out(tmp_path: Path, odd: Draft) -> None:
    entries = fill(tmp_path, odd)

    assert entries[0].seq == 1
    assert IncidentReader(tmp_path).open_ones() == []


def test_a_result_this_kiosk_does_not_know_still_closes(tmp_path: Path) -> None:
    fill(tmp_path, held(), closed(result="flown-away"))

    incident = IncidentReader(tmp_path).one("p1")

    assert incident is not None
    assert (incident.closed_at, incident.result) == (NOON, None)


def test_incidents_are_rebuilt_from_the_journal(tmp_path: Path) -> None:
    fill(tmp_path, held(1), step(), held(2), closed(1))
    reader = IncidentReader(tmp_path)
    before = reader.last(9)
    tamper(tmp_path, "DELETE FROM incident", "UPDATE incident_step SET step = 'x'")

    with open_for_writing(tmp_path / "kiosk.db") as db:
        assert rebuild(db) == 4

    assert reader.last(9) == before


def test_open_incidents_are_found_by_an_index(tmp_path: Path) -> None:
    fill(tmp_path, held())

    with open_for_writing(tmp_path / "kiosk.db") as db:
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM incident"
            " WHERE closed_at IS NULL ORDER BY seq"
        ).fetchall()

    assert "incident_open" in str(plan)
