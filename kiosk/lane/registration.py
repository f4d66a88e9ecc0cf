"""The registration 登记: made of what was typed, an ID card, a form of the same day.

What is asked of whom and what is accepted is in ``core.registration``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.core.china import china_day
from kiosk.core.errors import FormError
from kiosk.core.registration.asked import Asked
from kiosk.core.registration.check import check_form
from kiosk.core.registration.documents import Document
from kiosk.core.registration.form import (
    FormSource,
    IdCard,
    Registration,
)
from kiosk.core.registration.phone import phone_number
from kiosk.core.registration.tidy import mask_name, tidy_number
from kiosk.lane.earlier import EarlierForm, EarlierForms
from kiosk.lane.passage import Passage
from kiosk.ports import Clock

EARLIER: Final = "earlier"
"""The field that says: as this morning."""

_ONCE_A_DAY: Final = frozenset(
    {"name", "document", "id_number", "phone", "domicile", "residence"}
    | {"signature", "unsigned"}
)
"""What an earlier form answers for; the rest is asked each time."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Turns forms into evidence, and remembers them for the day."""

    clock: Clock
    earlier: EarlierForms

    def recall(self, typed: Mapping[str, str], passage: Passage) -> EarlierForm | None:
        """The form of today by whatever the person is known by so far."""
        return self.earlier.find(_subjects(typed, passage), self.clock.now())

    def registration(
        self, typed: Mapping[str, str], passage: Passage, asked: Asked
    ) -> Registration:
        """Check a form and make it evidence.

        Args:
            typed: Fields of the form, and ``earlier`` (``yes``) to take name, number,
                phone, addresses and signature from the form of today.
            passage: Whose it is; an ID card laid down meanwhile says the name.
            asked: What is asked of this person.

        Raises:
            FormRefused: Fields are missing or wrong.
            FormError: There is no form of today to take over.
        """
        now = self.clock.now()
        fields, source = self._filled(typed, passage)
        clean = check_form(fields, asked, china_day(now))
        masked = mask_name(clean["name"])
        form = EarlierForm(fields=clean, masked_name=masked, at=now)
        self.earlier.note(_subjects(clean, passage), form)
        return Registration(
            fields=clean, masked_name=masked, at=self.clock.monotonic(), source=source
        )

    def _filled(
        self, typed: Mapping[str, str], passage: Passage
    ) -> tuple[dict[str, str], FormSource]:
        own = {k: v for k, v in typed.items() if k != EARLIER and v.strip()}
        if passage.visit is not None:  # typed once, for everybody in the vehicle
            own.setdefault("plate", passage.visit.plate)
        if typed.get(EARLIER) == "yes":
            before = self.recall(typed, passage)
            if before is None:
                raise FormError(EARLIER, "not-today", "fill in the form")
            today = {k: v for k, v in before.fields.items() if k in _ONCE_A_DAY}
            return {k: v for k, v in own.items() if k not in _ONCE_A_DAY} | today, (
                "earlier"
            )
        if passage.card is not None:
            return {"domicile": passage.card.address} | own | _printed(passage.card), (
                "card"
            )
        return own, "typed"


def _printed(card: IdCard) -> dict[str, str]:
    return {
        "name": card.name,
        "document": Document.ID_CARD.value,
        "id_number": card.id_number,
    }


def _subjects(fields: Mapping[str, str], passage: Passage) -> Iterator[str]:
    """What the person is known by, surest first."""
    if passage.card is not None:
        yield passage.card.id_number
    if number := tidy_number(fields.get("id_number", "")):
        yield number
    if phone := phone_number(fields.get("phone", "")):
        yield phone
    claims = passage.reading.claims if passage.reading else None
    if claims is not None:
        yield claims.pass_id
