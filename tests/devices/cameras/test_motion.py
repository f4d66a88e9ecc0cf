import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.cameras.motion import MotionGate
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
