"""The card: what a printed pass shows beside its code."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

GENERATION_COLOURS: Final = (
    ("蓝", "#0b4fa8"),
    ("橙", "#b84a00"),
    ("绿", "#0a6b36"),
    ("紫", "#5b2a91"),
    ("红", "#a8121f"),
    ("青", "#006a75"),
)
"""Name and ink of each generation's colour, in turn; neighbours are easily told
apart, and the name and number stand beside it for whoever cannot tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassCard:
    """One card.

    Attributes:
        text: The code. Whoever has it has the pass.
        pass_id: 12 hex digits.
        pass_class: resident, temporary, delivery, vehicle or commuter.
        community: The issuing community's 12-digit code.
        not_before: First moment of validity, aware.
        expires: Last moment of validity, aware.
        generation: Series of passes.
        household: The household's id as people write it, or an empty string.
        member: Member index, 0 to 15.
        masked_name: The holder as screens may show it, or an empty string.
        plate: Number plate, or an empty string.
    """

    text: str = field(repr=False)
    pass_id: str
    pass_class: str
    community: str
    not_before: datetime
    expires: datetime
    generation: int = 0
    household: str = field(default="", repr=False)
    member: int = 0
    masked_name: str = field(default="", repr=False)
    plate: str = field(default="", repr=False)

    @property
    def colour(self) -> str:
        """What the generation's colour is called."""
        return self._colour[0]

    @property
    def ink(self) -> str:
        """The generation's colour, ``#rrggbb``."""
        return self._colour[1]

    @property
    def colour_number(self) -> int:
        """Place of the colour in ``GENERATION_COLOURS``."""
        return self.generation % len(GENERATION_COLOURS)

    @property
    def _colour(self) -> tuple[str, str]:
        return GENERATION_COLOURS[self.colour_number]
