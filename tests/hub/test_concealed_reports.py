"""瞒报: a report that the kiosk's own records contradict; and 漏报 stays one."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from kiosk.core.chain import Row, canonical, row_hash
from kiosk.core.china import CHINA
from kiosk.hub.overview import Checkpoint, Overview, Worry
from kiosk.hub.reports import Report
from kiosk.store.rows import stamp
from tests.hub.gates import Gate, Hub, chain, passage

DAY = date(2026, 11, 21)
DEADLINE = datetime.combine(DAY, time(17), tzinfo=CHINA)


def zero_report(until: datetime | None = DEADLINE, **more: Any) -> dict[str, Any]:
    summary = {"until": until and until.isoformat()}
    said = {"event": "daily-report", "day": str(DAY), "zero": True, "summary": summary}
    return said | more


def send(hub: Hub, gate: Gate, *told: tuple[str, datetime, dict[str, Any]]) -> None:
    """Rows of these kinds, times and payloads."""
    rows: list[Row] = []
    for kind, at, payload in told:
        (row,) = chain([payload], after=rows[-1] if rows else None, kind=kind)
        text = canonical(payload)
        own = row_hash(row.prev, row.seq, stamp(at), kind, text)
        rows.append(row._replace(at=stamp(at), hash=own))
    hub.send(gate, rows)


def seen(hub: Hub) -> Checkpoint:
    found = Overview(hub.node.database).one("gate-1", DEADLINE + timedelta(hours=2))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("verdict", "hours", "report", "what"),
    [
        ("hold", -1, {}, Report.CONCEALED),
        ("refuse", -23, {}, Report.CONCEALED),
        ("hold", -1, {"late": "not-running"}, Report.CONCEALED),
        ("allow", -1, {}, Report.ZERO),
        ("hold", -25, {}, Report.ZERO),  # of the report before
        ("hold", 0.001, {}, Report.ZERO),  # of the next one
        ("hold", -1, {"zero": False}, Report.MADE),
    ],
)
def test_a_zero_report_is_held_against_who_was_stopped_that_day(
    hub: Hub, verdict: str, hours: float, report: dict[str, Any], what: Report
) -> None:
    send(
        hub,
        hub.gate(),
        ("passage", DEADLINE + timedelta(hours=hours), passage(verdict)),
        ("report", DEADLINE + timedelta(minutes=1), zero_report(**report)),
    )

    found = seen(hub)

    assert found.reports[0] == (DAY, what)
    assert (Worry.CONCEALED in found.worries) == (what is Report.CONCEALED)
    assert Worry.REPORT not in found.worries


def full_report(opened: object, span: tuple[object, object]) -> dict[str, Any]:
    after, through = span
    summary = {"until": DEADLINE.isoformat(), "after": after, "through": through}
    figures = {"opened": opened}
    return zero_report(zero=False, summary=summary, figures=figures)


@pytest.mark.parametrize(
    ("opened", "span", "what"),
    [
        ({"hold": 1}, (0, 3), Report.CONCEALED),
        ({}, (0, 3), Report.CONCEALED),
        ({"hold": 1, "refuse": 1}, (0, 3), Report.MADE),
        ({"hold": 1}, (0, 2), Report.MADE),  # the other is the next report's
        ({"hold": 1}, (1, 3), Report.MADE),
        # What does not say how many, or of which rows, is held against nothing.
        *(({"hold": odd}, (0, 3), Report.MADE) for odd in (-1, "1", True, 2**31)),
        ([], (0, 3), Report.MADE),
        ({}, (None, 3), Report.MADE),
        ({}, (0, "3"), Report.MADE),
    ],
)
def test_a_report_that_says_less_than_the_rows_it_is_about_conceals(
    hub: Hub, opened: object, span: tuple[object, object], what: Report
) -> None:
    send(
        hub,
        hub.gate(),
        ("passage", DEADLINE - timedelta(hours=2), passage("hold")),
        ("passage", DEADLINE - timedelta(hours=1), passage("allow")),
        ("passage", DEADLINE - timedelta(hours=1), passage("refuse", passage="q")),
        ("report", DEADLINE, full_report(opened, span)),
    )

    assert seen(hub).reports[0] == (DAY, what)


@pytest.mark.parametrize(
    ("opened", "what"),
    [({"hold": 1}, Report.MADE), ({}, Report.CONCEALED), (None, Report.CONCEALED)],
)
def test_a_correction_may_own_up(hub: Hub, opened: object, what: Report) -> None:
    send(
        hub,
        hub.gate(),
        ("passage", DEADLINE - timedelta(hours=2), passage("hold")),
        ("report", DEADLINE, full_report({}, (0, 1))),
        ("report", DEADLINE + timedelta(hours=1), full_report(opened, (0, 1))),
    )

    assert seen(hub).reports[0] == (DAY, what)


def test_without_a_deadline_of_its_own_it_is_held_against_the_usual_one(
    hub: Hub,
) -> None:
    evening = DEADLINE + timedelta(hours=3)
    stopped = ("passage", evening - timedelta(hours=1), passage("hold"))
    send(hub, hub.gate(), stopped, ("report", evening, zero_report(None)))

    found = Overview(hub.node.database).one("gate-1", evening + timedelta(hours=1))

    assert found is not None
    assert found.reports[0] == (DAY, Report.CONCEALED)


def test_enrolling_a_kiosk_anew_does_not_make_up_for_its_reports(hub: Hub) -> None:
    hub.gate()
    hub.clock.turn(5 * 86_400)
    before = Overview(hub.node.database).all(hub.clock.now())
    hub.gate()

    (after,) = Overview(hub.node.database).all(hub.clock.now())

    assert [what for _, what in after.reports].count(Report.MISSING) == 4
    assert after.reports == before[0].reports
