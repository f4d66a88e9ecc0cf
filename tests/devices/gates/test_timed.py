import asyncio
import queue
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from kiosk.core.errors import DeviceError
from kiosk.core.view import Condition, DeviceStatus
from kiosk.devices.gates.none import NoGate
from kiosk.devices.gates.timed import TimedGate, timed_gate
from kiosk.ports import Gate

PATIENCE_S = 10.0
UNPLUGGED = DeviceError("gate", "unplugged", "check its cable")


@dataclass
class FakeSwitch:
    """Notes what it is told; refuses while it is broken."""

    name: str = "gate"
    broken: bool = False
    pulled: bool = False
    told: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def on(self) -> None:
        self._switch("on", to=True)

    def off(self) -> None:
        self._switch("off", to=False)

    def close(self) -> None:
        self.told.put("close")

    def _switch(self, word: str, *, to: bool) -> None:
        self.told.put(f"{word} refused" if self.broken else word)
        if self.broken:
            raise UNPLUGGED
        self.pulled = to

    async def next(self) -> str:
        return await asyncio.to_thread(self.told.get, timeout=PATIENCE_S)

    def rest(self) -> list[str]:
        words = []
        while not self.told.empty():
            words.append(self.told.get())
        return words


class HandClock:
    """Time that passes only when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, asyncio.Future[None]]] = []

    def monotonic(self) -> float:
        return self.now

    async def pause(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((self.now + seconds, future))
        await future

    async def advance(self, seconds: float) -> None:
        await self._settle()
        self.now += seconds
        due = [future for at, future in self._waiting if at <= self.now]
        self._waiting = [item for item in self._waiting if item[0] > self.now]
        for future in due:
            if not future.done():
                future.set_result(None)
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


class Scene:
    def __init__(self) -> None:
        self.switch, self.clock = FakeSwitch(), HandClock()
        self.statuses: list[DeviceStatus] = []

    @asynccontextmanager
    async def gate(self) -> AsyncIterator[TimedGate]:
        async with timed_gate(
            self.switch,
            self.statuses.append,
            pause=self.clock.pause,
            monotonic=self.clock.monotonic,
        ) as gate:
            assert await self.switch.next() in {"off", "off refused"}
            yield gate

    @property
    def shown(self) -> list[tuple[Condition, str | None]]:
        return [(status.condition, status.slug) for status in self.statuses]


async def test_a_gate_opens_at_once_and_shuts_later() -> None:
    scene = Scene()
    async with scene.gate() as gate:
        await gate.open_for(3.0)
        assert scene.switch.pulled
        await scene.clock.advance(2.9)
        assert scene.switch.pulled
        await scene.clock.advance(0.1)
        assert [await scene.switch.next() for _ in range(2)] == ["on", "off"]


async def test_a_second_opening_extends_the_first() -> None:
    scene = Scene()
    async with scene.gate() as gate:
        await gate.open_for(3.0)
        await scene.clock.advance(2.0)
        await gate.open_for(3.0)
        await scene.clock.advance(1.0)
        assert scene.switch.rest() == ["on", "on"]
        await scene.clock.advance(2.0)
        assert await scene.switch.next() == "off"


async def test_a_shorter_second_opening_shortens_nothing() -> None:
    scene = Scene()
    async with scene.gate() as gate:
        await gate.open_for(5.0)
        await gate.open_for(1.0)
        await scene.clock.advance(4.9)
        assert scene.switch.rest() == ["on", "on"]
        await scene.clock.advance(0.1)
        assert await scene.switch.next() == "off"


async def test_the_end_shuts_an_open_gate_and_releases_it() -> None:
    scene = Scene()
    async with scene.gate() as gate:
        await gate.open_for(60.0)

    assert scene.switch.rest() == ["on", "off", "close"]


async def test_a_failing_kiosk_shuts_the_gate_too() -> None:
    scene = Scene()

    async def serve() -> None:
        async with scene.gate() as gate:
            await gate.open_for(60.0)
            raise ZeroDivisionError

    with pytest.raises(ExceptionGroup):
        await serve()

    assert scene.switch.rest() == ["on", "off", "close"]


async def test_a_cancelled_kiosk_shuts_the_gate_too() -> None:
    scene, opened = Scene(), asyncio.Event()

    async def serve() -> None:
        async with scene.gate() as gate:
            await gate.open_for(60.0)
            opened.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(serve())
    await opened.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert scene.switch.rest() == ["on", "off", "close"]


async def test_a_gate_that_does_not_open_says_so_and_is_told_to_shut() -> None:
    scene = Scene()
    async with scene.gate() as gate:
        scene.switch.broken = True
        with pytest.raises(DeviceError, match="unplugged"):
            await gate.open_for(3.0)
        assert await scene.switch.next() == "on refused"
        assert await scene.switch.next() == "off refused"

    assert scene.shown[:3] == [
        (Condition.STARTING, None),
        (Condition.OK, None),
        (Condition.FAILED, "unplugged"),
    ]


async def test_a_shut_gate_is_told_so_again_and_its_return_is_noticed() -> None:
    scene = Scene()
    scene.switch.broken = True
    async with scene.gate():
        await scene.clock.advance(2.0)
        assert await scene.switch.next() == "off refused"
        scene.switch.broken = False
        await scene.clock.advance(2.0)
        assert await scene.switch.next() == "off"

    assert scene.shown == [
        (Condition.STARTING, None),
        (Condition.FAILED, "unplugged"),
        (Condition.OK, None),
    ]


async def test_an_open_gate_is_not_told_to_shut_before_its_time() -> None:
    scene = Scene()
    async with scene.gate() as gate:
        await gate.open_for(9.0)
        for _ in range(4):
            await scene.clock.advance(2.0)
        assert scene.switch.rest() == ["on"]


async def test_an_opening_cancelled_half_way_still_shuts() -> None:
    scene = Scene()
    async with scene.gate() as gate:
        opening = asyncio.create_task(gate.open_for(3.0))
        await asyncio.sleep(0)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        await scene.clock.advance(3.0)
        assert "off" in {await scene.switch.next(), await scene.switch.next()}
        assert not scene.switch.pulled


async def test_a_bug_in_a_switch_ends_the_process() -> None:
    class Buggy(FakeSwitch):
        def off(self) -> None:
            was, self.pulled = self.pulled, False
            self.told.put("off")
            if was:
                raise ZeroDivisionError

    async def serve() -> None:
        async with scene.gate() as gate:
            await gate.open_for(3.0)
            await scene.clock.advance(3.0)
            await asyncio.Event().wait()

    scene = Scene()
    scene.switch = Buggy()
    with pytest.raises(ExceptionGroup) as caught:
        await serve()
    assert caught.group_contains(ZeroDivisionError)


async def test_without_a_gate_opening_is_a_matter_for_the_volunteer() -> None:
    gate: Gate = NoGate()

    await gate.open_for(3.0)
