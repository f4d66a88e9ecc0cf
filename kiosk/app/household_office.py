"""The household office: who is out, and a leader's word about a household."""

import asyncio
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from kiosk.app.household_forms import HouseholdForms
from kiosk.app.household_search import HouseholdSearch
from kiosk.app.refusing import refusing
from kiosk.codes import kp1
from kiosk.core.errors import CodeError, ConfigError, FormError
from kiosk.core.household import (
    REASONS,
    Exit,
    HouseholdCard,
    HouseholdEvent,
    HouseholdMatch,
    Quota,
)
from kiosk.core.household_form import FormKind, HandedForm
from kiosk.core.record import Bearer, Draft, Kind, Person
from kiosk.core.why import Why, checked_why
from kiosk.office.order import checked_household
from kiosk.ports import Clock, HeadedJournal
from kiosk.store.holders import Holders
from kiosk.store.household_book import HouseholdBook
from kiosk.store.households import EVENT
from kiosk.store.keyring import load_keyring

_HOUSEHOLD_ID: Final = re.compile(r"[0-9a-f]{12}")


class GateHouseholdOffice:
    """Implements ``ports.HouseholdOffice``.

    Args:
        keys: The key folder; read anew each time, for a list may have been replaced.
        store: The store folder.
        clock: Wall time.
        journal: Gets an ``audit`` row for everything that is written down.
        quota: The window of the policy in force.
        grid: 县/乡镇/社区/网格 of the community, as forms carry it.
    """

    def __init__(  # noqa: PLR0913 - what the kiosk is made of, a part an argument
        self,
        keys: Path,
        store: Path,
        *,
        clock: Clock,
        journal: HeadedJournal,
        quota: Callable[[], Quota],
        grid: str = "",
    ) -> None:
        self._keys, self._book = keys, HouseholdBook(store, Holders(store).masked_name)
        self._clock, self._journal, self._quota = clock, journal, quota
        self._search = HouseholdSearch(keys, store)
        self._forms = HouseholdForms(store, grid, clock=clock, journal=journal)
        self._turn = asyncio.Lock()  # two screens restore one household: the first does

    async def find(self, text: str) -> HouseholdCard:
        """Look a household up; see ``ports.HouseholdOffice``."""
        return await asyncio.to_thread(lambda: self._card(self._identify(text)))

    async def search(self, text: str) -> tuple[HouseholdMatch, ...]:
        """Look for households; see ``ports.HouseholdOffice``."""
        try:
            with refusing("household", "household-unreadable"):
                return await asyncio.to_thread(self._search.matches, text)
        except ConfigError as error:
            raise FormError("household", "household-unreadable", str(error)) from error

    async def out(self) -> tuple[Exit, ...]:
        """Everybody who is out; see ``ports.HouseholdOffice``."""
        with refusing("household", "household-unreadable"):
            return await asyncio.to_thread(self._book.out, self._quota())

    async def form(self, text: str, kind: FormKind, by: str, why: str) -> HandedForm:
        """Hand a household's form out; see ``ports.HouseholdOffice``."""
        household = await asyncio.to_thread(self._identify, text)
        return await self._forms.hand_out(household, kind, by, why)

    async def record(
        self, event: str, fields: Mapping[str, str], by: str
    ) -> HouseholdCard:
        """Write a leader's word down; see ``ports.HouseholdOffice``."""
        word, why = _said(event, fields)
        if word is HouseholdEvent.RELIEF and self._clock.state() == "unsure":
            raise FormError("household", "household-clock", "the clock must be set")
        async with self._turn:
            card = await self.find(fields.get("household", ""))
            _refuse_needless(word, card)
            await self._write(card.household, word, why, by)
            return await self.find(card.household)

    async def _write(
        self, household: str, word: HouseholdEvent, why: Why, by: str
    ) -> None:
        said = {"event": f"{EVENT}{word}", "reason": why.reason, "by": by}
        payload = {**said, "clock": self._clock.state()}
        person = Person(subject=household, masked="", private={"note": why.note})
        draft = Draft(
            kind=Kind.AUDIT,
            at=self._clock.now(),
            payload=payload,
            person=person if why.note else None,
            bearer=Bearer(household=household),
        )
        with refusing("household", "household-unrecorded"):
            await self._journal.append(draft)

    def _card(self, household: str) -> HouseholdCard:
        sure = self._clock.state() != "unsure"
        with refusing("household", "household-unreadable"):
            return self._book.card(
                household, self._quota(), self._clock.now(), sure=sure
            )

    def _identify(self, text: str) -> str:
        """The keyed hash of a household by its number, its id or a pass of it."""
        typed = text.strip()
        if _HOUSEHOLD_ID.fullmatch(typed):
            return typed
        try:
            keys = load_keyring(self._keys)
            if typed.startswith(kp1.PREFIX):
                now = self._clock.now()
                claims = kp1.verify(typed, keys.trust, now, "trusted")
                return claims.household or _no_household()
            number = _number(typed)
            return kp1.household_hash(keys.household_key, number).hex()
        except CodeError as error:
            raise FormError("household", "not-a-pass", str(error)) from error
        except ConfigError as error:
            raise FormError("household", "household-unreadable", str(error)) from error


def _number(typed: str) -> str:
    try:
        return checked_household(typed)
    except FormError as error:
        raise FormError("household", "no-number", str(error)) from error


def _no_household() -> str:
    raise FormError("household", "no-household", "this pass names no household")


def _said(event: str, fields: Mapping[str, str]) -> tuple[HouseholdEvent, Why]:
    if event not in set(HouseholdEvent):
        raise FormError("event", "missing", "one of " + ", ".join(HouseholdEvent))
    word = HouseholdEvent(event)
    reason, note = fields.get("reason", ""), fields.get("note", "")
    return word, checked_why(reason, note, REASONS[word])


def _refuse_needless(word: HouseholdEvent, card: HouseholdCard) -> None:
    """Refuse what is so already: it would only cover the row that counts."""
    if word is HouseholdEvent.VOID and card.voided is not None:
        raise FormError("household", "voided-already", "its passes are void already")
    if word is HouseholdEvent.RESTORE and card.voided is None:
        raise FormError("household", "not-voided", "its passes are not void")
    if word is HouseholdEvent.RELIEF and card.relief:
        raise FormError("household", "relieved-already", "nobody used the relief yet")
    if word is HouseholdEvent.RETURNED and not card.out:
        raise FormError("household", "nobody-out", "nobody of it is out")
