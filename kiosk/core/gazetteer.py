"""The gazetteer 地名表: regions found by name, code, or pinyin, initials above all.

``lzcg`` finds 兰州市城关区: what is typed may begin at the region's own name, at its
prefecture or at its province, and words such as 省 and 市 may be left out.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import islice
from string import ascii_lowercase
from typing import Final

from kiosk.core.region import OVERSEAS, Region, is_region_code, stem

_HAN: Final = re.compile(r"[㐀-鿿]")
_SUFFIX: Final = re.compile(
    r"(?<=..)(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|.{1,8}族自治[州县旗]"
    r"|自治[州县旗]|地区|新区|林区|特区|[省市盟区县旗])$"
)
_MOST: Final = 12
_PREFECTURE: Final = 4  # digits
_MUNICIPALITIES: Final = ("110000", "120000", "310000", "500000")  # 直辖市


@dataclass(frozen=True, kw_only=True)
class Place:
    """One row of the table.

    Attributes:
        code: 6 digits.
        name: In Chinese.
        syllables: How it is read, without tones.
        spellings: Other initials it may be typed with.
    """

    code: str
    name: str
    syllables: tuple[str, ...]
    spellings: tuple[str, ...] = ()

    @cached_property
    def short(self) -> int:
        """Characters of the name that say more than 省, 市 or 自治州."""
        return len(_SUFFIX.sub("", self.name))

    @cached_property
    def initials(self) -> str:
        """The first letter of each character."""
        return "".join(syllable[0] for syllable in self.syllables)


ABROAD: Final = Place(code=OVERSEAS, name="境外", syllables=("jing", "wai"))


# What may be typed, how many letters of it mean it exactly, whether that is how the
# name is usually read, and the place's number in the table.
_Key = tuple[str, int, bool, int]
_Ranked = tuple[int, int]


class Gazetteer:
    """Every region, in memory.

    Args:
        places: Rows of the table; a region's prefecture and province among them.
        home: This community's code: what lies near is shown first.
    """

    def __init__(self, places: Iterable[Place], home: str = "") -> None:
        self._home = home
        self._places = (*places, ABROAD)
        self._by_code: Mapping[str, Place] = {p.code: p for p in self._places}
        self._regions = tuple(self._region(place) for place in self._places)
        self._joined = tuple(r.path.replace(" ", "") for r in self._regions)
        self._keys = sorted(
            key for n, place in enumerate(self._places) for key in self._typed(n, place)
        )
        near = sorted(range(len(self._places)), key=self._distance)
        self._near = tuple(near)
        self._nearness = {number: rank for rank, number in enumerate(near)}

    def find(self, code: str) -> Region:
        """A region by code; the smallest that is known, under the code given.

        A street's code gives its county's name.
        """
        for known in (code, code[:6], f"{code[:4]}00", f"{code[:2]}0000"):
            if known in self._by_code:
                region = self._region(self._by_code[known])
                return Region(code=code, name=region.name, path=region.path)
        return Region(code=code, name=code, path=code)

    def search(self, typed: str, most: int = _MOST) -> tuple[Region, ...]:
        """The regions that fit, the likeliest first.

        Args:
            typed: Chinese, digits or letters; spaces do not count.
            most: How many at most.
        """
        text = "".join(typed.split()).lower()
        if not text:
            return ()
        if text.isdecimal():
            found = self._by_digits(text)
        elif len(text) == 1 and text in ascii_lowercase:
            found = self._by_letter(text, most)
        elif _HAN.search(text):
            found = self._by_name(text)
        else:
            found = self._by_letters(text)
        best: dict[int, int] = {}
        for number, rank in found:
            best[number] = min(rank, best.get(number, rank))
        chosen = nsmallest(most, best, key=lambda n: (best[n], self._nearness[n]))
        if not chosen and is_region_code(text):
            return (self.find(text),)
        return tuple(self._regions[number] for number in chosen)

    def next_letters(self, typed: str) -> frozenset[str]:
        """The letters that lead on from those typed so far."""
        text = "".join(typed.split()).lower()
        return frozenset(c for c in ascii_lowercase if self._leads_on(text + c))

    def _leads_on(self, text: str) -> bool:
        place = bisect_left(self._keys, (text,))
        return place < len(self._keys) and self._keys[place][0].startswith(text)

    def _by_letter(self, letter: str, most: int) -> Iterator[_Ranked]:
        """Of the thousands that fit a single letter, the nearest."""
        fitting = (n for n in self._near if self._places[n].initials[0] == letter)
        return ((number, 0) for number in islice(fitting, most))

    def _by_letters(self, text: str) -> Iterator[_Ranked]:
        for place in range(bisect_left(self._keys, (text,)), len(self._keys)):
            key, core, usual, number = self._keys[place]
            if not key.startswith(text):
                return
            yield number, (len(text) < core) * 2 + (not usual)

    def _by_name(self, text: str) -> Iterator[_Ranked]:
        loosely = re.compile(".*".join(map(re.escape, text)))
        for number, joined in enumerate(self._joined):
            if loosely.search(joined):
                own = self._places[number].name
                rank = 0 if own.startswith(text) else 1 if text in joined else 2
                yield number, rank

    def _by_digits(self, text: str) -> Iterator[_Ranked]:
        for number, place in enumerate(self._places):
            if place.code.startswith(text):
                yield number, 0
            elif text.startswith(place.code):  # a street's or community's code
                yield number, 1

    def _distance(self, number: int) -> tuple[int, int, str]:
        """What lies near comes first, and a city before its districts."""
        code = self._places[number].code
        level = _PREFECTURE if code in _MUNICIPALITIES else len(stem(code))
        near = (code[:4] == self._home[:4]) + (code[:2] == self._home[:2])
        return -near, abs(level - _PREFECTURE), code

    def _region(self, place: Place) -> Region:
        above = (p.name for p in self._above(place))
        path = " ".join((*above, place.name))
        return Region(code=place.code, name=place.name, path=path)

    def _above(self, place: Place) -> list[Place]:
        """The province and prefecture a place lies in, as far as the table has them."""
        codes = (f"{place.code[:2]}0000", f"{place.code[:4]}00")
        found = (self._by_code[c] for c in codes if c in self._by_code)
        return [above for above in found if above.code != place.code]

    def _typed(self, number: int, place: Place) -> Iterator[_Key]:
        above = tuple(self._above(place))
        for leading in {above[start:] for start in range(len(above) + 1)} | {above[:1]}:
            yield from _keys(number, leading, place)


def _keys(number: int, leading: tuple[Place, ...], place: Place) -> Iterator[_Key]:
    short = "".join(p.initials[: p.short] for p in leading)
    core = len(short) + place.short
    yield short + place.initials, core, True, number
    for spelt in place.spellings:
        yield short + spelt, core, False, number
    read = "".join("".join(p.syllables[: p.short]) for p in leading)
    core = len(read) + len("".join(place.syllables[: place.short]))
    yield read + "".join(place.syllables), core, True, number
    if leading:
        whole = "".join(p.initials for p in leading)
        yield whole + place.initials, len(whole) + place.short, True, number
