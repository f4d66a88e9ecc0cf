"""The citizen's number 公民身份号码 (GB 11643-1999), and its kin of the same shape.

Six digits of region, eight of birth date, three in sequence, one check character
(ISO 7064 MOD 11-2). The residence permits of people from Hong Kong, Macau and Taiwan
have the regions 810000, 820000 and 830000; on the foreign permanent resident's card
of 2023 a 9, the province and the country's ISO 3166 number stand in their place.
"""

import re
from datetime import date
from typing import Final

_SHAPE: Final = re.compile(r"\d{17}[\dX]", re.ASCII)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_OLDEST_YEARS: Final = 130

# GB/T 2260: the first two digits of every region's code.
_NUMBERS: Final = (
    *(*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47)),
    *(*range(50, 55), *range(61, 66), 71, *range(81, 84)),
)
PROVINCES: Final = frozenset(str(number) for number in _NUMBERS)
PERMIT_REGIONS: Final = frozenset({"810000", "820000", "830000"})


def check_character(first17: str) -> str:
    """The check character of 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def id_number_fault(text: str, today: date) -> str | None:
    """What is wrong with a citizen's number, or None.

    Args:
        text: As ``tidy_number`` leaves it.
        today: The local date; nobody is born after it.

    Returns:
        ``id-length``, ``id-check``, ``id-region`` or ``id-birth``.
    """
    fault = numbered_fault(text, today)
    if fault is None and text[:2] not in PROVINCES:
        return "id-region"
    return fault


def permit_number_fault(text: str, today: date) -> str | None:
    """Likewise of a residence permit 港澳台居民居住证."""
    fault = numbered_fault(text, today)
    if fault is None and text[:6] not in PERMIT_REGIONS:
        return "id-region"
    return fault


def foreign_number_fault(text: str, today: date) -> str | None:
    """Likewise of the 18-character card 外国人永久居留身份证 of 2023."""
    fault = numbered_fault(text, today)
    if fault is None and (text[0] != "9" or text[1:3] not in PROVINCES):
        return "id-region"
    return fault


def numbered_fault(text: str, today: date) -> str | None:
    """What is wrong with length, check character or birth date, whatever the region."""
    if not _SHAPE.fullmatch(text):
        return "id-length"
    if check_character(text[:17]) != text[17]:
        return "id-check"
    return None if birth_is_real(text[6:14], today) else "id-birth"


def birth_is_real(digits: str, today: date) -> bool:
    """Whether YYYYMMDD is a date on which somebody alive today can be born."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born <= today and today.year - born.year <= _OLDEST_YEARS
