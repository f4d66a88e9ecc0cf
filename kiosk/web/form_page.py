"""The registration form as a screen shows it: only what is asked of this person."""

from dataclasses import dataclass
from typing import Final

from kiosk.core.registration.asked import CHOICES, asked_of
from kiosk.core.registration.documents import Document
from kiosk.core.view import LaneView

_BY_KEYPAD: Final = {"id_number", "phone", "host_phone", "household"}
_NOT_FIELDS: Final = {"signature", "unsigned"}
_BY_CARD: Final = {"name", "document", "id_number", "domicile"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field.

    Attributes:
        name: As in ``core.registration``.
        required: Whether the form is incomplete without it.
        choices: Words to choose from; empty: typed.
        keypad: Whether the keypad of the screen types it.
    """

    name: str
    required: bool
    choices: tuple[str, ...] = ()
    keypad: bool = False

    @property
    def mark(self) -> str:
        """How it is drawn: ``choice``, ``list``, ``flag`` (on or off) or ``text``."""
        if self.name == "document":
            return "list"
        if len(self.choices) == 1:
            return "flag"
        return "choice" if self.choices else "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The context of ``registration.html``.

    Attributes:
        fields: In order, those that are required first.
        card: Masked name of an ID card that was read; it says name and number.
        signed: Whether a signature is asked for.
        purpose: What the volunteer was told already, or None.
        unsigned: Reasons for there being none.
    """

    fields: tuple[FormField, ...]
    card: str | None
    signed: bool
    purpose: str | None
    unsigned: tuple[str, ...] = CHOICES["unsigned"]


def form_page(view: LaneView) -> FormPage:
    """The form for whoever is before the lane."""
    asked = asked_of(view.person, view.reasons)
    fields = [
        _field(name, required=name in asked.required)
        for name in asked.offered
        if name not in _NOT_FIELDS
        and not (view.card and name in _BY_CARD)
        and not (view.vehicle and name == "plate")  # typed with the vehicle
    ]
    fields.sort(key=_place)  # stable: the order of the form within
    return FormPage(
        fields=tuple(fields),
        card=view.card,
        signed="signature" in asked.required,
        purpose=view.told.person.purpose,
    )


def _field(name: str, *, required: bool) -> FormField:
    choices = tuple(Document) if name == "document" else CHOICES.get(name, ())
    return FormField(
        name=name,
        required=required,
        choices=tuple(choices),
        keypad=name in _BY_KEYPAD,
    )


def _place(field: FormField) -> tuple[bool, bool]:
    """What is needed first, and what is typed before what is chosen."""
    with_number = field.name == "document"
    return not (field.required or with_number), field.mark in {"choice", "flag"}
