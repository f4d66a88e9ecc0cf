import numpy as np
import pytest

from kiosk.devices.readers.layout import (
    Format,
    blocks,
    codewords,
    flipped,
    format_of,
)
from kiosk.devices.readers.pattern import LARGEST
from kiosk.devices.readers.repair import repaired
from tests.devices.readers.symbols import drawn_signs

NOBODY = np.zeros(0, np.int64)


@pytest.mark.parametrize("version", range(1, LARGEST + 1))
@pytest.mark.parametrize("level", range(4))
def test_codewords_of_every_version_and_level_are_whole(
    version: int, level: int
) -> None:
    mask = (version + level) % 8
    code = drawn_signs("KP1", version, "lmqh"[level], mask)
    assert format_of(code) == Format(level=level, mask=mask)

    cells = codewords(version)
    dark = (code > 0) != flipped(version, mask)
    words = np.packbits(dark.ravel()[cells], axis=1)[:, 0]
    seen = []
    for places, checks in blocks(version, level):
        seen += places.tolist()
        right = words[places]
        wrong = right.copy()
        wrong[0] ^= 0x5A
        whole = repaired(wrong, checks, NOBODY, 0)
        assert whole is not None
        assert np.array_equal(whole, right)
    assert sorted(seen) == list(range(len(words)))


def test_format_is_told_with_five_of_its_modules_wrong() -> None:
    code = drawn_signs("KP1", 4, "m", 5)
    code[8, :5] *= -1
    assert format_of(code) == Format(level=1, mask=5)
