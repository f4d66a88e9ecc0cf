"""What every device that gives scans keeps: camera and scan engines alike."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.supervise import Announcing
from tests.devices.scanners.rig import TEXT, running
from tests.devices.scanners.stands import (
    CameraStand,
    Gm65Stand,
    KeyboardStand,
    SerialStand,
    Stand,
)

STANDS = [CameraStand, SerialStand, Gm65Stand, KeyboardStand]


@pytest.fixture(params=STANDS, ids=lambda kind: kind.__name__)
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stand]:
    made: Stand = request.param(tmp_path)
    yield made
    made.unplug()


def test_a_code_before_it_becomes_a_scan_of_this_device_on_the_monotonic_clock(
    stand: Stand,
) -> None:
    before = time.monotonic()
    stand.plug()
    with running(stand.device) as run:
        assert run.is_ready()
        stand.show()
        scan = run.scan()

    assert scan.text == TEXT
    assert scan.scanner == stand.device.name
    # An event's time is told in microseconds, so it may seem that much too early.
    assert before - 1e-6 <= scan.captured_at <= scan.decoded_at <= time.monotonic()


def test_it_announces_itself_before_anything_is_shown(stand: Stand) -> None:
    assert isinstance(stand.device, Announcing)
    stand.plug()
    with running(stand.device) as run:
        assert run.is_ready()


def test_a_missing_one_is_not_found_and_never_ready(stand: Stand) -> None:
    with running(stand.device) as run:
        error = run.failure()

    assert (error.device, error.slug) == (stand.device.name, "not-found")
    assert error.advice
    assert not run.announced


def test_pulled_out_it_is_unplugged_and_put_back_it_goes_on(stand: Stand) -> None:
    for _ in range(2):
        stand.plug()
        with running(stand.device) as run:
            assert run.is_ready()
            stand.show()
            assert run.scan().text == TEXT
            stand.unplug()
            error = run.failure()

        assert (error.device, error.slug) == (stand.device.name, "unplugged")
        assert error.advice


def test_stopping_ends_it_soon_and_it_can_be_run_again(stand: Stand) -> None:
    stand.plug()
    for _ in range(2):
        with running(stand.device) as run:
            assert run.is_ready()
            asked = time.monotonic()
            run.stop()
            assert time.monotonic() - asked < 1.0
        assert run._ended.get_nowait() is None


def test_what_was_scanned_is_in_no_log_error_or_repr(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stand.plug()
    with running(stand.device) as run:
        assert run.is_ready()
        stand.show()
        scan = run.scan()
        stand.unplug()
        error = run.failure()

    told = f"{caplog.text}{scan!r}{error!r}{error}{error.__dict__}{stand.device!r}"
    assert TEXT not in told
    assert "ZHANG" not in told
