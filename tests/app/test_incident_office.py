import asyncio
import json
from pathlib import Path

import pytest

from kiosk.app.incident_office import JournalIncidentOffice
from kiosk.core.errors import FormError
from kiosk.core.record import Kind
from kiosk.store.journal import SqliteJournal
from tests.fakes import FakeClock, FakeJournal
from tests.store.scenes import journal, passage


async def office(directory: Path, pen: SqliteJournal) -> JournalIncidentOffice:
    held = passage(1, verdict="hold", reasons=["fever"], actions=["isolate-on-spot"])
    await pen.append(held)
    return JournalIncidentOffice(directory, clock=FakeClock(), journal=pen)


def stored(directory: Path) -> bytes:
    return b"".join(f.read_bytes() for f in directory.iterdir() if f.is_file())


async def test_steps_and_the_end_are_rows_and_the_note_is_sealed(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        assert desk.open_count() == 1

        await desk.tick("p1", "report-community", "组长甲")
        await desk.tick("p1", "report-community", "组长甲")  # a double tap
        await desk.close("p1", "hospital", "组长甲", " 测试甲 to hospital ")

        (incident,) = desk.newest()
        assert desk.open_count() == 0
        assert pen.head.seq == 3
    assert [tick.step for tick in incident.ticks] == ["report-community"]
    assert incident.closed_by == "组长甲"
    assert "测试甲".encode() not in stored(tmp_path)


async def test_an_incident_is_closed_once_by_the_first_of_two_screens(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        ends = await asyncio.gather(
            desk.close("p1", "hospital", "甲", ""),
            desk.close("p1", "cleared", "乙", ""),
            return_exceptions=True,
        )

    assert [type(end) for end in ends] == [type(None), FormError]


@pytest.mark.parametrize(
    ("incident", "step", "result", "slug"),
    [
        ("p2", "report-community", "hospital", "incident-over"),
        ("p1", "sing", "sung", "missing"),
        ("p1", "sing", "overridden", "missing"),
    ],
)
async def test_what_is_not_on_the_card_is_refused(
    tmp_path: Path, incident: str, step: str, result: str, slug: str
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        with pytest.raises(FormError) as unticked:
            await desk.tick(incident, step, "")
        with pytest.raises(FormError) as unclosed:
            await desk.close(incident, result, "", "")

    assert {unticked.value.slug, unclosed.value.slug} == {slug}


async def test_what_cannot_be_recorded_is_said(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        await office(tmp_path, pen)
    closed = JournalIncidentOffice(tmp_path, clock=FakeClock(), journal=pen)

    with pytest.raises(FormError) as refused:
        await closed.tick("p1", "report-community", "")

    assert refused.value.slug == "not-recorded"


async def test_without_records_nothing_is_counted(tmp_path: Path) -> None:
    desk = JournalIncidentOffice(tmp_path, clock=FakeClock(), journal=FakeJournal())

    assert desk.open_count() is None
    with pytest.raises(FormError) as refused:
        await desk.close("p1", "cleared", "", "")
    assert refused.value.slug == "not-recorded"


async def test_the_row_tells_what_was_done_and_nothing_personal(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        await office(tmp_path, pen)
    written = FakeJournal()
    desk = JournalIncidentOffice(tmp_path, clock=FakeClock(), journal=written)

    await desk.close("p1", "hospital", "组长甲", "测试甲")

    (row,) = written.drafts
    assert row.kind is Kind.INCIDENT
    assert row.payload["result"] == "hospital"
    assert "测试甲" not in json.dumps(row.payload, ensure_ascii=False)
    assert row.person is not None
    assert row.person.private == {"note": "测试甲"}
