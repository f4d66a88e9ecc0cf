"""What a registration rests on: the form as it was sent, and an ID card.

Every ``at`` is in seconds of the monotonic clock, as of all evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class IdCard:
    """An ID card 居民身份证 laid on a reader. Personal.

    Attributes:
        name: As printed.
        id_number: As printed, unchecked.
        address: The domicile 户口所在地 as printed.
        at: When it was read.
    """

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    address: str = field(repr=False)
    at: float


FormSource = Literal["typed", "card", "earlier"]
"""Where name and number come from: fingers, an ID card, a form of the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A completed registration form.

    Attributes:
        fields: The typed values by field name. Personal: sealed at once, never logged.
        masked_name: The name as screens may show it, e.g. ``测**``.
        at: When the form was sent.
        source: Where name and number come from.
    """

    fields: Mapping[str, str] = field(repr=False)
    masked_name: str
    at: float
    source: FormSource = "typed"

    @property
    def signed(self) -> bool:
        """Whether the person signed."""
        return "signature" in self.fields

    @property
    def contact(self) -> bool | None:
        """Near a case or a risk area lately, as declared; None: not asked."""
        said = self.fields.get("contact")
        return None if said is None else said == "yes"
