"""Health codes 健康码: opaque tokens, told apart by the shape of their text alone.

What a token means only its service knows. A pattern is not a regular expression but a
small language of its own, so that no setting can make a gate slow: every piece takes
the first fit and never gives it back.

====================  ==============================================================
``*``                 any characters up to ``/ ? & #``, also none
``**``                any characters, also none
``{hex:32}``          32 hexadecimal digits
``{digits:6-20}``     decimal digits, as many as there are, 6 to 20
``{token:16-64}``     letters, digits and ``- _ . ~ + / =``, as many as there are
anything else         itself, as a capital or a small letter
====================  ==============================================================
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kiosk.codes.errors import LONGEST_TEXT

LONGEST_PATTERN: Final = 300
LONGEST_RUN: Final = 512
"""Characters one ``{…}`` may take; bounds the work on a hostile text."""
_PIECE: Final = re.compile(
    r"(?P<wild>\*\*?)"
    r"|\{(?P<kind>hex|digits|token):(?P<low>[0-9]{1,3})(?:-(?P<high>[0-9]{1,3}))?\}"
    r"|(?P<literal>[^*{}\x00-\x1f\x7f]+)"
)
_CLASSES: Final = {
    "*": "[^/?&#]",
    "**": ".",
    "hex": "[0-9a-f]",
    "digits": "[0-9]",
    "token": r"[0-9a-z\-_.~+/=]",
}


class PatternError(ValueError):
    """A pattern that cannot be read; says where and what is accepted."""


@dataclass(frozen=True, slots=True)
class HealthPattern:
    """One shape of health codes, and what the code is called where it is used.

    Attributes:
        name: As people say it, e.g. 健康码 or 安康码.
        pattern: The shape of the whole text, in the language of this module.

    Raises:
        PatternError: The pattern cannot be read.
    """

    name: str
    pattern: str
    _shape: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_shape", _compile(self.pattern))

    def fits(self, text: str) -> bool:
        """True when the whole of ``text`` has this shape."""
        if len(text) > LONGEST_TEXT:
            return False
        return self._shape.fullmatch(text.lower()) is not None


def code_name(text: str, patterns: Iterable[HealthPattern]) -> str | None:
    """The name of the first pattern that fits ``text``, or None."""
    return next((p.name for p in patterns if p.fits(text)), None)


def _compile(pattern: str) -> re.Pattern[str]:
    if not 1 <= len(pattern) <= LONGEST_PATTERN:
        raise PatternError(f"a pattern has 1 to {LONGEST_PATTERN} characters")
    shape, wild, fixed = "", "", ""
    for piece in _pieces(pattern):
        if not piece["wild"]:
            fixed += _fixed(piece)
            continue
        # The first fit is kept for good ("atomic"): what follows the next wildcard
        # could not gain from a later one, and the work stays in proportion.
        shape += f"(?>{wild}?{fixed})" if wild else fixed
        wild, fixed = _CLASSES[piece["wild"]] + "*", ""
    return re.compile(shape + wild + fixed, re.DOTALL)


def _pieces(pattern: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            raise PatternError(
                f"character {at + 1} cannot be read; there are *, **, "
                "{hex:32}, {digits:6-20}, {token:16-64} and plain characters"
            )
        yield piece
        at = piece.end()


def _fixed(piece: re.Match[str]) -> str:
    if piece["literal"]:
        return re.escape(piece["literal"].lower())
    low, high = int(piece["low"]), int(piece["high"] or piece["low"])
    if not 1 <= low <= high <= LONGEST_RUN:
        raise PatternError(f"{piece[0]} counts from 1 to {LONGEST_RUN}, low to high")
    return f"(?>{_CLASSES[piece['kind']]}{{{low},{high}}})"


SEEN: Final = (
    # Hangzhou's, and with it most provinces that used the same platform.
    HealthPattern("健康码", "https://*.dingtalk.com/**V0ding{hex:32}**"),
    HealthPattern("健康码", "V0ding{hex:32}"),
    HealthPattern("健康码", "https://**stateCouncilBarCode={hex:32}**"),
    # 随申码, 苏康码: an address that is handed to the service as it is.
    HealthPattern("健康码", "https://**certQrCode=**"),
)
"""Shapes seen in the field, so that a gate without settings tells a health code from
a foreign one. Bare tokens are left to the settings: much else looks like them."""
