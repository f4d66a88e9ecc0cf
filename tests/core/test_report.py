"""The daily report as a value, and the days it belongs to."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from kiosk.core.china import CHINA
from kiosk.core.report import Late, Report, read_report
from kiosk.core.report_days import (
    MOST_DAYS,
    DayState,
    ReportBoard,
    ReportDay,
    days_of,
    due_days,
    first_day,
    last_day,
    totals_of,
)
from tests.core.reports import DAY, FULL, QUIET, SILENT

FIVE = time(17)


def china(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize("report", [FULL, QUIET, SILENT])
def test_a_report_is_read_as_it_was_written(report: Report) -> None:
    written = json.loads(json.dumps(report.written()))

    assert read_report(report.seq, report.at, written, report.sealed_by) == report


def test_zero_means_nothing_to_report_and_not_nobody_passed() -> None:
    assert QUIET.summary.passages > 0
    assert (QUIET.zero, FULL.zero) == (True, False)
    overdue = replace(QUIET, summary=replace(QUIET.summary, overdue=1))
    fever = replace(QUIET, figures=replace(QUIET.figures, fever=1))
    assert (overdue.zero, fever.zero) == (False, False)


def test_a_kiosk_that_was_off_cannot_say_zero() -> None:
    assert (SILENT.silent, SILENT.zero) == (True, False)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (china(21, 16, 59), 20),
        (china(21, 17), 21),
        (china(22, 0), 21),
        (datetime(2026, 11, 21, 9, 0, tzinfo=UTC), 21),
    ],
)
def test_the_day_turns_at_the_deadline_in_china(now: datetime, day: int) -> None:
    assert last_day(now, FIVE) == date(2026, 11, day)


def test_every_day_since_the_first_row_is_due_until_it_is_made() -> None:
    first = first_day(china(18, 10), china(21, 18), FIVE)

    due = due_days(china(21, 18), FIVE, first, {date(2026, 11, 19)})

    assert [day.day for day in due] == [18, 20, 21]
    assert due_days(china(18, 12), FIVE, first, ()) == ()


def test_a_report_is_not_made_up_for_forever() -> None:
    due = due_days(china(21, 18), FIVE, date(1970, 1, 1), ())

    assert len(due) == MOST_DAYS + 1


def test_a_first_row_of_the_future_says_nothing() -> None:
    assert first_day(china(29, 0), china(21, 18), FIVE) == date(2026, 11, 21)


def test_no_day_is_left_out_and_lateness_is_never_made_up_for() -> None:
    late = replace(QUIET, day=DAY - timedelta(days=2), late=Late.NOT_RUNNING)
    correction = replace(late, number=9, late=None, corrects=late.number)
    odd = replace(QUIET, day=DAY + timedelta(days=90))  # made by a wrong clock

    days = days_of([late, FULL, correction, odd], DAY - timedelta(days=3), DAY)

    assert [day.state for day in days] == [
        DayState.MISSING,
        DayState.LATE,
        DayState.MISSING,
        DayState.MADE,
        DayState.ZERO,
    ]
    assert days[1].reports == (late, correction)


def test_sums_take_the_correction_and_the_last_standing() -> None:
    wrong = replace(FULL, summary=replace(FULL.summary, overrides=7))
    days = (
        ReportDay(day=DAY - timedelta(days=1), reports=(wrong, FULL)),
        ReportDay(day=DAY),
        ReportDay(day=DAY, reports=(FULL,)),
    )

    sums = totals_of(days)

    assert (sums["passages"], sums["in"], sums["hold"]) == (60, 40, 2)
    assert (sums["overrides"], sums["closed"], sums["high"]) == (2, 4, 2)
    assert (sums["open"], sums["overdue"]) == (1, 1)


def test_the_board_says_when_the_next_is_made() -> None:
    board = ReportBoard(now=china(21, 18), deadline=FIVE, days=())

    assert board.next == china(22, 17)
