"""The camera: pictures in, code scans out, and a small picture for the screen."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import cv2

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import CodeScan, Evidence
from kiosk.devices.cameras.asked import HD, Asked
from kiosk.devices.cameras.choose import camera_source
from kiosk.devices.cameras.motion import MotionGate, Scales
from kiosk.devices.cameras.pace import Pace, Tempo
from kiosk.devices.cameras.picture import Picture
from kiosk.devices.cameras.preview import PreviewEncoder
from kiosk.devices.cameras.source import Where
from kiosk.devices.cameras.stream import Stream, Taken
from kiosk.devices.readers.symbol import Reader
from kiosk.ports import Stop


@dataclass(kw_only=True, eq=False, repr=False)
class Camera:
    """A ``Device`` that reads codes and a ``Preview`` of what it sees.

    A code is emitted again with every look while it stays in view; whether that is
    the same person is for the lane to say.

    Attributes:
        name: The name in settings, statuses and errors.
        source: What ``camera_source`` understands, or a source itself.
        reader: Finds the codes.
        asked: What a USB camera is asked for.
        idle_fps: Pictures a second that are looked at while nothing moves.
        realtime: Whether a recording is played at its own speed.
        loop: Whether a recording starts again at its end.
        stall_s: A camera that delivers nothing for so long has failed, s.
        ready: Called when the first picture of each ``run`` could be decoded.
    """

    name: str
    source: int | str | Where
    reader: Reader
    asked: Asked = HD
    idle_fps: float = Tempo.idle_fps
    realtime: bool = True
    loop: bool = False
    stall_s: float = 3.0
    ready: Callable[[], None] = lambda: None
    _stream: Stream | None = field(default=None, init=False)
    _encoder: PreviewEncoder = field(default_factory=PreviewEncoder, init=False)

    def jpeg(self) -> bytes | None:
        """The newest picture, 320 px wide, or None while there is none."""
        stream = self._stream
        newest = None if stream is None else stream.newest
        return self._encoder.jpeg(newest, time.monotonic())

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Read codes until ``stop`` is set or a file has ended.

        Raises:
            DeviceError: ``not-found``, ``not-allowed``, ``unplugged``, ``no-frames``
                or ``unknown-format``.
        """
        # One core is the screen's and the journal's; OpenCV would take them all.
        cv2.setNumThreads(1)
        where = self.source
        if isinstance(where, int | str):
            where = camera_source(
                where, self.asked, realtime=self.realtime, loop=self.loop
            )
        with Stream(self.name, where, self.stall_s) as stream:
            self._stream = stream
            try:
                _Lookout(self, stream, emit).watch(stop)
            finally:
                self._stream = None


class _Lookout:
    """One run of a camera: takes pictures, gates them, reads them."""

    def __init__(
        self, camera: Camera, stream: Stream, emit: Callable[[Evidence], None]
    ) -> None:
        self._camera, self._stream, self._emit = camera, stream, emit
        self._pace = Pace(Tempo(idle_fps=camera.idle_fps))
        self._gate, self._scales = MotionGate(), Scales()

    def watch(self, stop: Stop) -> None:
        """Look at pictures until ``stop`` is set or there are no more."""
        camera, stream = self._camera, self._stream
        good_at, seen = time.monotonic(), False
        while not stop.wait(0.0 if stream.waits else self._pace.wait(time.monotonic())):
            taken = stream.take(stop)
            if taken is None:
                return
            now = time.monotonic()
            if stream.waits:
                self._pace.wake(now)
            good = self._look(taken)
            if good:
                good_at = now
                if not seen:
                    camera.ready()
                seen = True
            elif good is False and now - good_at > camera.stall_s:
                advice = "the camera's pictures are damaged; check its cable"
                raise DeviceError(camera.name, "no-frames", advice)

    def _look(self, taken: Taken) -> bool | None:
        """Gate and read one picture as the pace wants it.

        Returns:
            False when the picture is damaged, None when nobody had to decode it.
        """
        start, pace = time.monotonic(), self._pace
        gated = pace.wants_gate(start)
        good = self._weigh(taken.picture, start) if gated else None
        if good is False or not pace.wants_full(start):
            return good
        frame = taken.picture.frame()
        if frame is None:
            return False
        if (gated or pace.is_idle(start)) and self._stirred(taken.picture):
            pace.wake(start)
        reader = self._camera.reader
        look = reader.read if self._stream.waits else reader.watch
        symbols = look(frame)
        now = time.monotonic()
        pace.read(now, found=bool(symbols), took_s=now - start, located=reader.located)
        for following, symbol in zip(
            reversed(range(len(symbols))), symbols, strict=True
        ):
            self._emit(
                CodeScan(
                    text=symbol.text,
                    scanner=self._camera.name,
                    captured_at=taken.captured_at,
                    decoded_at=now,
                    corners=symbol.corners,
                    colour=symbol.colour,
                    following=following,
                )
            )
        return True

    def _weigh(self, picture: Picture, now: float) -> bool | None:
        """Look for movement, by the weight or, where that tells nothing, by eye."""
        moved, good = self._scales.moved(picture.weight()), None
        if moved is None:
            stirred = self._stirred(picture)
            moved, good = bool(stirred), stirred is not None
        self._pace.gated(now, moved=moved)
        return good

    def _stirred(self, picture: Picture) -> bool | None:
        """Whether something moved, by eye; None when the picture is damaged."""
        thumbnail = picture.thumbnail()
        return None if thumbnail is None else self._gate.moved(thumbnail)
