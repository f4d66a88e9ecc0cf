"""Finding households by what a leader at the gate knows of them.

A kiosk holds neither names nor numbers of its residents: a household is a keyed hash, a
name its first character. Searched are the households that went out or were spoken of
here; a building or unit by trying its rooms, which whoever holds the key can do.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from kiosk.codes import kp1
from kiosk.core.household import HouseholdMatch
from kiosk.office.order import tidy_household
from kiosk.store.holders import Holders
from kiosk.store.household_book import HouseholdBook
from kiosk.store.keyring import load_keyring

_PASS_ID: Final = re.compile(r"[0-9a-f]{12}")
_PART: Final = re.compile(r"[0-9]{1,3}(-[0-9]{1,2})?")
_SURNAME: Final = re.compile(r"[\u3400-\u9fff]\**|[A-Za-z]\*+")
_UNITS: Final = range(1, 10)
_FLOORS: Final = range(1, 41)
_ROOMS: Final = range(1, 13)


class HouseholdSearch:
    """Searches this kiosk's own records.

    Args:
        keys: The key folder; read anew each time.
        store: The store folder.
    """

    def __init__(self, keys: Path, store: Path) -> None:
        self._keys, self._holders = keys, Holders(store)
        self._book = HouseholdBook(store, self._holders.masked_name)

    def matches(self, text: str) -> tuple[HouseholdMatch, ...]:
        """Households that fit; empty where ``text`` is no search of these kinds.

        Args:
            text: A pass number (12 hex digits), a building or unit such as ``3`` or
                ``3-2``, or a name's first character. Personal.

        Raises:
            ConfigError: The keys cannot be read.
            StoreError: The records cannot be read.
        """
        typed = tidy_household(text)
        if _PASS_ID.fullmatch(typed.lower()):
            return self._shown(self._went_out([typed.lower()]))
        if _PART.fullmatch(typed):
            return self._in_part(typed)
        if _SURNAME.fullmatch(typed):
            return self._shown(self._went_out(self._holders.called(typed[0])))
        return ()

    def _went_out(self, passes: Iterable[str]) -> Mapping[str, None]:
        return dict.fromkeys(self._book.households_of(passes))

    def _in_part(self, part: str) -> tuple[HouseholdMatch, ...]:
        key = load_keyring(self._keys).household_key
        hashed = {kp1.household_hash(key, n).hex(): n for n in _numbers(part)}
        known = self._book.known_among(hashed)
        return self._shown({h: number for h, number in hashed.items() if h in known})

    def _shown(self, found: Mapping[str, str | None]) -> tuple[HouseholdMatch, ...]:
        passes = self._book.passes_of(found)
        names = self._holders.masked_names(chain.from_iterable(passes.values()))
        return tuple(
            HouseholdMatch(
                household=household,
                number=number,
                names=tuple(names[p] for p in passes.get(household, ()) if p in names),
            )
            for household, number in found.items()
        )


def _numbers(part: str) -> Iterator[str]:
    """Every number a household of a building or unit may have, itself the first."""
    yield part
    units = [part] if "-" in part else [f"{part}-{unit}" for unit in _UNITS]
    for unit in units:
        for floor in _FLOORS:
            yield from (f"{unit}-{floor}{room:02}" for room in _ROOMS)
