import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import Evidence, MaskTick
from kiosk.core.view import Condition, DeviceStatus
from kiosk.devices.supervise import keep_running
from kiosk.ports import Stop

UNPLUGGED = DeviceError("sensor", "unplugged", "check the cable")
TICK = MaskTick(worn=True, at=1.0)
Step = Callable[["FakeDevice", Callable[[Evidence], None], Stop], None]


@dataclass
class FakeDevice:
    """Plays one step a run; waits to be stopped when there are none left."""

    steps: list[Step]
    name: str = "sensor"
    ready: Callable[[], None] = print
    threads: list[str] = field(default_factory=list)
    running: threading.Event = field(default_factory=threading.Event)

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        self.threads.append(threading.current_thread().name)
        if self.steps:
            self.steps.pop(0)(self, emit, stop)
        else:
            self.running.set()
            stop.wait()


def fails(_device: FakeDevice, _emit: Callable[[Evidence], None], _stop: Stop) -> None:
    raise UNPLUGGED


def works_then_fails(
    device: FakeDevice, _emit: Callable[[Evidence], None], _stop: Stop
) -> None:
    device.ready()
    raise UNPLUGGED


def delivers(_device: FakeDevice, emit: Callable[[Evidence], None], stop: Stop) -> None:
    emit(TICK)
    stop.wait()


def breaks(_device: FakeDevice, _emit: Callable[[Evidence], None], _stop: Stop) -> None:
    raise ZeroDivisionError


def ends(_device: FakeDevice, _emit: Callable[[Evidence], None], _stop: Stop) -> None:
    return


def announces(
    device: FakeDevice, _emit: Callable[[Evidence], None], stop: Stop
) -> None:
    device.ready()
    stop.wait()


class Desk:
    """Collects what a supervised device tells, and ends it when enough was told."""

    def __init__(self) -> None:
        self.statuses: list[DeviceStatus] = []
        self.evidence: list[Evidence] = []
        self.pauses: list[float] = []
        self.threads: set[str] = set()
        self.news = asyncio.Event()

    def report(self, status: DeviceStatus) -> None:
        self.threads.add(threading.current_thread().name)
        self.statuses.append(status)
        self.news.set()

    def emit(self, item: Evidence) -> None:
        self.threads.add(threading.current_thread().name)
        self.evidence.append(item)
        self.news.set()

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def start(self, device: FakeDevice, *, demonstration: bool = False) -> None:
        self.task = asyncio.create_task(
            keep_running(
                device,
                self.emit,
                self.report,
                demonstration=demonstration,
                pause=self.pause,
            )
        )

    async def until(self, fulfilled: Callable[[], bool]) -> None:
        while not fulfilled():
            self.news.clear()
            await self.news.wait()

    async def stop(self) -> None:
        self.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self.task

    @property
    def conditions(self) -> list[Condition]:
        return [status.condition for status in self.statuses]


async def test_evidence_reaches_the_loops_thread_and_turns_the_light_green() -> None:
    desk, device = Desk(), FakeDevice([delivers])
    desk.start(device)
    await desk.until(lambda: bool(desk.evidence))
    await desk.stop()

    assert desk.evidence == [TICK]
    assert desk.conditions == [Condition.STARTING, Condition.OK]
    assert desk.threads == {threading.current_thread().name}
    assert device.threads == ["device-sensor"]


async def test_a_device_that_announces_itself_is_green_before_any_evidence() -> None:
    desk = Desk()
    desk.start(FakeDevice([announces]))
    await desk.until(lambda: len(desk.statuses) > 1)
    await desk.stop()

    assert desk.conditions == [Condition.STARTING, Condition.OK]
    assert desk.evidence == []


async def test_a_simulator_is_marked_in_every_status() -> None:
    desk = Desk()
    desk.start(FakeDevice([announces]), demonstration=True)
    await desk.until(lambda: len(desk.statuses) > 1)
    await desk.stop()

    assert [status.demonstration for status in desk.statuses] == [True, True]


async def test_a_failed_device_is_tried_again_and_recovers() -> None:
    desk = Desk()
    desk.start(FakeDevice([works_then_fails, fails, announces]))
    await desk.until(lambda: desk.conditions[-2:] == [Condition.FAILED, Condition.OK])
    await desk.stop()

    assert desk.statuses[2] == DeviceStatus(
        name="sensor",
        condition=Condition.FAILED,
        slug="unplugged",
        advice="check the cable",
    )
    assert desk.conditions == [
        Condition.STARTING,
        Condition.OK,
        Condition.FAILED,
        Condition.OK,
    ]


async def test_pauses_grow_to_five_seconds_and_shrink_after_success() -> None:
    desk = Desk()
    desk.start(FakeDevice([fails] * 6 + [works_then_fails, fails, announces]))
    await desk.until(lambda: len(desk.pauses) == 8 and Condition.OK in desk.conditions)
    await desk.stop()

    assert desk.pauses == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 0.5, 1.0]


async def test_failure_and_recovery_are_logged_once_each(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    with caplog.at_level(logging.INFO):
        desk.start(FakeDevice([fails, fails, fails, announces]))
        await desk.until(lambda: Condition.OK in desk.conditions)
        await desk.stop()

    assert [record.message for record in caplog.records] == [
        "device-failed device=sensor slug=unplugged advice='check the cable'",
        "device-recovered device=sensor",
    ]


async def test_a_bug_in_a_driver_ends_the_process() -> None:
    desk = Desk()
    desk.start(FakeDevice([breaks]))

    with pytest.raises(ZeroDivisionError):
        await desk.task


async def test_a_device_that_has_no_more_to_give_says_so_and_ends() -> None:
    desk = Desk()
    desk.start(FakeDevice([ends]))
    await desk.task

    assert desk.statuses[-1].slug == "ended"


async def test_cancelling_stops_and_joins_the_thread() -> None:
    desk, device = Desk(), FakeDevice([])
    desk.start(device)
    await asyncio.to_thread(device.running.wait)
    await desk.stop()

    assert "device-sensor" not in {thread.name for thread in threading.enumerate()}


async def test_evidence_that_comes_after_the_stop_is_dropped() -> None:
    def delivers_late(
        device: FakeDevice, emit: Callable[[Evidence], None], stop: Stop
    ) -> None:
        device.running.set()
        stop.wait()
        emit(TICK)

    desk, device = Desk(), FakeDevice([delivers_late])
    desk.start(device)
    await asyncio.to_thread(device.running.wait)
    await desk.stop()

    assert desk.evidence == []


async def test_a_stuck_driver_does_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("kiosk.devices.supervise._JOIN_S", 0.01)
    released = threading.Event()

    def hangs(
        device: FakeDevice, _emit: Callable[[Evidence], None], _stop: Stop
    ) -> None:
        device.running.set()
        released.wait()

    desk, device = Desk(), FakeDevice([hangs])
    desk.start(device)
    await asyncio.to_thread(device.running.wait)
    await desk.stop()
    released.set()

    assert "device-stuck device=sensor" in caplog.messages
