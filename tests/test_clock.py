import time
from datetime import UTC, datetime, timedelta
from typing import get_args

from kiosk.clock import SystemClock, boot_id
from kiosk.ports import ClockState


def test_wall_time_is_aware_and_monotonic_time_never_goes_back() -> None:
    clock = SystemClock()
    first, second = clock.monotonic(), clock.monotonic()

    assert clock.now().tzinfo is UTC
    assert first <= second <= time.monotonic()


def test_this_machine_says_how_sure_its_time_is() -> None:
    clock = SystemClock()
    state = clock.state()

    assert state in set(get_args(ClockState)) - {"trusted"}
    assert clock.state() == state


def test_a_trusted_clock_needs_no_proof() -> None:
    assert SystemClock(trusted=True).state() == "trusted"


def test_a_clock_before_its_last_record_is_unsure_even_when_trusted() -> None:
    clock = SystemClock(trusted=True)
    clock.not_before(clock.now() + timedelta(hours=1))
    assert clock.state() == "unsure"

    clock.not_before(datetime(2020, 1, 1, tzinfo=UTC))
    assert clock.state() == "trusted"

    clock.not_before(None)
    assert clock.state() == "trusted"


def test_a_boot_has_one_id() -> None:
    assert boot_id() == boot_id() != ""
