"""A gate that shuts by itself, around a switch that only knows on and off."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Final, Protocol

from kiosk.core.errors import DeviceError
from kiosk.core.view import DeviceStatus
from kiosk.devices.status import StatusLight
from kiosk.devices.supervise import Pause

_BEAT_S: Final = 2.0
_NEVER: Final = float("-inf")


class Switch(Protocol):
    """What moves the bar. Blocking; used from one thread at a time."""

    @property
    def name(self) -> str:
        """The name in settings, statuses and errors."""
        ...

    def on(self) -> None:
        """Open.

        Raises:
            DeviceError: It may not have opened.
        """
        ...

    def off(self) -> None:
        """Shut; harmless when it is shut.

        Raises:
            DeviceError: It may not have shut.
        """
        ...

    def close(self) -> None:
        """Release the device; ``on`` and ``off`` take hold of it again."""
        ...


class TimedGate:
    """Opens at once and shuts later; made by ``timed_gate``."""

    def __init__(
        self,
        switch: Switch,
        light: StatusLight,
        *,
        pause: Pause,
        monotonic: Callable[[], float],
    ) -> None:
        self._switch, self._light = switch, light
        self._pause, self._monotonic = pause, monotonic
        # One thread: what is asked first is done first, and never two at a time.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"gate-{switch.name}")
        self._open_until = _NEVER
        self._opened = asyncio.Event()

    async def open_for(self, seconds: float) -> None:
        """Open now; shut after ``seconds``, later if an earlier call says so.

        Raises:
            DeviceError: It did not open.
        """
        # Before the switch is touched, so that an opening cancelled half-way shuts too.
        self._extend(seconds)
        try:
            await self._call(self._switch.on)
        except DeviceError:
            self._open_until = _NEVER
            await self.shut()  # it may have opened all the same
            raise
        self._extend(seconds)

    async def shut_when_due(self) -> None:
        """Shut after every opening, until cancelled."""
        while True:
            await self._opened.wait()
            self._opened.clear()
            while (left := self._open_until - self._monotonic()) > 0:
                await self._pause(left)
            await self.shut()

    async def keep_shut(self) -> None:
        """Say "off" again and again while shut, until cancelled.

        A relay never answers: this is how an unplugged one is noticed before somebody
        stands at the gate, and how one that came back is shut.
        """
        while True:
            await self._pause(_BEAT_S)
            if self._monotonic() >= self._open_until:
                await self.shut()

    async def shut(self) -> None:
        """Shut; a failure goes to the light and is tried again by ``keep_shut``."""
        with suppress(DeviceError):
            await self._call(self._switch.off)

    async def release(self) -> None:
        """Shut for good and let go of the device."""
        try:
            await self.shut()
        finally:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._switch.close)
            self._thread.shutdown(wait=False)

    def _extend(self, seconds: float) -> None:
        self._open_until = max(self._open_until, self._monotonic() + seconds)
        self._opened.set()

    async def _call(self, action: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, action)
        except DeviceError as error:
            self._light.failed(error)
            raise
        self._light.ok()


@asynccontextmanager
async def timed_gate(
    switch: Switch,
    report: Callable[[DeviceStatus], None],
    *,
    pause: Pause = asyncio.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> AsyncIterator[TimedGate]:
    """A gate that is shut at the start, after each opening, and at the end.

    Args:
        switch: What moves the bar. If it cannot be reached, that is reported and tried
            again; it is no reason not to start.
        report: Takes each change of status.
        pause: How to wait.
        monotonic: Seconds that ``pause`` waits for.
    """
    light = StatusLight(switch.name, report)
    gate = TimedGate(switch, light, pause=pause, monotonic=monotonic)
    await gate.shut()
    try:
        async with asyncio.TaskGroup() as tasks:
            loops = [
                tasks.create_task(gate.shut_when_due()),
                tasks.create_task(gate.keep_shut()),
            ]
            yield gate
            for loop in loops:
                loop.cancel()
    finally:
        await gate.release()
