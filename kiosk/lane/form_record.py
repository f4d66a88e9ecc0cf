"""What a record says of a form openly, and what of an ID card under seal."""

from typing import Any, Final

from kiosk.core.registration.form import IdCard, Registration

_OPEN: Final = ("document", "purpose", "census", "apply", "unsigned")
"""Chosen words that name nobody."""


def registration_record(form: Registration) -> dict[str, Any]:
    """How the form was filled in and the words that were chosen; nothing personal."""
    chosen = {name: form.fields.get(name) for name in _OPEN}
    return {
        "source": form.source,
        "signed": form.signed,
        "contact": form.contact,
        **{name: word for name, word in chosen.items() if word is not None},
    }


def card_record(card: IdCard) -> dict[str, str]:
    """An ID card whose holder never came to the form, to be sealed."""
    return {"name": card.name, "id_number": card.id_number, "address": card.address}
