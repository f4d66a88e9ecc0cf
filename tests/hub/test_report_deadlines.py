"""A report is missing by its own kiosk's deadline, not by one for all."""

import argparse
from datetime import date, datetime, time, timedelta

import pytest

from kiosk.commands import hub as hub_commands
from kiosk.core.china import CHINA
from kiosk.hub.overview import Overview
from kiosk.hub.reports import Made, Report, due_day, week_of
from tests.hub.gates import Hub, chain

DAY = timedelta(days=1)
LAST = date(2026, 11, 21)
ENROLLED = datetime(2026, 11, 1, tzinfo=CHINA)
HALF_AN_HOUR = timedelta(minutes=30)


def china(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, tzinfo=CHINA)


def report(day: date, until: object) -> dict[str, object]:
    summary = {"overdue": 0, "until": until}
    return {"event": "daily-report", "day": str(day), "summary": summary}


@pytest.mark.parametrize(
    ("now", "deadline", "day"),
    [
        (china(17, 29), time(17), LAST - DAY),
        (china(17, 30), time(17), LAST),
        (china(20, 29), time(20), LAST - DAY),
        (china(0, 29), time(0), LAST - DAY),
        (china(0, 10), time(23, 50), LAST - 2 * DAY),
        (china(0, 20), time(23, 50), LAST - DAY),
    ],
)
def test_a_report_is_due_a_while_after_its_deadline(
    now: datetime, deadline: time, day: date
) -> None:
    assert due_day(now, deadline, HALF_AN_HOUR) == day


def test_the_newest_report_that_says_so_tells_the_deadline() -> None:
    made = {
        LAST - 3 * DAY: Made(Report.MADE, time(21)),
        LAST - 2 * DAY: Made(Report.LATE, time(17)),
        LAST - DAY: Made(Report.ZERO, None),
    }

    early = week_of(made, ENROLLED, china(17, 29), HALF_AN_HOUR)
    due = week_of(made, ENROLLED, china(17, 30), HALF_AN_HOUR)
    patient = week_of(made, ENROLLED, china(17, 30), timedelta(hours=2))

    assert early[0] == (LAST - DAY, Report.ZERO)
    assert due[:3] == (
        (LAST, Report.MISSING),
        (LAST - DAY, Report.ZERO),
        (LAST - 2 * DAY, Report.LATE),
    )
    assert patient == early


def test_two_kiosks_are_judged_each_by_its_own(hub: Hub) -> None:
    early, late = hub.gate("early"), hub.gate("late")
    hub.clock.turn(86_400)
    for gate, moment in ((early, china(17)), (late, china(20))):
        rows = chain([report(LAST, moment.isoformat())], kind="report")
        hub.send(gate, rows)

    now = datetime(2026, 11, 22, 18, tzinfo=CHINA)
    newest = {one.id: one.reports[0] for one in Overview(hub.node.database).all(now)}

    assert newest == {
        "early": (LAST + DAY, Report.MISSING),
        "late": (LAST, Report.MADE),
    }


@pytest.mark.parametrize(
    "until",
    [
        *(None, 17, [], "soon", "2026-11-21T17:00:00"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_a_report_that_names_no_deadline_is_kept_all_the_same(
    hub: Hub, until: object
) -> None:
    gate = hub.gate()

    hub.send(gate, chain([report(LAST, until)], kind="report"))

    assert hub.ask("SELECT day, due FROM report") == [(LAST, None)]


def test_the_grace_is_told_in_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    hub_commands.add(parser.add_subparsers())
    words = ["hub", "serve", "--database", "x", "--report-grace"]

    assert parser.parse_args([*words, "45"]).report_grace == 45
    for wrong in ("-1", "721", "soon"):
        with pytest.raises(SystemExit):
            parser.parse_args([*words, wrong])
        assert "0 to 720 minutes" in capsys.readouterr().err
