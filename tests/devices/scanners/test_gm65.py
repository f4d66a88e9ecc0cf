from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.scanners.gm65 import Gm65Scanner
from kiosk.devices.scanners.gm65_dialogue import Mode
from kiosk.devices.scanners.gm65_frames import (
    ASK_MODE,
    ReadMode,
    Reply,
    with_mode,
    write_reply,
)
from kiosk.devices.simulated.scan_engine import Faults, SimulatedScanEngine
from tests.devices.scanners.rig import TEXT, FarEnd, running, serving, wait_for

BAUD = 115200
FLAWLESS = Faults(lost=0.0, flipped=0.0, plug_noise=0)


@pytest.fixture
def link(tmp_path: Path) -> Path:
    return tmp_path / "scanner"


@pytest.fixture
def far_end(link: Path) -> Iterator[FarEnd]:
    line = FarEnd(link)
    line.plug()
    yield line
    line.unplug()


def device(link: Path, mode: Mode = Mode.CONTINUOUS) -> Gm65Scanner:
    return Gm65Scanner(name="scanner", url=str(link), baud=BAUD, mode=mode)


def engine(
    link: Path, mode: ReadMode = ReadMode.MANUAL, faults: Faults = FLAWLESS
) -> SimulatedScanEngine:
    return SimulatedScanEngine(
        shown=lambda _: TEXT,
        link=link,
        baud=BAUD,
        mode=mode,
        decode_s=0.02,
        again_s=0.2,
        faults=faults,
    )


@pytest.mark.parametrize("mode", [Mode.CONTINUOUS, Mode.SENSE, Mode.TRIGGER])
def test_an_engine_that_waits_for_its_button_is_made_to_read(
    link: Path, mode: Mode
) -> None:
    with serving(engine(link)):
        wait_for(link)
        with running(device(link, mode)) as run:
            scans = [run.scan(), run.scan()]
            assert run.announced

    assert [scan.text for scan in scans] == [TEXT, TEXT]


def test_an_engine_left_as_set_is_asked_and_never_told(
    link: Path, far_end: FarEnd
) -> None:
    with running(device(link, Mode.AS_SET)) as run:
        assert far_end.hears() == ASK_MODE
        far_end.say(write_reply(Reply(status=0, data=b"\xd4\x00")))
        assert run.is_ready()
        far_end.say(f"{TEXT}\r".encode())
        assert run.scan().text == TEXT

    assert far_end.received() == b""


def test_the_mode_zone_is_read_before_it_is_written(
    link: Path, far_end: FarEnd
) -> None:
    with running(device(link)) as run:
        assert far_end.hears() == ASK_MODE
        assert not run.announced
        far_end.say(write_reply(Reply(status=0, data=b"\x94\x00")))
        assert far_end.hears() == with_mode(0x94, ReadMode.CONTINUOUS)
        assert run.is_ready()


def test_an_engine_that_cannot_hear_is_silent(link: Path) -> None:
    with serving(engine(link, faults=Faults(deaf=True))):
        wait_for(link)
        with running(device(link)) as run:
            error = run.failure()

    assert error.slug == "silent"
    assert "TX" in error.advice
    assert '"serial"' in error.advice


def test_an_engine_that_answers_and_sends_garbage_is_garbled(
    link: Path, far_end: FarEnd
) -> None:
    with running(device(link)) as run:
        assert far_end.hears() == ASK_MODE
        far_end.say(write_reply(Reply(status=0, data=b"\xd6\x00")))
        assert run.is_ready()
        far_end.say(b"\x00\x01\r" * 3)
        assert run.failure().slug == "garbled"
