import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.readers.layout import blocks, codewords, flipped
from kiosk.devices.readers.repair import Words, repaired
from tests.devices.readers.symbols import drawn_signs


def same(one: Words | None, other: Words) -> bool:
    return one is not None and np.array_equal(one, other)


def block() -> tuple[Words, int]:
    """One of a code of version 4-M: 32 data codewords and 18 checks."""
    dark = (drawn_signs("KP1:TEST", 4, "m", 2) > 0) != flipped(4, 2)
    words = np.packbits(dark.ravel()[codewords(4)], axis=1)[:, 0]
    places, checks = blocks(4, 1)[0]
    return words[places], checks


@given(data=st.data())
def test_doubtful_codewords_cost_one_check_and_unsuspected_ones_two(
    data: st.DataObject,
) -> None:
    right, checks = block()
    spare = data.draw(st.integers(0, 4))
    doubtful = data.draw(st.integers(0, checks - spare))
    errors = data.draw(st.integers(0, (checks - spare - doubtful) // 2))
    places = data.draw(st.permutations(range(len(right))))[: doubtful + errors]
    wrong = right.copy()
    for place in places:
        wrong[place] ^= data.draw(st.integers(1, 255))
    named = np.array(places[:doubtful], np.int64)

    assert same(repaired(wrong, checks, named, spare), right)


def test_codewords_named_in_vain_do_no_harm() -> None:
    right, checks = block()
    assert same(repaired(right, checks, np.arange(10), 1), right)
    wrong = right.copy()
    wrong[3] ^= 1
    assert same(repaired(wrong, checks, np.arange(10), 1), right)


@pytest.mark.parametrize("count", [10, 14, 25, 50])
def test_too_many_errors_are_refused(count: int) -> None:
    right, checks = block()
    wrong = right.copy()
    rng = np.random.default_rng(count)
    wrong[:count] ^= rng.integers(1, 256, count).astype(np.uint8)
    assert repaired(wrong, checks, np.zeros(0, np.int64), 1) is None


@given(words=st.binary(min_size=20, max_size=60), named=st.integers(0, 17))
def test_any_bytes_give_a_codeword_or_nothing(words: bytes, named: int) -> None:
    seen = np.frombuffer(words, np.uint8)
    right = repaired(seen, 18, np.arange(named), 1)
    if right is not None:
        again = repaired(right, 18, np.zeros(0, np.int64), 0)
        assert same(again, right)
