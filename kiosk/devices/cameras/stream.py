"""A thread that always has the newest picture, and never an older one in store."""

import logging
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.picture import Picture
from kiosk.devices.cameras.source import Source, Where
from kiosk.ports import Stop

_LOG = logging.getLogger(__name__)
_SLICE_S: Final = 0.1  # how soon a request to stop is noticed
_LEAVE_S: Final = 1.0  # how long a blocked source is waited for at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A picture and its moment.

    Attributes:
        picture: Not decoded yet.
        captured_at: When it arrived, monotonic seconds.
        number: Pictures that arrived before it, taken or not.
    """

    picture: Picture
    captured_at: float
    number: int


class Stream:
    """Opens a source and grabs every picture in a thread of its own.

    Args:
        device: Name of the camera, for errors.
        where: What to open.
        stall_s: Nothing for so long is a failure, s; opening may take twice that.
    """

    def __init__(self, device: str, where: Where, stall_s: float) -> None:
        self._device, self._where, self._stall_s = device, where, stall_s
        self._news = threading.Condition()
        self._newest: Taken | None = None
        self._taken = -1  # number of the picture given out last
        self._asked = False
        self._closing = False
        self._ended = False
        self._failure: BaseException | None = None
        self._patient_until = time.monotonic() + 2 * stall_s
        self._source: Source | None = None
        self._thread = threading.Thread(
            target=self._capture, name=f"{device}-capture", daemon=True
        )

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop; a source that cannot be interrupted is left to end by itself."""
        with self._news:
            self._closing = True
            source = self._source
            self._news.notify_all()
        if source is not None:
            source.interrupt()
        self._thread.join(_LEAVE_S)
        if self._thread.is_alive():
            _LOG.warning("capture-blocked device=%s", self._device)

    @property
    def newest(self) -> Picture | None:
        """The newest picture, taken or not."""
        newest = self._newest
        return None if newest is None else newest.picture

    @property
    def waits(self) -> bool:
        """Whether the source waits, so that each picture has to be looked at."""
        return self._source is not None and self._source.waits

    def has_newer(self) -> bool:
        """Whether a picture waits that was not taken yet."""
        newest = self._newest
        return newest is not None and newest.number > self._taken

    def take(self, stop: Stop) -> Taken | None:
        """Wait for a picture that was not taken yet; None at the end or on ``stop``.

        Raises:
            DeviceError: The source failed, or delivers nothing (``no-frames``).
        """
        with self._news:
            if self.waits:  # it was not asked to deliver until now
                self._patient_until = time.monotonic() + self._stall_s
            self._asked = True
            self._news.notify_all()
            while not stop.is_set():
                newest = self._newest
                if newest is not None and newest.number > self._taken:
                    self._taken = newest.number
                    return newest
                if self._failure is not None:
                    raise self._failure
                if self._ended:
                    return None
                if time.monotonic() > self._patient_until:
                    advice = "the camera sends no pictures; switch it off and on again"
                    raise DeviceError(self._device, "no-frames", advice)
                self._news.wait(_SLICE_S)
        return None

    def _capture(self) -> None:
        """The thread: whatever ends it is kept for the one who waits."""
        try:
            source = self._where.open(self._device, self._stall_s)
            try:
                with self._news:
                    self._source = source
                    self._patient_until = time.monotonic() + self._stall_s
                self._grab_all(source)
            finally:
                source.close()
        except BaseException as error:  # noqa: BLE001 - raised again by take()
            self._failure = error
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _grab_all(self, source: Source) -> None:
        number = 0
        while self._may_grab(source) and source.grab():
            at = time.monotonic()
            # Unlocked reading of a flag: a request missed now is met by the next one.
            wanted = self._asked or source.light
            picture = source.retrieve() if wanted else None
            with self._news:
                self._patient_until = at + self._stall_s
                if picture is not None:
                    self._newest = Taken(picture=picture, captured_at=at, number=number)
                    self._asked = False
                    self._news.notify_all()
            number += 1

    def _may_grab(self, source: Source) -> bool:
        """Wait for a request if the source does; False when closing."""
        with self._news:
            while source.waits and not self._asked and not self._closing:
                self._news.wait()
            return not self._closing
