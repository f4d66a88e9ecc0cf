"""Batches go up every 30 seconds, after 200 rows, and at once for an alarm."""

import pytest

from kiosk.core.errors import StoreError
from kiosk.upstream.forwarder.pace import Due, Pace


def due(pressing: frozenset[int] = frozenset()) -> Due:
    """At second 100 something was sent; some rows press."""
    made = Due(Pace(), lambda after: any(row > after for row in pressing))
    made.sent(100.0)
    return made


@pytest.mark.parametrize(
    ("newest", "now", "expected"),
    [
        (10, 1000.0, False),
        (11, 129.9, False),
        (11, 130.0, True),
        (209, 101.0, False),
        (210, 101.0, True),
    ],
)
def test_what_is_due(newest: int, now: float, *, expected: bool) -> None:
    assert due().is_due(10, newest, now) is expected


def test_the_first_row_after_a_start_does_not_wait() -> None:
    assert Due(Pace(), lambda _: False).is_due(0, 1, 5.0)


def test_an_alarm_is_due_at_once() -> None:
    assert due(frozenset({12})).is_due(10, 12, 101.0)


def test_each_row_is_looked_at_once() -> None:
    asked: list[int] = []

    def presses(after: int) -> bool:
        asked.append(after)
        return False

    made = Due(Pace(), presses)
    made.sent(100.0)

    for newest in (12, 12, 15, 15):
        made.is_due(10, newest, 101.0)

    assert asked == [10, 12]


def test_a_row_that_could_not_be_read_is_looked_at_again() -> None:
    full = [StoreError("full")]

    def presses(_after: int) -> bool:
        if full:
            raise full.pop()
        return True

    made = Due(Pace(), presses)
    made.sent(100.0)

    with pytest.raises(StoreError):
        made.is_due(10, 12, 101.0)
    assert made.is_due(10, 12, 101.25)
