"""The simulated camera: a network camera whose pictures are rendered scenes.

It runs in a process of its own, and the kiosk reads it with the driver it uses for
any network camera.
"""

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import cv2

from kiosk.core.errors import DeviceError
from kiosk.devices.simulated.mjpeg import Broadcast, open_server
from kiosk.devices.simulated.scene import Scene, Shot
from kiosk.devices.simulated.script import Script
from kiosk.ports import Stop

_QUALITY: Final = 80  # JPEG, per cent; what cheap cameras use


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong, and when; seconds from the script's start.

    Attributes:
        refuse: Connections are closed unanswered from, until.
        stall: Connections stay open and no picture comes from, until.
        disconnect: All connections are closed at these moments.
    """

    refuse: tuple[float, float] = (0.0, 0.0)
    stall: tuple[float, float] = (0.0, 0.0)
    disconnect: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSetup:
    """How the simulated camera runs.

    Attributes:
        port: TCP port on 127.0.0.1, 0 for any free one.
        fps: Pictures a second, 1 to 60.
        size: Width and height, px.
        seed: Decides what the scenes look like.
        started_at: The script's start on the monotonic clock; None means now.
        log: JSON lines of when each code could first be read, or None.
        faults: What goes wrong.
    """

    port: int = 0
    fps: float = 30.0
    size: tuple[int, int] = (1280, 720)
    seed: int = 1
    started_at: float | None = None
    log: Path | None = None
    faults: Faults = field(default_factory=Faults)


def serve(
    script: Script,
    setup: CameraSetup,
    stop: Stop,
    ready: Callable[[int], None] | None = None,
) -> None:
    """Show ``script`` to whoever connects, until ``stop`` is set.

    Args:
        script: Who comes when.
        setup: How to run.
        stop: Ends the camera; clients see the end of the stream.
        ready: Called once with the port that is open.

    Raises:
        DeviceError: The port is taken, or the log cannot be written.
    """
    cv2.setNumThreads(1)  # rendering shares the board with the kiosk
    scene = Scene(script, seed=setup.seed, size=setup.size)
    start = time.monotonic() if setup.started_at is None else setup.started_at
    faults, broadcast = setup.faults, Broadcast()

    def refusing() -> bool:
        return _within(faults.refuse, time.monotonic() - start)

    with ExitStack() as stack:
        try:
            log = stack.enter_context(setup.log.open("a")) if setup.log else None
            server = stack.enter_context(open_server(broadcast, setup.port, refusing))
        except OSError as error:
            advice = f"port {setup.port} or the log is not free: {error.strerror}"
            raise DeviceError("simulated camera", "not-opened", advice) from error
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        stack.callback(broadcast.hang_up)
        if ready is not None:
            ready(server.server_address[1])
        _Projector(scene, setup, broadcast, log).play(start, stop)


class _Projector:
    """Renders and publishes frames at their moments."""

    def __init__(
        self,
        scene: Scene,
        setup: CameraSetup,
        broadcast: Broadcast,
        log: IO[str] | None,
    ) -> None:
        self._scene, self._setup = scene, setup
        self._broadcast, self._log = broadcast, log
        self._logged: int | None = None

    def play(self, start: float, stop: Stop) -> None:
        """Show the frame that is due; one that is missed is skipped, not made up."""
        fps, faults = self._setup.fps, self._setup.faults
        hang_ups = sorted(faults.disconnect)
        number = 0
        while not stop.wait(max(0.0, start + number / fps - time.monotonic())):
            seconds = time.monotonic() - start
            number = max(number, int(seconds * fps))
            if hang_ups and seconds >= hang_ups[0]:
                hang_ups.pop(0)
                self._broadcast.hang_up()
            if self._broadcast.watching and not _within(faults.stall, seconds):
                self._show(number)
            number += 1

    def _show(self, number: int) -> None:
        shot = self._scene.shoot(number / self._setup.fps, number)
        quality = (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
        _, jpeg = cv2.imencode(".jpg", shot.frame, quality)
        self._broadcast.publish(jpeg.tobytes())
        self._note(shot, number)

    def _note(self, shot: Shot, number: int) -> None:
        """Log the first readable frame of each visit; no text, only the number."""
        if self._log is None or not shot.readable or shot.visit == self._logged:
            return
        self._logged = shot.visit
        line = {"visit": shot.visit, "frame": number, "at": time.monotonic()}
        self._log.write(json.dumps(line) + "\n")
        self._log.flush()


def _within(span: tuple[float, float], seconds: float) -> bool:
    return span[0] <= seconds < span[1]
