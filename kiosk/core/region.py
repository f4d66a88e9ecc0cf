"""Regions 行政区划: their codes, and which lies in which.

Codes of GB/T 2260 have 6 digits, two each for province, prefecture and county; a
street or township adds 3 and a community another 3 (统计用区划代码). Trailing zeros
stand for "all of it".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kiosk.core.evidence import TravelRisk

OVERSEAS: Final = "990000"
"""境外: every country but this one; no number of the standard begins with 99."""
SEVERITY: Final[tuple[TravelRisk, ...]] = (
    "none",
    "low",
    "medium",
    "high",
    "overseas",
)
"""Risks in rising severity."""
_ELSEWHERE: Final = "999"  # no street has this number
_CODE: Final = re.compile(r"[0-9]{6}(?:[0-9]{3}(?:[0-9]{3})?)?", re.ASCII)
_PREFECTURE: Final = 4
_BEYOND_THE_BORDER: Final = ("71", "81", "82", "99")  # 台湾、香港、澳门、境外


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region by name.

    Attributes:
        code: 6 digits.
        name: Its own name, e.g. 城关区.
        path: Where it lies and its name, e.g. 甘肃省 兰州市 城关区.
    """

    code: str
    name: str
    path: str

    @property
    def above(self) -> str:
        """Where it lies, without its own name; may be empty."""
        return self.path.removesuffix(self.name).rstrip()


def is_region_code(text: str) -> bool:
    """True for 6, 9 or 12 ASCII digits that name at least a province."""
    return bool(_CODE.fullmatch(text)) and not text.startswith("00")


def stem(code: str) -> str:
    """The digits that count: ``620100`` is ``6201``, ``620102000000`` is ``620102``."""
    while len(code) > 6 and code.endswith("000"):  # noqa: PLR2004 - down to the county
        code = code[:-3]
    while len(code) <= 6 and code.endswith("00"):  # noqa: PLR2004
        code = code[:-2]
    return code


def lies_in(code: str, area: str) -> bool:
    """True when the region ``code`` is ``area`` or a part of it."""
    return stem(code).startswith(stem(area))


def touches(code: str, area: str) -> bool:
    """True when one is a part of the other: who was in either may have been in both."""
    return lies_in(code, area) or lies_in(area, code)


def elsewhere_in(code: str) -> str:
    """The rest of a county 其余地区: in none of its streets that are named."""
    return code[:6] + _ELSEWHERE


def is_elsewhere(code: str) -> bool:
    """True for what ``elsewhere_in`` gives."""
    return code[6:] == _ELSEWHERE


def is_same_prefecture(code: str, other: str) -> bool:
    """True when both lie in one prefecture-level city 地级市 (or 直辖市)."""
    return len(stem(code)) >= _PREFECTURE and code[:_PREFECTURE] == other[:_PREFECTURE]


def is_beyond_the_border(code: str) -> bool:
    """True for 境外、港澳台: whoever comes from there came through a border control."""
    return code.startswith(_BEYOND_THE_BORDER)


def worst(risks: Iterable[TravelRisk]) -> TravelRisk:
    """The worst of risks; of none, ``none``."""
    return max(risks, key=SEVERITY.index, default="none")
