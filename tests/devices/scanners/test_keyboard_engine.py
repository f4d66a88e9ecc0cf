import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.errors import DeviceError
from kiosk.devices.scanners.input_file import InputFile
from kiosk.devices.scanners.key_decoder import SILENCE_S, KeyDecoder
from kiosk.devices.scanners.keyboard_engine import KeyboardScanner
from tests.devices.scanners.rig import (
    ENTER,
    TEXT,
    Typist,
    not_seized,
    running,
    stroke,
    typed,
)
from tests.devices.scanners.uinput import Keyboard

F1 = 59


@pytest.fixture
def typist(tmp_path: Path) -> Iterator[Typist]:
    keys = Typist(tmp_path / "event-kbd")
    keys.plug()
    yield keys
    keys.unplug()


@pytest.fixture
def device(tmp_path: Path) -> KeyboardScanner:
    return KeyboardScanner(
        name="scanner", path=str(tmp_path / "event-kbd"), take=not_seized
    )


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    if not os.access("/dev/uinput", os.W_OK):
        pytest.skip("needs /dev/uinput (module uinput) and the right to write to it")
    with Keyboard("Zhang Test scan engine") as board:
        yield board


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_recorded_keys_are_read_with_their_own_times(
    device: KeyboardScanner, typist: Typist
) -> None:
    with running(device) as run:
        assert run.is_ready()
        typist.play(typed(TEXT, 7.0) + stroke(ENTER, 7.5))
        scan = run.scan()

    assert (scan.text, scan.captured_at, scan.decoded_at) == (TEXT, 7.0, 7.5)


def test_a_code_without_enter_is_read_after_silence(
    device: KeyboardScanner, typist: Typist
) -> None:
    with running(device) as run:
        assert run.is_ready()
        typist.play(typed(TEXT))
        assert run.scan().text == TEXT


def test_keys_that_are_no_text_are_garbled_until_the_next_good_scan(
    device: KeyboardScanner, typist: Typist
) -> None:
    with running(device) as run:
        assert run.is_ready()
        typist.play((stroke(F1) + stroke(ENTER)) * 3)
        error = run.failure()
    assert (error.device, error.slug) == ("scanner", "garbled")
    assert "US keyboard" in error.advice

    with running(device) as run:
        while not (texts := run.texts()):  # nothing says when it listens
            assert not threading.Event().wait(0.4)
            typist.play(typed(TEXT) + stroke(ENTER))
        assert set(texts) == {TEXT}  # it may have heard the one before as well
        assert not run.announced

    with running(device) as run:
        assert run.is_ready()


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, os.mkfifo])
def test_what_is_no_keyboard_is_refused_and_let_go(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "event-kbd"
    make(path)
    before = open_files()

    with pytest.raises(DeviceError, match=r"unusable; .*by-id") as caught:
        InputFile("scanner", str(path))
    assert caught.value.slug == "unusable"
    assert open_files() == before


@pytest.mark.parametrize(
    ("number", "slug"),
    [(13, "no-permission"), (1, "no-permission"), (16, "busy"), (19, "not-found")],
)
def test_every_refusal_of_the_system_has_its_word(
    tmp_path: Path, number: int, slug: str
) -> None:
    def refuse(_file: int) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "event-kbd").touch()
    with pytest.raises(DeviceError) as caught:
        InputFile("scanner", str(tmp_path / "event-kbd"), refuse)
    assert caught.value.slug == slug
    assert str(tmp_path) in caught.value.advice


def test_a_real_keyboard_is_read_by_the_kiosk_alone(keyboard: Keyboard) -> None:
    device = KeyboardScanner(name="scanner", path=keyboard.path)
    other = os.open(keyboard.path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with running(device) as run:
            assert run.is_ready()
            keyboard.play(typed(TEXT) + stroke(ENTER))
            scan = run.scan()
            with pytest.raises(BlockingIOError):
                os.read(other, 24)
            with running(KeyboardScanner(name="twin", path=keyboard.path)) as twin:
                assert twin.failure().slug == "busy"
    finally:
        os.close(other)

    assert scan.text == TEXT
    assert 0 <= keyboard.played_at - scan.captured_at < 1.0


def test_a_real_keyboard_that_is_pulled_out_is_unplugged(keyboard: Keyboard) -> None:
    device = KeyboardScanner(name="scanner", path=keyboard.path)
    with running(device) as run:
        assert run.is_ready()
        keyboard.pull()
        assert run.failure().slug == "unplugged"

    with running(device) as run:
        assert run.failure().slug == "not-found"


def test_more_keys_than_the_kernel_holds_cost_a_scan_and_not_the_next(
    keyboard: Keyboard,
) -> None:
    decoder = KeyDecoder("scanner")
    decoder.quiet(SILENCE_S, 0.0)
    with InputFile("scanner", keyboard.path) as keys:
        keyboard.play(typed("7" * 500) + stroke(ENTER), pace_s=0.0)  # nobody reads
        while chunk := keys.read(0.05):
            assert decoder.feed(chunk) == []
        decoder.quiet(SILENCE_S, 1.0)
        assert decoder.damaged == 1

    with running(KeyboardScanner(name="scanner", path=keyboard.path)) as run:
        assert run.is_ready()
        keyboard.play(typed(TEXT) + stroke(ENTER))
        assert run.scan().text == TEXT
