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
            pace.read(now, found=False)

    assert 70 <= gates <= 81
    assert 20 <= reads <= 21


def test_movement_means_every_picture_for_the_hold_time() -> None:
    pace = Pace(TEMPO)
    pace.read(0.0, found=False)
    pace.gated(0.1, moved=True)

    assert pace.wait(0.1) == 0.0
    assert pace.wants_full(0.1)
    assert pace.wants_full(2.0)
    pace.read(2.0, found=False)
    assert not pace.wants_full(2.2)


def test_code_keeps_it_awake_after_a_short_rest() -> None:
    pace = Pace(TEMPO)
    pace.gated(0.0, moved=False)
    pace.read(0.0, found=True)

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
            pace.read(now, found=found)
            last = now
        # A picture that is due can be late; the promise is about the asking.
        assert now + pace.wait(now) - last <= TEMPO.full_every_s + 1e-9


def test_look_that_was_cut_short_does_not_count_as_full() -> None:
    pace = Pace(TEMPO)
    pace.read(0.0, found=False)
    pace.gated(0.1, moved=True)

    assert pace.may_hurry(0.4)
    pace.read(0.4, found=False, whole=False)
    assert not pace.may_hurry(0.5)
    pace.read(0.6, found=False)
    assert pace.may_hurry(0.7)
