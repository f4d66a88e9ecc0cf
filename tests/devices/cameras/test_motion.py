import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.cameras.motion import MotionGate, Scales
from kiosk.devices.readers.symbol import Grey

levels = st.integers(0, 255)


def scene(seed: int) -> Grey:
    return np.random.default_rng(seed).integers(0, 256, (90, 160), dtype=np.uint8)


def test_first_picture_counts_as_movement() -> None:
    assert MotionGate().moved(scene(1))


def test_another_size_counts_as_movement() -> None:
    gate = MotionGate()
    gate.moved(scene(1))
    assert gate.moved(scene(1)[:45])


@given(seed=st.integers(0, 999), noise=st.integers(0, 18))
def test_noise_alone_is_no_movement(seed: int, noise: int) -> None:
    rng, still = np.random.default_rng(seed), scene(seed).astype(np.int16)
    shaken = still + rng.integers(-noise, noise + 1, still.shape)
    gate = MotionGate()
    gate.moved(still.astype(np.uint8))
    assert not gate.moved(np.clip(shaken, 0, 255).astype(np.uint8))


@given(
    left=st.integers(0, 150),
    top=st.integers(0, 80),
    before=st.integers(0, 100),
    step=st.integers(19, 155),
)
def test_hand_anywhere_is_movement_when_it_comes_and_when_it_goes(
    left: int, top: int, before: int, step: int
) -> None:
    empty = np.full((90, 160), before, np.uint8)
    hand = empty.copy()
    hand[top : top + 8, left : left + 8] += np.uint8(step)
    gate = MotionGate()
    gate.moved(empty)
    assert gate.moved(hand)
    assert not gate.moved(hand)
    assert gate.moved(empty)


def weighed(seed: int, noise: float, count: int = 40) -> Scales:
    """Scales that have seen an empty gate for some seconds."""
    rng, scales = np.random.default_rng(seed), Scales()
    for number in range(count):
        moved = scales.moved(100_000 + number % 2 + round(rng.normal(0, noise)))
        assert moved is (number == 0) or moved is None
    return scales


@given(seed=st.integers(0, 999), noise=st.floats(0, 100))
def test_weight_that_trembles_is_no_movement(seed: int, noise: float) -> None:
    weighed(seed, noise)


@given(seed=st.integers(0, 999), change=st.sampled_from([-1500, -800, 800, 9000]))
def test_weight_that_jumps_is_movement_every_time(seed: int, change: int) -> None:
    scales = weighed(seed, 60)
    for _ in range(3):
        assert scales.moved(100_000 + change)
        for number in range(30):
            scales.moved(100_000 + number % 2)


def test_visitor_of_many_seconds_does_not_hide_the_next_one() -> None:
    scales, rng = weighed(1, 60), np.random.default_rng(2)
    for _ in range(80):
        scales.moved(110_000 + round(rng.normal(0, 4000)))
    for number in range(30):
        scales.moved(100_000 + number % 2)
    assert scales.moved(101_000)


def test_picture_that_grows_restless_for_good_becomes_usual() -> None:
    scales, rng = weighed(1, 20), np.random.default_rng(2)
    moved = [scales.moved(100_000 + round(rng.normal(0, 1500))) for _ in range(400)]
    assert True in moved[:9]
    assert moved[-100:].count(True) < 25


def test_weight_that_is_absent_or_never_changes_tells_nothing() -> None:
    scales = Scales()
    assert scales.moved(None) is None
    assert scales.moved(5000)
    assert scales.moved(5000) is None
    assert scales.moved(5001) is False
