"""A household office with invented people out, moved by the test."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kiosk.core.errors import FormError
from kiosk.core.household import Exit, HouseholdCard, HouseholdEvent, HouseholdMatch
from kiosk.core.household_form import (
    FormKind,
    HandedForm,
    HouseholdSheet,
    Member,
    Noted,
)
from tests.fakes import NOON

HOUSE = "a1b2c3d4e5f6"


def gone(seq: int, hours: float, **changes: object) -> Exit:
    """Somebody who left so many hours before noon and is due three hours later."""
    left = NOON - timedelta(hours=hours)
    one = Exit(
        seq=seq,
        household=f"{seq:012x}",
        member=seq,
        out_at=left,
        due_at=left + timedelta(hours=3),
        masked_name="测**",
    )
    return replace(one, **changes)  # type: ignore[arg-type]


OUT = (
    gone(1, 27.5, masked_name=None, clock_sure=False),
    gone(2, 4 + 20 / 60, masked_name="<b>"),
    gone(3, 1),
)


SHEET = HouseholdSheet(
    household=HOUSE,
    at=NOON,
    grid="县/西湖街道/甲社区/3",
    members=(
        Member(
            pass_id="0123456789ab",
            member=0,
            masked_name="测**",
            noted={
                "celsius": Noted(36.52, NOON),
                "colour": Noted("green", NOON),
                "nat": Noted("negative", NOON - timedelta(days=1)),
                "risk": Noted("medium", NOON),
                "key_region": Noted(value=True, at=NOON),
                "returnee": Noted(value=True, at=NOON),
                "vehicle": Noted("resident", NOON),
            },
            left=NOON,
            out=True,
        ),
        Member(
            pass_id="ba9876543210",
            member=None,
            noted={
                "nat": Noted("none", NOON),
                "risk": Noted("none", NOON),
                "key_region": Noted(value=False, at=NOON),
                "returnee": Noted(value=False, at=NOON),
            },
            left=NOON - timedelta(hours=3),
            returned=NOON,
        ),
    ),
)
"""One who is out and told much, one who is back and told little."""


@dataclass
class FakeHouseholdOffice:
    """Knows one household; notes what it is told."""

    people: tuple[Exit, ...] = OUT
    refusal: FormError | None = None
    matches: tuple[HouseholdMatch, ...] = ()
    asked: list[str] = field(default_factory=list)
    told: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    card: HouseholdCard = field(
        default_factory=lambda: HouseholdCard(
            household=HOUSE,
            uses=1,
            exits=(gone(9, 4), gone(8, 50, in_at=NOON - timedelta(hours=48))),
        )
    )

    async def find(self, text: str) -> HouseholdCard:
        self._refuse()
        self.asked.append(text)
        return self.card

    async def search(self, text: str) -> tuple[HouseholdMatch, ...]:
        self._refuse()
        if text == self.card.household:
            return ()
        return self.matches

    async def out(self) -> tuple[Exit, ...]:
        self._refuse()
        return self.people

    async def form(self, text: str, kind: FormKind, by: str, why: str) -> HandedForm:
        self._refuse()
        self.told.append((kind, {"household": text, "why": why}, by))
        file = b"" if kind == "print" else b"PK"
        return HandedForm(sheet=SHEET, head="7:abc", sha256="0" * 64, file=file)

    async def record(
        self, event: str, fields: Mapping[str, str], by: str
    ) -> HouseholdCard:
        self._refuse()
        self.told.append((event, dict(fields), by))
        now: datetime = NOON
        if event == HouseholdEvent.VOID:
            reason = fields["reason"]
            self.card = replace(self.card, voided=reason, voided_at=now)
        if event == HouseholdEvent.RELIEF:
            self.card = replace(self.card, relief=True)
        return self.card

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal
