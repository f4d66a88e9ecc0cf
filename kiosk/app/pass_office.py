"""The pass office of the gate: short passes from the leader's form."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from kiosk.app.refusing import refusing
from kiosk.core.card import PassCard
from kiosk.core.errors import ConfigError, FormError
from kiosk.core.record import Draft, Kind
from kiosk.office.order import Counter, IssuedPass, PassOrder
from kiosk.ports import Clock, Journal
from kiosk.store.holders import Holders
from kiosk.store.keyring import load_keyring

CLASSES: Final = ("temporary", "delivery")
PURPOSES: Final = ("visit", "work", "delivery", "medical", "other")
LONGEST_HOURS: Final = 24


class GatePassOffice:
    """Implements ``ports.PassOffice``.

    Args:
        keys: The key folder; read anew each time, for a key may have been rotated.
        store: The store folder, for masked names.
        clock: Wall time.
        journal: Gets an ``audit`` row for each pass, before its card is shown.
    """

    def __init__(
        self, keys: Path, store: Path, *, clock: Clock, journal: Journal
    ) -> None:
        self._keys, self._holders = keys, Holders(store)
        self._clock, self._journal = clock, journal

    async def issue(self, fields: Mapping[str, str]) -> PassCard:
        """Make a pass; see ``ports.PassOffice``."""
        pass_class = _one_of(fields, "class", CLASSES)
        purpose = _one_of(fields, "purpose", PURPOSES)
        hours = _hours(fields.get("hours", ""))
        if self._clock.state() == "unsure":
            raise FormError("pass", "clock-unsure", "the kiosk's clock must be set")
        order = PassOrder(
            pass_class=pass_class,
            household=fields.get("household"),
            life=timedelta(hours=hours),
            name=fields.get("name"),
        )
        issued = await asyncio.to_thread(self._sign, order)
        generation = issued.claims.generation
        payload = {
            "event": "pass-issued",
            "class": pass_class,
            "hours": hours,
            "purpose": purpose,
            "generation": generation,
        }
        draft = Draft(kind=Kind.AUDIT, at=self._clock.now(), payload=payload)
        with refusing("pass"):
            await self._journal.append(draft)
            await asyncio.to_thread(self._remember, issued)
        return _card(issued, order)

    def _sign(self, order: PassOrder) -> IssuedPass:
        try:
            keys = load_keyring(self._keys)
            counter = Counter(keys, self._clock.now, secrets.token_bytes)
            return counter.issue(order)
        except ConfigError as error:
            raise FormError("pass", "cannot-issue", str(error)) from error

    def _remember(self, issued: IssuedPass) -> None:
        if issued.masked_name is not None:
            self._holders.note(issued.claims.pass_id, issued.masked_name)


def _one_of(fields: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    if (word := fields.get(name)) not in words:
        raise FormError(name, "missing", "one of " + ", ".join(words))
    return str(word)


def _hours(typed: str) -> int:
    hours = int(typed) if typed.isascii() and typed.isdecimal() else 0
    if not 1 <= hours <= LONGEST_HOURS:
        raise FormError("hours", "invalid", f"1 to {LONGEST_HOURS}")
    return hours


def _card(issued: IssuedPass, order: PassOrder) -> PassCard:
    claims = issued.claims
    return PassCard(
        text=issued.text,
        pass_id=claims.pass_id,
        pass_class=claims.pass_class,
        community=claims.community,
        not_before=claims.not_before,
        expires=claims.expires,
        generation=claims.generation,
        household=(order.household or "").strip(),
        masked_name=issued.masked_name or "",
    )
