import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.core.errors import ConfigError
from kiosk.devices.scanners import scan_line
from kiosk.devices.scanners.serial_engine import SerialScanner
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.thermometers.gymcu_frames import write_frame
from tests.devices.scanners.rig import TEXT, FarEnd, running


@pytest.fixture
def far_end(tmp_path: Path) -> Iterator[FarEnd]:
    line = FarEnd(tmp_path / "scanner")
    line.plug()
    yield line
    line.unplug()


@pytest.fixture
def device(tmp_path: Path) -> SerialScanner:
    return SerialScanner(name="scanner", url=str(tmp_path / "scanner"))


def test_codes_come_one_by_one_with_the_times_of_their_bytes(
    device: SerialScanner, far_end: FarEnd
) -> None:
    with running(device) as run:
        assert run.is_ready()
        far_end.say(f"{TEXT}\r\nKP1:B\n".encode())
        first, second = run.scan(), run.scan()

    assert (first.text, second.text) == (TEXT, "KP1:B")
    assert first.captured_at <= first.decoded_at <= second.captured_at


def test_a_code_without_a_line_end_is_read_after_silence(
    device: SerialScanner, far_end: FarEnd
) -> None:
    with running(device) as run:
        assert run.is_ready()
        far_end.say(TEXT.encode())
        scan = run.scan()

    assert scan.text == TEXT
    assert scan.decoded_at - scan.captured_at >= 0.1


def test_a_silent_engine_is_well(device: SerialScanner, far_end: FarEnd) -> None:
    with running(device) as run:
        assert run.is_ready()
        assert far_end.plugged
        run.stop()
        assert run._ended.get_nowait() is None


def test_nothing_is_ever_sent_to_it(device: SerialScanner, far_end: FarEnd) -> None:
    with running(device) as run:
        assert run.is_ready()
        far_end.say(f"{TEXT}\r".encode())
        run.scan()

    assert far_end.received() == b""


def test_what_was_scanned_while_the_kiosk_was_off_is_not_read(
    device: SerialScanner, far_end: FarEnd
) -> None:
    far_end.say(b"KP1:YESTERDAY\r")
    with running(device) as run:
        assert run.is_ready()
        far_end.say(f"{TEXT}\r".encode())
        assert run.scan().text == TEXT


def test_what_makes_no_text_is_passed_over(
    device: SerialScanner, far_end: FarEnd
) -> None:
    with running(device) as run:
        assert run.is_ready()
        far_end.say(b"\x00\xff\x00\r\xfe\r" + f"{TEXT}\r".encode())
        assert run.scan().text == TEXT


def test_nothing_but_garbage_is_garbled_until_the_next_good_scan(
    device: SerialScanner, far_end: FarEnd
) -> None:
    with running(device) as run:
        assert run.is_ready()
        far_end.say(b"\xff\x80\r\x9c\xff\r\x00\x00\r")
        error = run.failure()
    assert (error.device, error.slug) == ("scanner", "garbled")
    assert "baud" in error.advice

    with running(device) as run:
        while not (texts := run.texts()):  # nothing says when it listens
            assert not threading.Event().wait(0.15)
            far_end.say(b"\xff\r" + f"{TEXT}\r".encode())
        assert texts[0] == TEXT
        assert not run.announced

    with running(device) as run:
        assert run.is_ready()


def test_a_line_that_is_never_silent_is_no_engines(
    device: SerialScanner, far_end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_line, "_RESTLESS_S", 0.3)
    with running(device) as run:
        while run._ended.empty():
            far_end.say(write_frame(36.6, 24.0) * 4)  # a thermometer
        error = run.failure()

    assert error.slug == "garbled"
    assert "port" in error.advice
    assert not run.announced


@pytest.mark.usefixtures("far_end")
def test_a_port_in_use_is_busy(device: SerialScanner) -> None:
    with SerialLine("other", device.url, 9600), running(device) as run:
        assert run.failure().slug == "busy"


def test_a_url_of_no_known_kind_is_the_installers_error() -> None:
    device = SerialScanner(name="scanner", url="carrier://pigeon")
    with running(device) as run:
        assert isinstance(run._ended.get(timeout=5), ConfigError)
