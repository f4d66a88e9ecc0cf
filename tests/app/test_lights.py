import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from kiosk.app.lights import Lights, clock_light
from kiosk.core.errors import StoreError
from kiosk.core.record import Kind
from kiosk.core.view import Condition, DeviceStatus
from tests.fakes import FakeClock, FakeJournal

STARTING = DeviceStatus(name="camera", condition=Condition.STARTING)
GREEN = DeviceStatus(name="camera", condition=Condition.OK)
RED = DeviceStatus(name="camera", condition=Condition.FAILED, slug="unplugged")
BLIND = DeviceStatus(name="camera", condition=Condition.FAILED, slug="no-frames")
AMBER = DeviceStatus(name="camera", condition=Condition.WARNING, slug="dim")


async def written_by(lights: Lights) -> None:
    while not lights._changes.empty():  # noqa: ASYNC110 - a turn of the loop a row
        await asyncio.sleep(0)


@asynccontextmanager
async def writing(lights: Lights, journal: FakeJournal) -> AsyncIterator[None]:
    """Let the rows be written, until the block ends and all of them are."""
    task = asyncio.create_task(lights.journal_changes(journal, FakeClock()))
    try:
        yield
        await written_by(lights)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ([STARTING, GREEN], []),
        ([STARTING, RED], [("failed", "unplugged")]),
        ([STARTING, RED, GREEN], [("failed", "unplugged"), ("ok", None)]),
        ([GREEN, RED, BLIND], [("failed", "unplugged"), ("failed", "no-frames")]),
        ([GREEN, AMBER, GREEN], []),
        ([RED, STARTING, GREEN], [("failed", "unplugged")]),
    ],
)
async def test_failures_and_recoveries_are_rows_and_nothing_else_is(
    seen: list[DeviceStatus], written: list[tuple[str, str | None]]
) -> None:
    lights, journal = Lights(), FakeJournal()
    async with writing(lights, journal):
        for status in seen:
            lights.report(status)

    assert {draft.kind for draft in journal.drafts} <= {Kind.DEVICE}
    payloads = [draft.payload for draft in journal.drafts]
    assert [(p["condition"], p["slug"]) for p in payloads] == written
    assert lights.all() == (seen[-1],)


async def test_a_row_names_the_device_and_whether_it_is_simulated() -> None:
    lights, journal = Lights(), FakeJournal()
    async with writing(lights, journal):
        lights.report(
            DeviceStatus(
                name="thermometer",
                condition=Condition.FAILED,
                slug="silent",
                demonstration=True,
            )
        )

    assert journal.drafts[0].payload == {
        "device": "thermometer",
        "condition": "failed",
        "slug": "silent",
        "demonstration": True,
    }


async def test_a_journal_that_fails_does_not_end_the_lights() -> None:
    lights, journal = Lights(), FakeJournal(error=StoreError("full"))
    async with writing(lights, journal):
        lights.report(RED)
        await written_by(lights)
        journal.error = None
        lights.report(GREEN)

    assert [draft.payload["condition"] for draft in journal.drafts] == ["ok"]


async def test_a_device_that_flutters_fills_no_memory() -> None:
    lights = Lights()
    for _ in range(1000):
        lights.report(RED)
        lights.report(GREEN)

    assert lights._changes.qsize() == 256
    assert lights.all() == (GREEN,)


def test_some_lights_are_asked_each_time() -> None:
    journal = DeviceStatus(name="journal", condition=Condition.OK)
    answers = iter([journal, RED])
    lights = Lights(lambda: next(answers))
    lights.report(GREEN)

    assert lights.all() == (GREEN, journal)
    assert lights.all() == (GREEN, RED)


def test_the_clock_is_red_only_while_it_is_unsure() -> None:
    clock = FakeClock()
    assert clock_light(clock).condition is Condition.OK

    clock.sureness = "unsure"
    red = clock_light(clock)
    assert (red.condition, red.slug) == (Condition.FAILED, "clock-unsure")
    assert red.advice
