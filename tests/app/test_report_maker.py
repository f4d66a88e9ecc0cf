"""The daily report is made at its deadline, or late and said to be so; never not."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from kiosk.core.errors import StoreError
from kiosk.core.record import Kind
from kiosk.core.report_days import DayState
from kiosk.store.errors import StoreDamaged
from kiosk.store.reading import JournalReader
from tests.app.report_rig import HOUR_S, ReportRig, afternoon, china
from tests.store.scenes import ZHANG, journal, passage, tamper

DAY_S = 24 * HOUR_S


async def test_a_report_is_made_at_its_deadline_and_once(tmp_path: Path) -> None:
    clock = china(21, 12)
    async with journal(tmp_path) as pen:
        rig = ReportRig(tmp_path, pen, clock)
        assert await rig.made() == []  # nothing was ever recorded
        await pen.append(passage(1, person=ZHANG))
        made = []
        for hours in (0, 4.9, 0.2, 0.1):
            clock.turn(hours * HOUR_S)
            made.append(await rig.made())

    assert made == [[], [], [(21, "synced", None)], []]
    assert rig.light() is None
    (row,) = JournalReader(tmp_path).last(9, kind=Kind.REPORT)
    payload = json.loads(row.payload)
    assert (payload["number"], payload["day"], payload["zero"]) == (
        1,
        "2026-11-21",
        True,
    )
    assert payload["summary"]["verdicts"] == {"allow": 1}
    assert (payload["kiosk"], payload["grid"]) == ("kiosk-1", "县/街道/社区/3")
    assert "测" not in row.payload


async def test_nothing_falls_between_two_reports(tmp_path: Path) -> None:
    clock = china(21, 16)
    async with journal(tmp_path) as pen:
        rig = ReportRig(tmp_path, pen, clock)
        await pen.append(passage(1))
        await pen.append(passage(2, minutes=299))
        await pen.append(passage(3, minutes=301))  # written before the report was
        clock.turn(1.1 * HOUR_S)
        (first,) = await rig.maker.make_due()
        await pen.append(passage(4, minutes=400))
        clock.turn(DAY_S)
        (second,) = await rig.maker.make_due()

    assert (first.summary.passages, second.summary.passages) == (2, 2)
    assert second.summary.after == first.summary.through == 2
    assert second.summary.since == first.summary.until
    assert second.number == 2


async def test_a_kiosk_that_was_off_makes_up_for_every_day(tmp_path: Path) -> None:
    clock = china(21, 12)
    async with journal(tmp_path) as pen:
        await pen.append(passage(1))
        clock.turn(2 * DAY_S)
        rig = ReportRig(tmp_path, pen, clock)
        assert rig.light() is None  # not looked yet
        made = await rig.made()
        reports = rig.book.between(date.min, date.max)
        light = rig.light()
        clock.turn(5.1 * HOUR_S)
        next_one = await rig.made()

    assert made == [(21, "synced", "not-running"), (22, "synced", "not-running")]
    assert [(one.zero, one.silent) for one in reports] == [(True, False), (False, True)]
    assert light == "report-late"
    assert next_one == [(23, "synced", None)]
    assert rig.light() is None


async def test_three_days_off_over_the_end_of_the_year_are_made_up_for(
    tmp_path: Path,
) -> None:
    clock = china(21, 18)
    clock.turn(39 * DAY_S)  # after the deadline of 30 December
    async with journal(tmp_path) as pen:
        await pen.append(passage(1, minutes=39 * 24 * 60 + 360))
        clock.turn(3 * DAY_S)
        rig = ReportRig(tmp_path, pen, clock)
        made = await rig.maker.make_due()
        days = await rig.office.days(date(2026, 12, 1), date(2027, 1, 31))

    assert [(str(one.day), one.late, one.summary.passages) for one in made] == [
        ("2026-12-31", "not-running", 1),
        ("2027-01-01", "not-running", 0),
        ("2027-01-02", "not-running", 0),
    ]
    assert [one.summary.until for one in made[:2]] == [
        one.summary.since for one in made[1:]
    ]
    assert [(str(day.day), day.state) for day in days] == [
        (str(one.day), DayState.LATE) for one in made
    ]


async def test_a_restart_does_not_make_it_again(tmp_path: Path) -> None:
    clock = china(21, 16)
    async with journal(tmp_path) as pen:
        await pen.append(passage(1))
        clock.turn(2 * HOUR_S)
        await ReportRig(tmp_path, pen, clock).made()
        rig = ReportRig(tmp_path, pen, clock)

        assert await rig.made() == []
        assert rig.light() == "report-late"


async def test_what_cannot_be_recorded_is_missing_then_late(tmp_path: Path) -> None:
    async with afternoon(tmp_path) as rig:
        await rig.made()
    rig.clock.turn(1.1 * HOUR_S)
    with pytest.raises(StoreError):
        await rig.made()
    assert rig.light() is None  # not late yet
    rig.clock.turn(HOUR_S)
    assert rig.light() == "report-missing"

    async with journal(tmp_path) as pen:
        rig.maker._journal = pen  # it came back
        made = await rig.made()

    assert made == [(21, "synced", "unrecorded")]
    assert rig.light() == "report-late"


async def test_a_clock_set_past_the_deadline_is_the_reason(tmp_path: Path) -> None:
    async with afternoon(tmp_path) as rig:
        await rig.made()
        rig.clock.turn(3 * HOUR_S)

        assert await rig.made() == [(21, "synced", "clock-set")]


async def test_an_unsure_clock_makes_the_newest_only_and_says_so(
    tmp_path: Path,
) -> None:
    async with afternoon(tmp_path) as rig:
        rig.clock.turn(4000 * DAY_S)
        rig.clock.sureness = "unsure"
        (ahead,) = await rig.maker.make_due()
        rig.clock.turn(-3998 * DAY_S)
        rig.clock.sureness = "synced"
        made = await rig.made()
        newest = rig.book.newest()

    assert (ahead.day.year, ahead.clock) == (2037, "unsure")
    assert made == [(21, "synced", "clock-set"), (22, "synced", "clock-set")]
    assert newest is not None
    assert newest.summary.since is not None
    assert newest.summary.since < newest.summary.until


async def test_it_goes_on_until_cancelled(tmp_path: Path) -> None:
    async with afternoon(tmp_path) as rig:
        rig.clock.turn(1.1 * HOUR_S)
        task = asyncio.create_task(rig.maker.run())
        await rig.maker.looked.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    assert rig.book.numbered(1) is not None


async def test_a_journal_that_fails_does_not_end_it(tmp_path: Path) -> None:
    rig = ReportRig(tmp_path, journal(tmp_path), china(21, 16))  # never started
    task = asyncio.create_task(rig.maker.run())
    await rig.maker.looked.wait()

    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_report_that_cannot_be_read_keeps_the_light_amber(
    tmp_path: Path,
) -> None:
    clock = china(21, 16)
    async with journal(tmp_path) as pen:
        await pen.append(passage(1))
        clock.turn(2 * HOUR_S)
        await ReportRig(tmp_path, pen, clock).made()
    tamper(tmp_path, "UPDATE journal SET payload = json_remove(payload, '$.figures')")
    rig = ReportRig(tmp_path, journal(tmp_path), clock)

    with pytest.raises(StoreDamaged):
        await rig.made()

    assert rig.light() == "report-missing"
