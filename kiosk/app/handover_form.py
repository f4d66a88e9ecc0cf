"""What people type and draw at a handover: checked, nothing of it repeated."""

from collections.abc import Mapping

from kiosk.core.errors import FormError
from kiosk.core.handover import LONGEST_REMARK, MOST_STOCK, STOCK, Words
from kiosk.core.registration.signature import signature_fault


def stock_of(fields: Mapping[str, str]) -> dict[str, int]:
    """What was counted: ``stock-masks`` and so on, 0 to 9999; empty: not counted.

    Raises:
        FormError: It is no such number.
    """
    counted: dict[str, int] = {}
    for item in STOCK:
        typed = fields.get(f"stock-{item}", "").strip()
        if not typed:
            continue
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= _DIGITS
        if not is_number:
            raise FormError(f"stock-{item}", "invalid", f"0 to {MOST_STOCK}")
        counted[item] = int(typed)
    return counted


def words_of(fields: Mapping[str, str]) -> Words:
    """The remark and the outgoing's signature.

    Raises:
        FormError: The remark is too long, or the signature is none.
    """
    remark = fields.get("remark", "").strip()
    if len(remark) > LONGEST_REMARK:
        raise FormError("remark", "too-long", f"at most {LONGEST_REMARK} characters")
    return Words(remark=remark, signature=signature_of(fields.get("signature", "")))


def signature_of(text: str) -> str:
    """A signature as it was sent; an empty string where none was drawn.

    Raises:
        FormError: It is none.
    """
    fault = signature_fault(text) if text else None
    if fault is not None:
        raise FormError("signature", fault, "sign once more, or leave it out")
    return text


_DIGITS = len(str(MOST_STOCK))
