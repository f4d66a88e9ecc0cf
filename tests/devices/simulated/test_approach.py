import numpy as np

from kiosk.devices.readers.zxing import ZxingReader
from kiosk.devices.simulated.approach import Approach
from kiosk.devices.simulated.script import Colour, Difficulty, Medium

TEXT = "KP1:ZHANG TEST 0123456789"


def visitor(level: Difficulty, seed: int = 4) -> Approach:
    rng = np.random.default_rng(seed)
    return Approach(TEXT, level, Colour.YELLOW, Medium.PHONE, rng)


def test_same_seed_films_the_same_visitor() -> None:
    one, other = (list(visitor(Difficulty.HARD).film(0.2, 30)) for _ in range(2))
    assert len(one) == 6
    assert all(
        np.array_equal(a.frame, b.frame) for a, b in zip(one, other, strict=True)
    )


def test_code_is_readable_once_it_is_near_and_then_read() -> None:
    reader, frames = ZxingReader(), list(visitor(Difficulty.EASY).film(1.2, 30))
    first = next(n for n, filmed in enumerate(frames) if filmed.readable)

    assert first >= 18
    texts = [s.text for f in frames[first : first + 3] for s in reader.watch(f.frame)]
    assert TEXT in texts
