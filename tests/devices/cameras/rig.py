"""What camera tests share: a camera in its thread, and a simulated one to read."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from kiosk.core.evidence import CodeScan, Evidence
from kiosk.devices.cameras.camera import Camera
from kiosk.devices.simulated.camera import CameraSetup, serve
from kiosk.devices.simulated.script import (
    Colour,
    Difficulty,
    Medium,
    Script,
    Visit,
)

PATIENCE_S = 20.0
TEXT = "KP1:ZHANG TEST 0123456789"
VGA = (640, 480)


def visit(text: str = TEXT, colour: Colour = Colour.GREEN) -> Visit:
    """Somebody who shows one code for a minute."""
    return Visit(
        code_text=text,
        medium=Medium.PHONE,
        colour=colour,
        difficulty=Difficulty.EASY,
        celsius=36.5,
        mask=True,
        arrives=0.0,
        shows_from=0.1,
        shows_until=60.0,
        forehead_from=1.0,
        forehead_until=2.0,
        leaves=61.0,
    )


SOMEBODY = Script(visits=(visit(),), period=62.0)
NOBODY = Script(visits=(), period=60.0)


class Rig:
    """Runs a camera until the block ends."""

    def __init__(self, camera: Camera) -> None:
        self.camera = camera
        self.scans: queue.Queue[CodeScan] = queue.Queue()
        self.ready = threading.Event()
        self.stop = threading.Event()
        self.error: BaseException | None = None
        camera.ready = self.ready.set
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop.set()
        self.finish()

    def scan(self) -> CodeScan:
        return self.scans.get(timeout=PATIENCE_S)

    def finish(self) -> BaseException | None:
        """Wait for the camera's end; what it raised."""
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        return self.error

    def _run(self) -> None:
        try:
            self.camera.run(self._take, self.stop)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.error = error

    def _take(self, evidence: Evidence) -> None:
        assert isinstance(evidence, CodeScan)
        self.scans.put(evidence)


@contextmanager
def simulated(script: Script, setup: CameraSetup) -> Iterator[int]:
    """A simulated camera in a thread; gives its port."""
    stop, ports = threading.Event(), queue.Queue[int]()
    thread = threading.Thread(target=serve, args=(script, setup, stop, ports.put))
    thread.start()
    try:
        yield ports.get(timeout=PATIENCE_S)
    finally:
        stop.set()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}/"
