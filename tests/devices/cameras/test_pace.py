from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.cameras.pace import Pace, Tempo

TEMPO = Tempo(idle_fps=8.0, full_every_s=0.5, hold_s=2.0, rest_s=0.1)


def test_idle_camera_looks_a_few_times_a_second_and_reads_twice() -> None:
    pace, now, gates, reads = Pace(TEMPO), 0.0, 0, 0
    while now < 10.0:
        now += max(pace.wait(now), 0.001)
        if pace.wants_gate(now):
            gates += 1
            pace.gated(now, moved=False)
        if pace.wants_full(now):
            reads += 1
            pace.read(now, found=False, took_s=0.01)

    assert 70 <= gates <= 81
    assert 20 <= reads <= 21


def test_movement_means_every_picture_for_the_hold_time() -> None:
    pace = Pace(TEMPO)
    pace.read(0.0, found=False, took_s=0.01)
    pace.gated(0.1, moved=True)

    assert pace.wait(0.1) == 0.0
    assert not pace.is_idle(0.1)
    assert pace.wants_full(0.1)
    assert pace.wants_full(2.0)
    pace.read(2.0, found=False, took_s=0.01)
    assert pace.is_idle(2.2)
    assert not pace.wants_full(2.2)


def test_code_keeps_it_awake_after_a_short_rest() -> None:
    pace = Pace(TEMPO)
    pace.gated(0.0, moved=False)
    pace.read(0.0, found=True, took_s=0.01)

    assert pace.wait(0.0) == 0.1
    assert pace.wait(0.2) == 0.0
    assert pace.wants_full(1.9)


@given(
    steps=st.lists(
        st.tuples(st.floats(0.001, 0.2), st.booleans(), st.booleans()), max_size=200
    )
)
def test_two_reads_are_never_further_apart_than_promised(
    steps: list[tuple[float, bool, bool]],
) -> None:
    """However long each picture takes to come, and whatever is seen in it."""
    pace, now, last = Pace(TEMPO), 0.0, 0.0
    for late, moved, found in steps:
        now += pace.wait(now) + late
        if pace.wants_gate(now):
            pace.gated(now, moved=moved)
        if pace.wants_full(now):
            pace.read(now, found=found, took_s=late / 10)
            last = now
        # A picture that is due can be late; the promise is about the asking.
        assert now + pace.wait(now) - last <= TEMPO.full_every_s + 1e-9


def test_looks_that_find_nothing_take_half_the_time_at_most() -> None:
    pace, now, looking = Pace(TEMPO), 0.0, 0.0
    while now < 40.0:
        pace.gated(now, moved=True)
        now += pace.wait(now) + 0.05
        looking += 0.05
        pace.read(now, found=False, took_s=0.05)

    assert 0.5 <= looking / now <= 0.55


def test_code_that_cannot_be_read_yet_gets_all_of_the_time() -> None:
    pace, now = Pace(TEMPO), 0.0
    pace.gated(now, moved=True)
    for _ in range(30):
        now += 0.05
        pace.read(now, found=False, took_s=0.05, located=True)
        assert pace.wait(now) == 0.0


def test_newcomer_is_looked_at_for_two_seconds_without_a_rest() -> None:
    pace = Pace(TEMPO)
    pace.gated(0.0, moved=True)
    for number in range(1, 40):
        pace.read(number * 0.05, found=False, took_s=0.05)
        assert pace.wait(number * 0.05) == 0.0


def test_very_slow_look_does_not_stop_the_full_ones() -> None:
    pace = Pace(TEMPO)
    pace.gated(1.5, moved=True)
    pace.read(3.0, found=False, took_s=3.0)

    assert pace.wait(3.0) == TEMPO.full_every_s
