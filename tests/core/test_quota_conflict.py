from datetime import datetime, timedelta

import pytest

from kiosk.core.household import Quota
from kiosk.core.quota_conflict import ExitHere, conflict
from tests.fakes import NOON

TWO_DAYS, ROLLING = Quota(days=2), Quota(days=1, rolling=True)


def days(count: float) -> datetime:
    return NOON + timedelta(days=count)


def here(*counts: float) -> list[ExitHere]:
    return [ExitHere(days(count), f"p{count}") for count in counts]


@pytest.mark.parametrize(
    ("heard", "ours", "away", "found"),
    [
        (0, [0], [], "p0"),
        (0, [0.1], [], "p0.1"),
        (-1, [0], [], "p0"),  # yesterday's counts today
        (-2, [0], [], None),  # that of the day before does not
        (2, [0], [], None),
        (-9, [0, -9], [], "p-9"),  # heard of late, and was one too many then
        (-9, [0], [-9], None),  # both elsewhere: they tell one another
        (0, [], [0], None),
    ],
)
def test_a_use_counts_in_the_window_in_which_it_happened(
    heard: float, ours: list[float], away: list[float], found: str | None
) -> None:
    said = conflict(TWO_DAYS, 1, days(heard), here(*ours), list(map(days, away)))

    assert said == found


def test_three_gates_are_counted_together_whoever_is_heard_of_last() -> None:
    uses = [0.0, 0.1, 0.2]
    for heard, other in ((0, 2), (2, 0)):
        said = conflict(
            TWO_DAYS, 2, days(uses[heard]), here(uses[1]), [days(uses[other])]
        )
        assert said == "p0.1"


def test_rolling_windows_end_at_the_later_exit() -> None:
    assert conflict(ROLLING, 1, days(0), here(0.9), []) == "p0.9"
    assert conflict(ROLLING, 1, days(0), here(1.1), []) is None
