from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.china import china_day
from kiosk.core.household import Exit, HouseholdCard, Quota, quota_of
from tests.fakes import NOON

_MOMENTS = st.integers(0, 5 * 365 * 24 * 3600).map(
    lambda s: NOON + timedelta(seconds=s)
)


def gone(**changes: Any) -> Exit:
    kept: dict[str, Any] = {"seq": 1, "household": "aa", "member": 1}
    due = NOON + timedelta(hours=3)
    return Exit(**kept, out_at=NOON, due_at=due, **changes)


def test_two_calendar_days_are_today_and_yesterday() -> None:
    midnight = datetime(2026, 11, 19, 16, 0, tzinfo=UTC)  # in China the 20th begins

    assert Quota().since(NOON) == midnight
    assert Quota(days=1).since(NOON) == midnight + timedelta(days=1)


@given(_MOMENTS, st.integers(1, 31))
def test_a_calendar_window_is_never_shorter_than_the_days_before(
    now: datetime, days: int
) -> None:
    calendar = Quota(days=days).since(now)

    assert now - timedelta(days=days) < calendar <= now
    assert (china_day(now) - china_day(calendar)).days == days - 1
    assert Quota(days=days, rolling=True).since(now) == now - timedelta(days=days)


@pytest.mark.parametrize(
    ("parameters", "quota"),
    [
        ({}, Quota()),
        (
            {"quota_days": 3, "quota_rolling": True, "return_hours": 1.5},
            Quota(days=3, rolling=True, return_hours=1.5),
        ),
        ({"quota_days": 0.5}, Quota(days=1)),
        ({"quota_days": 0, "return_hours": -1}, Quota()),
        ({"quota_days": 10**9, "return_hours": float("inf")}, Quota()),
        ({"quota_days": True, "quota_rolling": 1, "return_hours": "3"}, Quota()),
        ({"quota_days": float("nan"), "return_hours": {"body": 3.0}}, Quota()),
    ],
)
def test_what_a_policy_says_of_the_window(
    parameters: dict[str, Any], quota: Quota
) -> None:
    assert quota_of(parameters) == quota


def test_overdue_is_who_is_out_past_the_deadline() -> None:
    late = NOON + timedelta(hours=4)

    assert gone().overdue(late) == timedelta(hours=1)
    assert gone().overdue(NOON) < timedelta()
    assert gone(in_at=late).overdue(late) == timedelta()


def test_a_card_tells_who_is_out_and_no_name_by_accident() -> None:
    out, back = gone(masked_name="测**"), gone(in_at=NOON)
    card = HouseholdCard(household="aa", uses=2, exits=(out, back))

    assert card.out == (out,)
    assert "测" not in repr(card)
