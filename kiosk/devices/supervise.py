"""Keeping a device running: a thread of its own, its status, another try on failure.

A pulled cable is an event, not an end: the device is opened again until it is back.
Anything but a DeviceError is a bug and ends the process; systemd starts it anew.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import Final, Protocol, runtime_checkable

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import Evidence
from kiosk.core.view import DeviceStatus
from kiosk.devices.status import StatusLight
from kiosk.ports import Device

_log = logging.getLogger(__name__)

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 5.0
_JOIN_S: Final = 2.0  # a driver looks at ``stop`` at least every 0.1 s

Pause = Callable[[float], Awaitable[object]]
"""Waits for some seconds, as ``asyncio.sleep`` does."""


@runtime_checkable
class Announcing(Protocol):
    """A device that says when it works, before it has any evidence to give.

    Attributes:
        ready: Called by ``run`` once it works; set by ``keep_running``.
    """

    ready: Callable[[], None]


async def keep_running(
    device: Device,
    emit: Callable[[Evidence], None],
    report: Callable[[DeviceStatus], None],
    *,
    demonstration: bool = False,
    pause: Pause = asyncio.sleep,
) -> None:
    """Run ``device`` until cancelled, again and again when it fails.

    The light turns green when the device calls its ``ready``, at the latest with the
    first evidence. Returns when the device itself does (a film that has ended).

    Args:
        device: Its ``ready``, if it has one, is replaced.
        emit: Takes evidence; called from the event loop's thread.
        report: Takes each change of status; called from the event loop's thread.
        demonstration: Whether a simulator stands in for the device.
        pause: How to wait before the next try: 0.5 s, doubling up to 5 s.

    Raises:
        Exception: Whatever the device raised that is no DeviceError.
    """
    light = StatusLight(device.name, report, demonstration=demonstration)
    wait_s = _FIRST_PAUSE_S
    while True:
        run = _Run(device, emit, light)
        try:
            await run.finish()
        except DeviceError as error:
            wait_s = _FIRST_PAUSE_S if run.worked else wait_s
            light.failed(error)
        else:
            light.failed(
                DeviceError(device.name, "ended", "restart the kiosk to play it again")
            )
            return
        await pause(wait_s)
        wait_s = min(wait_s * 2, _LONGEST_PAUSE_S)


class _Run:
    """One run of a device in its own thread."""

    def __init__(
        self, device: Device, emit: Callable[[Evidence], None], light: StatusLight
    ) -> None:
        self.worked = False
        self._device, self._emit, self._light = device, emit, light
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        if isinstance(device, Announcing):
            device.ready = lambda: self._post(self._work)

    async def finish(self) -> None:
        """Start the thread and wait for its end; cancellation stops it first.

        Raises:
            Exception: Whatever the device raised.
        """
        # A daemon: a driver stuck in a vendor's call must not keep the process alive.
        name = f"device-{self._device.name}"
        thread = threading.Thread(target=self._body, name=name, daemon=True)
        thread.start()
        try:
            # Unlike a bare await, wait() leaves the future alone when cancelled.
            await asyncio.wait({self._ended})
        finally:
            self._stop.set()
            await asyncio.wait({self._ended}, timeout=_JOIN_S)
            self._take_leave(thread)
        self._ended.result()

    def _take_leave(self, thread: threading.Thread) -> None:
        if not self._ended.done():
            _log.error("device-stuck device=%s", self._device.name)
            return
        thread.join(_JOIN_S)  # it has nothing left to do
        error = self._ended.exception()
        if error is not None and not isinstance(error, DeviceError):
            _log.error("device-bug device=%s", self._device.name, exc_info=error)

    def _body(self) -> None:
        try:
            self._device.run(lambda item: self._post(self._take, item), self._stop)
        except BaseException as exc:  # noqa: BLE001 - raised again by finish()
            self._post(self._settle, exc)
        else:
            self._post(self._settle, None)

    def _post(self, call: Callable[..., None], *values: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *values)
        except RuntimeError:
            # The loop was closed while a stuck driver came back: nobody to tell.
            _log.error("device-late device=%s", self._device.name)

    def _take(self, item: Evidence) -> None:
        if not self._stop.is_set():
            self._work()
            self._emit(item)

    def _work(self) -> None:
        self.worked = True
        self._light.ok()

    def _settle(self, error: BaseException | None) -> None:
        if error is None:
            self._ended.set_result(None)
        else:
            self._ended.set_exception(error)
