"""Who comes to the simulated gate, and when: one script for every simulator.

Camera and thermometer play the same script from the same monotonic start, so they
agree on who stands there without talking to each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np


class Medium(StrEnum):
    """What the code is shown on."""

    PHONE = "phone"
    PAPER = "paper"


class Colour(StrEnum):
    """Colour of a code's dark modules."""

    BLACK = "black"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Difficulty(StrEnum):
    """How badly the code is held; the figures are in ``levels.LEVELS``."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One person at the gate. All times are seconds from the script's start.

    Attributes:
        code_text: What the code says. Personal in shape: never logged.
        medium: Phone or paper.
        colour: Colour of the dark modules.
        difficulty: How badly the code is held.
        celsius: The forehead's temperature as a sensor without error reads it, °C.
        mask: Whether a mask is worn.
        arrives: The person steps into the picture.
        shows_from: The code is held up; it is in place half a second later.
        shows_until: The code is taken down.
        forehead_from: The forehead comes before the thermometer.
        forehead_until: The forehead leaves it.
        leaves: The person has stepped out of the picture.
    """

    code_text: str = field(repr=False)
    medium: Medium
    colour: Colour
    difficulty: Difficulty
    celsius: float
    mask: bool
    arrives: float
    shows_from: float
    shows_until: float
    forehead_from: float
    forehead_until: float
    leaves: float

    def __post_init__(self) -> None:
        """Refuse a visit whose moments are out of order.

        Raises:
            ValueError: Something is shown before the arrival or after the leaving.
        """
        for start, end in (
            (self.shows_from, self.shows_until),
            (self.forehead_from, self.forehead_until),
        ):
            if not self.arrives <= start < end <= self.leaves:
                message = "a visit shows code and forehead between arrival and leaving"
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A visit that is going on.

    Attributes:
        number: Counts visits from 0 and goes on counting when the script repeats.
        visit: Whose.
        at: Now, on the time scale of the visit's own fields.
    """

    number: int
    visit: Visit
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Visits one after another, repeated for ever.

    Attributes:
        visits: In order of arrival; nobody arrives before the last one left.
        period: Seconds after which the script starts again.
    """

    visits: tuple[Visit, ...]
    period: float

    def __post_init__(self) -> None:
        """Refuse visits that overlap or outlast the period.

        Raises:
            ValueError: They do.
        """
        end = 0.0
        for visit in self.visits:
            if visit.arrives < end:
                raise ValueError("a visitor arrives before the last one left")
            end = visit.leaves
        if not 0.0 < self.period >= end:
            raise ValueError("the script's period is shorter than its visits")

    def presence(self, seconds: float) -> Presence | None:
        """Who is there ``seconds`` after the start, or None when nobody is."""
        if seconds < 0.0:
            return None
        cycle, at = divmod(seconds, self.period)
        for index, visit in enumerate(self.visits):
            if visit.arrives <= at < visit.leaves:
                number = int(cycle) * len(self.visits) + index
                return Presence(number=number, visit=visit, at=at)
        return None


# Twenty visitors show every medium, colour, difficulty and temperature often enough
# for a demonstration of some three minutes.
DEMO_VISITS: Final = 20
_COLOURS: Final = (Colour.GREEN, Colour.BLACK, Colour.GREEN, Colour.YELLOW, Colour.RED)
_LEVELS: Final = (Difficulty.EASY, Difficulty.MEDIUM, Difficulty.EASY, Difficulty.HARD)


def demo_script(seed: int, codes: Sequence[str]) -> Script:
    """Invent visitors who show ``codes`` in turn; the same seed, the same script.

    One in seven has a fever, one in nine measures too low, one in six has no mask;
    about a third put the forehead forward before the code.

    Args:
        seed: Any non-negative number.
        codes: Texts to show, at least one.
    """
    rng = np.random.default_rng(seed)
    visits: list[Visit] = []
    clock = 1.5
    count = max(DEMO_VISITS, len(codes))
    for index in range(count):
        visit = _invent(rng, codes[index % len(codes)], index, clock)
        visits.append(visit)
        clock = visit.leaves + float(rng.uniform(1.2, 2.5))
    return Script(visits=tuple(visits), period=clock)


def _invent(rng: np.random.Generator, text: str, index: int, arrives: float) -> Visit:
    medium = Medium.PAPER if index % 3 == 1 else Medium.PHONE
    colour = Colour.BLACK if medium is Medium.PAPER else _COLOURS[index % len(_COLOURS)]
    forehead_first = index % 3 == 2  # noqa: PLR2004 - every third visitor
    first, second = arrives + 0.9, arrives + 0.9 + float(rng.uniform(0.6, 1.4))
    shows, bends = (second, first) if forehead_first else (first, second)
    shown_for, bent_for = float(rng.uniform(2.6, 3.4)), float(rng.uniform(2.6, 3.2))
    return Visit(
        code_text=text,
        medium=medium,
        colour=colour,
        difficulty=_LEVELS[index % len(_LEVELS)],
        celsius=_temperature(rng, index),
        mask=index % 6 != 4,  # noqa: PLR2004 - one in six forgot it
        arrives=arrives,
        shows_from=shows,
        shows_until=shows + shown_for,
        forehead_from=bends,
        forehead_until=bends + bent_for,
        leaves=max(shows + shown_for, bends + bent_for) + 1.0,
    )


def _temperature(rng: np.random.Generator, index: int) -> float:
    if index % 7 == 5:  # noqa: PLR2004 - a fever
        return round(float(rng.uniform(37.8, 38.8)), 2)
    if index % 9 == 7:  # noqa: PLR2004 - came in from the cold
        return round(float(rng.uniform(32.5, 34.0)), 2)
    return round(float(rng.uniform(36.2, 36.8)), 2)
