"""What the lists that come from the district 上级下发 have in common."""

from typing import ClassVar, Final

from kiosk.codes.listing import BadPart, ListForged, ListMalformed

LONGEST_TEXT: Final = 60
"""Characters of any name in such a list."""
_ADVICE: Final = "ask the supervisor for it again"


class DistrictListForged(ListForged):
    """The root did not sign this list."""

    slug = "district-list-forged"
    advice: ClassVar[str] = _ADVICE


class DistrictListMalformed(ListMalformed):
    """Not a list of this format."""

    slug = "district-list-malformed"
    advice: ClassVar[str] = _ADVICE


def short_text(value: object, part: str) -> str:
    """A text of at most 60 printable characters; else ``BadPart``."""
    if type(value) is not str or len(value) > LONGEST_TEXT or not value.isprintable():
        raise BadPart(part)
    return value
