import threading
from dataclasses import dataclass, field

import numpy as np
import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.picture import PlainPicture
from kiosk.devices.cameras.source import Source
from kiosk.devices.cameras.stream import Stream, Taken
from tests.devices.cameras.rig import PATIENCE_S


@dataclass
class FakeSource:
    """Pictures whose grey value is their number, delivered when the test says so."""

    light: bool = True
    waits: bool = False
    opens: bool = True
    bug: bool = False
    allowed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    grabbed: int = 0
    retrieved: int = 0
    interrupted: bool = False
    closed: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def open(self, device: str, patience_s: float) -> Source:
        if not self.opens:
            raise DeviceError(device, "not-found", f"waited {patience_s} s")
        return self

    def grab(self) -> bool:
        with self.changed:
            self.changed.notify_all()
        self.allowed.acquire()
        if self.bug:
            raise ZeroDivisionError
        self.grabbed += 1
        return not self.interrupted

    def retrieve(self) -> PlainPicture:
        self.retrieved += 1
        return PlainPicture(np.full((9, 16, 3), self.grabbed, np.uint8))

    def interrupt(self) -> None:
        self.interrupted = True
        self.allowed.release()

    def close(self) -> None:
        self.closed.set()

    def deliver(self, pictures: int) -> None:
        """Let so many pictures arrive, and wait until they have."""
        goal = self.grabbed + pictures
        self.allowed.release(pictures)
        with self.changed:
            assert self.changed.wait_for(lambda: self.grabbed == goal, PATIENCE_S)


STOP = threading.Event()


def number(taken: Taken | None) -> int:
    assert taken is not None
    frame = taken.picture.frame()
    assert frame is not None
    return int(frame[0, 0, 0])


def test_slow_reader_gets_the_newest_picture_and_none_in_between() -> None:
    source = FakeSource()
    with Stream("camera", source, 60.0) as stream:
        source.deliver(1)
        first = stream.take(STOP)
        source.deliver(9)
        second = stream.take(STOP)
        source.deliver(1)
        third = stream.take(STOP)

    assert [number(first), number(second), number(third)] == [1, 10, 11]
    assert source.closed.is_set()


def test_picture_that_must_be_decoded_is_decoded_only_on_request() -> None:
    source = FakeSource(light=False)
    with Stream("camera", source, 60.0) as stream:
        source.deliver(7)
        unasked = source.retrieved
        source.allowed.release(1)
        taken = stream.take(STOP)

    assert unasked == 0
    assert number(taken) == 8


def test_waiting_source_gives_every_picture_in_turn() -> None:
    source = FakeSource(light=False, waits=True)
    source.allowed.release(3)
    with Stream("film", source, 60.0) as stream:
        numbers = [number(stream.take(STOP)) for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_end_of_the_source_is_told_after_its_last_picture() -> None:
    source = FakeSource()
    with Stream("film", source, 60.0) as stream:
        source.deliver(1)
        source.interrupt()
        assert number(stream.take(STOP)) == 1
        assert stream.take(STOP) is None


def test_request_to_stop_ends_the_wait() -> None:
    stop = threading.Event()
    stop.set()
    with Stream("camera", FakeSource(), 60.0) as stream:
        assert stream.take(stop) is None


def test_failure_to_open_reaches_the_one_who_waits() -> None:
    absent = FakeSource(opens=False)
    with Stream("camera", absent, 60.0) as stream, pytest.raises(DeviceError) as caught:
        stream.take(STOP)

    assert caught.value.slug == "not-found"


def test_bug_in_a_source_is_not_swallowed() -> None:
    source = FakeSource(bug=True)
    source.allowed.release()
    with Stream("camera", source, 60.0) as stream, pytest.raises(ZeroDivisionError):
        stream.take(STOP)

    assert source.closed.is_set()


def test_source_that_delivers_nothing_has_no_frames() -> None:
    mute = FakeSource()
    with Stream("camera", mute, 0.05) as stream, pytest.raises(DeviceError) as caught:
        stream.take(STOP)

    assert caught.value.slug == "no-frames"
