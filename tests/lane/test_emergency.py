"""An emergency vehicle: the gate opens at the tap, and its record is never lost."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import DeviceError, FormError, StoreError
from kiosk.core.record import Draft, Entry
from kiosk.core.view import LaneState
from kiosk.lane.emergency import SAME_TAP_S, SHOWN_S
from kiosk.lane.parts import Timing
from tests.examples import examples
from tests.fakes import NOON, FakeJournal
from tests.lane.conftest import Scene

FULL = StoreError("the disk is full; free some space")


def rows(scene: Scene) -> list[tuple[str, str, str | None]]:
    return [
        (d.payload["passage"], d.payload["outcome"], d.payload["verdict"])
        for d in scene.journal.drafts
    ]


async def tap(scene: Scene) -> None:
    """The tap, and what the lane's own task does right after it."""
    await scene.desk.let_emergency_pass()
    await scene.lane.emergencies.settle()


async def test_the_gate_opens_at_the_tap_and_the_record_follows(scene: Scene) -> None:
    await tap(scene)

    assert scene.gate.openings == [4.0]
    [draft] = scene.journal.drafts
    assert draft.payload["verdict"] == "allow"
    assert draft.payload["reasons"] == ["emergency-vehicle"]
    assert draft.payload["told"]["vehicle"] == {"kind": "emergency"}
    assert scene.view().emergencies[0].owed is False


async def test_a_slow_disk_delays_nothing(scene: Scene) -> None:
    disk = asyncio.Event()

    class SlowJournal(FakeJournal):
        async def append(self, draft: Draft) -> Entry:
            await disk.wait()
            return await super().append(draft)

    slow = SlowJournal()
    scene.lane.emergencies._recorder._journal = slow
    loop = asyncio.create_task(scene.lane.run())
    await scene.desk.let_emergency_pass()

    assert scene.gate.openings == [4.0]
    assert scene.view().emergencies[0].owed

    disk.set()
    while scene.view().emergencies[0].owed:  # noqa: ASYNC110 - no clock is waited for
        await asyncio.sleep(0)
    assert len(slow.drafts) == 1
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop


async def test_a_record_that_cannot_be_written_is_owed_and_keeps_its_time(
    scene: Scene,
) -> None:
    scene.journal.error = FULL
    await tap(scene)

    assert scene.gate.openings == [4.0]
    assert scene.view().emergencies[0].owed

    scene.clock.turn(90)
    await scene.lane.emergencies.settle()
    assert scene.view().emergencies[0].owed

    scene.journal.error = None
    await scene.lane.emergencies.settle()

    assert scene.view().emergencies[0].owed is False
    assert [d.at for d in scene.journal.drafts] == [NOON]
    assert scene.gate.openings == [4.0]


async def test_even_a_record_the_journal_never_takes_stays_on_the_screen(
    scene: Scene,
) -> None:
    class Unfit(StoreError):
        lasting = True

    scene.journal.error = Unfit("too long")
    await tap(scene)
    scene.clock.turn(SHOWN_S + 1)
    await scene.lane.emergencies.settle()

    assert scene.view().emergencies[0].owed


async def test_whoever_is_on_the_screen_stays_there(scene: Scene) -> None:
    await scene.code("pass:aa")
    before = scene.view()
    await tap(scene)

    after = scene.view()
    assert (after.passage, after.state) == (before.passage, LaneState.GATHERING)
    await scene.forehead(36.5)
    await scene.mask()
    assert scene.view().state is LaneState.PASSING
    assert scene.view().emergencies
    assert rows(scene)[-1][1:] == ("decided", "allow")


async def test_a_nervous_second_tap_is_the_same_vehicle(scene: Scene) -> None:
    await tap(scene)
    await tap(scene)
    assert len(scene.journal.drafts) == 1
    assert scene.gate.openings == [4.0]

    scene.clock.turn(SAME_TAP_S)
    await tap(scene)
    assert len(scene.journal.drafts) == 2


async def test_a_gate_that_does_not_open_is_said_and_tried_at_the_next_tap(
    scene: Scene,
) -> None:
    scene.gate.error = DeviceError("gate", "silent", "open it by hand")
    await tap(scene)
    assert scene.view().emergencies[0].fault == "silent"

    scene.gate.error = None
    await tap(scene)

    assert scene.gate.openings == [4.0]
    assert scene.view().emergencies[0].fault is None
    assert len(scene.journal.drafts) == 1


async def test_a_policy_that_does_not_know_it_delays_nobody(scene: Scene) -> None:
    scene.registering()
    emergencies = scene.lane.emergencies
    emergencies._parts = scene.lane.stand._parts
    await tap(scene)

    [draft] = scene.journal.drafts
    assert draft.payload["verdict"] == "allow"
    assert draft.payload["actions"] == ["record-afterwards"]


async def test_what_it_was_is_noted_later_in_a_row_of_its_own(scene: Scene) -> None:
    await tap(scene)
    first = scene.journal.drafts[0]
    [shown] = scene.view().emergencies
    fields = {"service": "ambulance", "plate": "甘A12345", "occupants": "3"}
    scene.clock.turn(120)
    scene.desk.describe_emergency(shown.id, fields)
    await scene.lane.emergencies.settle()

    assert scene.journal.drafts[0] == first
    described = scene.journal.drafts[1]
    assert described.payload["passage"] == first.payload["passage"]
    assert described.payload["verdict"] is None
    assert described.payload["vehicle"] == {
        "kind": "emergency",
        "service": "ambulance",
        "crew": 3,
    }
    assert "12345" not in str(described.payload)
    assert described.person is not None
    assert described.person.private == {"vehicle": {"plate": "甘A12345"}}
    assert scene.view().emergencies[0].described
    assert scene.gate.openings == [4.0]


async def test_it_leaves_the_screen_after_some_minutes(scene: Scene) -> None:
    await tap(scene)
    [shown] = scene.view().emergencies
    scene.clock.turn(SHOWN_S)
    await scene.lane.emergencies.settle()

    assert scene.view().emergencies == ()
    with pytest.raises(FormError, match="too late"):
        scene.desk.describe_emergency(shown.id, {"service": "fire"})


async def test_the_lane_tries_again_by_itself(scene: Scene) -> None:
    emergencies = scene.lane.emergencies
    assert emergencies._pause() is None
    scene.journal.error = FULL
    await tap(scene)
    assert emergencies._pause() == 1.0
    emergencies._setting = replace(emergencies._setting, timing=Timing(retry_s=0.0))
    loop = asyncio.create_task(scene.lane.run())
    await asyncio.sleep(0)
    scene.journal.error = None
    while scene.view().emergencies[0].owed:  # noqa: ASYNC110 - no clock is waited for
        await asyncio.sleep(0)

    assert rows(scene) == [("passage-1", "decided", "allow")]
    assert emergencies._pause() == SHOWN_S
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop


@given(
    st.lists(
        st.sampled_from(["tap", "fails", "heals", "settle", "describe", "person"]),
        max_size=25,
    )
)
@examples(1.5)
async def test_no_row_is_ever_lost_and_each_opens_the_gate_once(
    doings: list[str],
) -> None:
    scene, taps, described = Scene(), 0, 0
    for doing in doings:
        if doing == "tap":
            scene.clock.turn(SAME_TAP_S)
            await scene.desk.let_emergency_pass()
            taps += 1
        elif doing == "describe" and scene.view().emergencies:
            newest = scene.view().emergencies[0].id
            scene.desk.describe_emergency(newest, {"service": "police"})
            described += 1
        elif doing == "settle":
            await scene.lane.emergencies.settle()
        elif doing == "person":
            await scene.code("pass:aa")
        else:
            scene.journal.error = FULL if doing == "fails" else None
    assert scene.gate.openings == [4.0] * taps
    scene.journal.error = None
    await scene.lane.emergencies.settle()

    ids = [
        d.payload["passage"]
        for d in scene.journal.drafts
        if d.payload["outcome"] == "decided"
    ]
    assert len(ids) == len(set(ids)) == taps
    told = [d for d in scene.journal.drafts if d.payload["outcome"] == "described"]
    assert len(told) == described
