"""Invented people behind opaque codes: what a service knows and a code does not say."""

import random
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import Final

from kiosk.core.evidence import Colour, NatResult, TravelRisk

_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_COLOURS: Final[tuple[Colour, ...]] = ("green",) * 7 + ("yellow", "yellow", "red")
_RESULTS: Final[tuple[NatResult, ...]] = ("negative",) * 7 + ("none", "pending")
_RISKS: Final[tuple[TravelRisk, ...]] = ("none",) * 6 + ("low", "medium", "high")
_OLDEST_TEST_H: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the service knows of one person.

    Attributes:
        name: In full; a dialect masks it or not, as its model does.
        colour: Green, yellow or red.
        nat_result: The newest test; positive only for red.
        nat_age: How long ago its sample was taken.
        doses: Vaccinations, 0 to 3.
        travel_risk: Worst level among the regions visited.
        returnee: Whether the person came back from outside.
    """

    name: str
    colour: Colour
    nat_result: NatResult
    nat_age: timedelta
    doses: int
    travel_risk: TravelRisk
    returnee: bool


class People:
    """A seeded table of codes.

    Args:
        seed: Another seed, other people and other codes.
        count: How many.
    """

    def __init__(self, seed: int, count: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - invented people
        self._statuses = {
            f"V0ding{chance.randbytes(16).hex()}": _invent(chance, number)
            for number in range(count)
        }

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in order."""
        return tuple(self._statuses)

    def status(self, code: str) -> Status | None:
        """Whom ``code`` belongs to; None when it was never issued.

        An address that carries a code means the person of the code, and a pass of any
        kiosk belongs to somebody, always the same.
        """
        if code.startswith("KP1:"):
            digest = blake2b(code.encode(), digest_size=8).digest()
            return list(self._statuses.values())[
                int.from_bytes(digest, "big") % len(self._statuses)
            ]
        return next((s for c, s in self._statuses.items() if c in code), None)


def _invent(chance: random.Random, number: int) -> Status:
    colour = chance.choice(_COLOURS)
    positive = colour == "red" and chance.random() < 0.5  # noqa: PLR2004 - half
    return Status(
        name=f"测试{_STEMS[number % len(_STEMS)]}",
        colour=colour,
        nat_result="positive" if positive else chance.choice(_RESULTS),
        nat_age=timedelta(hours=chance.randint(1, _OLDEST_TEST_H)),
        doses=chance.randint(0, 3),
        travel_risk=chance.choice(_RISKS),
        returnee=chance.random() < 0.1,  # noqa: PLR2004 - one in ten
    )
