"""Phone numbers 联系电话: mainland mobiles, landlines, and numbers from abroad."""

import re
from typing import Final

from kiosk.core.registration.tidy import tidy_number

_MAINLAND: Final = re.compile(r"(?:\+|00)86(?=\d)", re.ASCII)
_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
# 010 and 02x have three digits, other cities four; then seven or eight, the first 2-9.
_LANDLINE: Final = re.compile(r"0(?:10|2\d|[3-9]\d\d)[2-9]\d{6,7}", re.ASCII)
# ITU-T E.164: at most 15 digits with the country, which never begins with 0.
_ABROAD: Final = re.compile(r"(?:\+|00)(?!86)([1-9]\d{6,14})", re.ASCII)


def phone_number(text: str) -> str | None:
    """The number as it is kept, or None when nobody could be called with it.

    Returns:
        Eleven digits of a mobile, ``0`` and area of a landline, or ``+`` and country.
    """
    digits = re.sub(r"[()]", "", tidy_number(text))
    abroad = _ABROAD.fullmatch(digits)
    if abroad:
        return f"+{abroad[1]}"
    home = _MAINLAND.sub("", digits, count=1)
    if home != digits and not home.startswith(("0", "1")):
        home = f"0{home}"  # +86 931 … is written without the 0
    fits = _MOBILE.fullmatch(home) or _LANDLINE.fullmatch(home)
    return home if fits else None
