from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.shift import Assignment, Duty, Plan, Rota, ShiftBoard, duty_of
from kiosk.core.staff import Role
from tests.fakes import NOON

EIGHT = Rota()
SIX = Rota(hours=6, first=time(6), people=2)
HERE = Duty(seq=1, staff="1", name="测试甲", role=Role.VOLUNTEER, since=NOON)


@pytest.mark.parametrize(
    ("rota", "utc", "turn"),
    [
        (EIGHT, "2026-11-21T00:00", "2026-11-21/1"),  # 08:00 in China
        (EIGHT, "2026-11-21T07:59", "2026-11-21/1"),
        (EIGHT, "2026-11-21T08:00", "2026-11-21/2"),
        (EIGHT, "2026-11-21T16:00", "2026-11-21/3"),  # midnight
        (EIGHT, "2026-11-21T23:59", "2026-11-21/3"),  # 07:59 of the next day
        (SIX, "2026-11-20T22:00", "2026-11-21/1"),
        (SIX, "2026-11-21T21:59", "2026-11-21/4"),
    ],
)
def test_a_day_has_three_shifts_of_eight_hours_or_four_of_six(
    rota: Rota, utc: str, turn: str
) -> None:
    assert str(rota.at(datetime.fromisoformat(utc).replace(tzinfo=UTC))) == turn


@given(
    st.timedeltas(timedelta(), timedelta(days=400)).map(lambda past: NOON + past),
    st.sampled_from([6, 8]),
    st.times(),
)
def test_every_moment_is_in_one_shift_and_the_next_begins_where_it_ends(
    now: datetime, hours: int, first: time
) -> None:
    rota = Rota(hours=hours, first=first.replace(second=0, microsecond=0))

    turn = rota.at(now)

    assert turn.begins <= now < turn.ends
    assert 1 <= turn.number <= 24 // hours
    assert rota.at(turn.ends).begins == turn.ends
    assert rota.at(turn.begins) == turn


def test_a_sign_out_is_forgotten_a_good_while_after_the_shift() -> None:
    assert not HERE.forgotten(NOON + timedelta(hours=10), EIGHT)
    assert HERE.forgotten(NOON + timedelta(hours=10, minutes=1), EIGHT)


def test_who_just_came_stays_at_a_handover() -> None:
    assert not HERE.leaving(NOON + timedelta(minutes=20), EIGHT)
    assert HERE.leaving(NOON + timedelta(hours=8), EIGHT)


def test_the_board_says_who_is_wanting() -> None:
    board = ShiftBoard(now=NOON, rota=EIGHT, present=(HERE,))

    assert (board.wanting, str(board.turn)) == (1, "2026-11-21/1")
    assert board.due == board.following == ()
    assert duty_of(board.present, "1") is HERE
    assert duty_of(board.present, "2") is None


def test_a_plan_names_who_is_to_come_now_and_next_each_once() -> None:
    day = date(2026, 11, 21)
    plan = Plan(
        assignments=(
            Assignment(day=day, number=1, names=("测试甲", "测试乙")),
            Assignment(day=day, number=1, names=("测试乙", "测试丙")),
            Assignment(day=day, number=2, names=("测试丁",)),
            Assignment(day=day + timedelta(days=1), number=1, names=("测试戊",)),
        ),
        age_hours=1.0,
        stale=False,
    )

    board = ShiftBoard(now=NOON, rota=EIGHT, present=(HERE,), plan=plan)

    assert board.due == ("测试甲", "测试乙", "测试丙")
    assert board.following == ("测试丁",)
    assert (board.people, board.wanting) == (3, 2)
