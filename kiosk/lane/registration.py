"""The registration form 登记: what is asked and what is accepted.

「登记其姓名、身份证…联系电话…」(S4). Error messages never repeat a value.
"""

import re
from collections.abc import Mapping

from kiosk.core.errors import FormError

FIELDS = ("name", "phone", "id_number", "purpose")
_PHONE = re.compile(r"1[3-9]\d{9}")
_ID_NUMBER = re.compile(r"\d{17}[\dX]")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"


def check_form(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the cleaned form; only ``id_number`` may be left out.

    Raises:
        FormError: Names the first field that is missing or wrong.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise FormError("form", "unknown-field", f"only {', '.join(FIELDS)} are asked")
    clean = {name: fields.get(name, "").strip() for name in FIELDS}
    _check_length("name", clean["name"], 40)
    if not _PHONE.fullmatch(clean["phone"]):
        raise FormError("phone", "not-a-phone", "11 digits, a mainland mobile number")
    clean["id_number"] = clean["id_number"].upper()
    if clean["id_number"] and not is_id_number(clean["id_number"]):
        raise FormError("id_number", "not-an-id", "18 characters as on the ID card")
    _check_length("purpose", clean["purpose"], 100)
    return {name: value for name, value in clean.items() if value}


def _check_length(field: str, value: str, most: int) -> None:
    if not 1 <= len(value) <= most:
        raise FormError(field, "missing", f"1 to {most} characters")


def is_id_number(text: str) -> bool:
    """True when the check character fits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if not (text.isascii() and _ID_NUMBER.fullmatch(text)):
        return False
    total = sum(int(d) * w for d, w in zip(text[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECK[total % 11] == text[17]


def mask_name(name: str) -> str:
    """The name as screens may show it: the first character, then stars."""
    return name[:1] + "**" if name else ""
