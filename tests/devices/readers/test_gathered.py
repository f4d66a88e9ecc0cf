import numpy as np

from kiosk.devices.readers.fit import Grid
from kiosk.devices.readers.gathered import Gathered
from kiosk.devices.readers.pattern import pattern
from kiosk.devices.readers.told import Told, spelt
from tests.devices.readers.symbols import drawn_signs

LETTERS = np.random.default_rng(3).integers(65, 91, (9, 58)).astype(np.uint8)
LONG = [row.tobytes().decode() for row in LETTERS]


def seen(text: str, seed: int, version: int = 4, noise: float = 1.0) -> Grid:
    """A picture of a code, too noisy to be read."""
    code = drawn_signs(text, version, "m", 3)
    rough = np.random.default_rng(seed).normal(0, noise, code.shape)
    soft = (code + rough).astype(np.float32) * np.float32(0.5)
    told = Told(soft=soft, worth=np.ones_like(code))
    return Grid(pattern=pattern(version), matrix=np.eye(3), told=told, share=0.5)


def texts(told: Told | None, version: int = 4) -> list[str]:
    if told is None:
        return []
    return [code.text for code in spelt(told, pattern(version))]


def test_pictures_of_one_code_are_read_together() -> None:
    gathered, read = Gathered(), []
    for number in range(12):
        gathered.turn()
        grid = seen("ZHANG TEST", number)
        assert texts(grid.told) == []
        read += texts(gathered.add(grid))
    assert set(read) == {"ZHANG TEST"}


def test_two_codes_are_kept_apart() -> None:
    gathered, read = Gathered(), []
    for number in range(24):
        gathered.turn()
        read += texts(gathered.add(seen(LONG[number % 2], number)))
    assert set(read) == set(LONG[:2])


def test_code_with_the_same_padding_is_another_code() -> None:
    gathered = Gathered()
    gathered.turn()
    gathered.add(seen("ZHANG TEST 0", 1, noise=0.3))
    assert gathered.add(seen("LI TEST", 2, noise=0.3)) is None


def test_codes_of_several_sizes_do_not_meet() -> None:
    gathered = Gathered()
    gathered.turn()
    assert gathered.add(seen("A", 1, version=4)) is None
    assert gathered.add(seen("A", 2, version=5)) is None
    gathered.turn()
    assert gathered.add(seen("A", 3, version=4)) is not None


def test_code_found_twice_in_one_picture_is_summed_once() -> None:
    gathered = Gathered()
    gathered.turn()
    first = seen("A", 1)
    assert gathered.add(first) is None
    assert gathered.add(seen("A", 2)) is None
    last = gathered.last()
    assert last is not None
    assert np.array_equal(last.told.worth, first.told.worth)


def test_what_was_seen_long_ago_is_forgotten() -> None:
    gathered = Gathered()
    gathered.turn()
    gathered.add(seen("A", 1))
    assert gathered.last() is not None
    for _ in range(20):
        gathered.turn()
    assert gathered.last() is None
    assert gathered.add(seen("A", 2)) is not None
    for _ in range(40):
        gathered.turn()
    assert gathered.add(seen("A", 3)) is None


def test_reading_a_code_forgets_what_led_to_it() -> None:
    gathered = Gathered()
    gathered.turn()
    gathered.add(seen("A", 1))
    gathered.forget()
    assert gathered.last() is None


def test_only_a_few_codes_are_remembered() -> None:
    gathered = Gathered()
    for number in range(9):
        gathered.turn()
        gathered.add(seen(LONG[number], number, noise=0.0))
    gathered.turn()
    assert gathered.add(seen(LONG[0], 0, noise=0.0)) is None
    assert gathered.add(seen(LONG[8], 8, noise=0.0)) is not None
