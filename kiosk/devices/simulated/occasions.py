"""Scripts for measuring: a steady queue, nobody at all, a code held up for ever."""

from collections.abc import Sequence
from typing import Final

from kiosk.devices.simulated.script import Colour, Difficulty, Medium, Script, Visit

_HOUR_S: Final = 3600.0
_BEFORE_S: Final = 0.8  # the last verdict leaves the screen, the next person steps up
_SHOWN_S: Final = 1.6
_GLIMPSE_S: Final = 0.01  # no reading comes of it
_LEVELS: Final = (Difficulty.EASY, Difficulty.MEDIUM)


def queue(codes: Sequence[str]) -> Script:
    """One code after another, held up for a moment; temperatures come by hand."""
    visits, clock = [], 0.5
    for index, text in enumerate(codes):
        shows = clock + _BEFORE_S
        visit = Visit(
            code_text=text,
            medium=Medium.PHONE if index % 2 else Medium.PAPER,
            colour=Colour.BLACK,
            difficulty=_LEVELS[index % len(_LEVELS)],
            celsius=36.5,
            mask=True,
            arrives=clock,
            shows_from=shows,
            shows_until=shows + _SHOWN_S,
            forehead_from=clock,
            forehead_until=clock + _GLIMPSE_S,
            leaves=shows + _SHOWN_S,
        )
        visits.append(visit)
        clock = visit.leaves
    return Script(visits=tuple(visits), period=clock)


def nobody(_codes: Sequence[str]) -> Script:
    """An empty gate."""
    return Script(visits=(), period=_HOUR_S)


def held_up(codes: Sequence[str]) -> Script:
    """Somebody holds the first code up for an hour."""
    visit = Visit(
        code_text=codes[0],
        medium=Medium.PHONE,
        colour=Colour.BLACK,
        difficulty=Difficulty.EASY,
        celsius=36.5,
        mask=True,
        arrives=0.0,
        shows_from=0.1,
        shows_until=_HOUR_S,
        forehead_from=0.2,
        forehead_until=_HOUR_S,
        leaves=_HOUR_S,
    )
    return Script(visits=(visit,), period=_HOUR_S + 1)
