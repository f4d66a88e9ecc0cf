"""Signing in: a number and a PIN become a short session; every try is on record."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from kiosk.app.refusing import refusing
from kiosk.core.errors import FormError, StoreError
from kiosk.core.patience import Patience
from kiosk.core.record import Draft, Kind
from kiosk.core.shift import Rota
from kiosk.core.staff import SCREEN, UNREGISTERED, Staff, person
from kiosk.ports import Clock, Journal
from kiosk.store.pins import pin_fits
from kiosk.store.staff import StaffBook

_Answer = TypeVar("_Answer")

IDLE_S: Final = 300.0
LONGEST_S: Final = 1800.0
LAN_IDLE_S: Final = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who signed in, for a few minutes or until the shift changes.

    Attributes:
        staff: Who.
        idle_s: How long they may do nothing, seconds.
        ends: When it ends at the latest, monotonic seconds.
        used: When they last did something, monotonic seconds.
    """

    staff: Staff
    idle_s: float
    ends: float
    used: float

    def live(self, now: float) -> bool:
        """Whether it still counts: not idle for long, and not for ever."""
        return now - self.used < self.idle_s and now < self.ends


class SignIn:
    """Implements ``ports.SignInDesk``.

    Sessions are in memory only: after a restart everybody signs in again. One at the
    kiosk's own screen is short; one on a machine of their own lasts until the shift
    changes, half an hour without a touch at most.

    Args:
        book: Who may.
        pepper: What PINs are hashed with beside their salt.
        rota: When shifts change, as it is now.
        clock: Wall and monotonic time.
        journal: Gets a row for every try.
    """

    def __init__(
        self,
        book: StaffBook,
        pepper: bytes,
        rota: Callable[[], Rota],
        *,
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._book, self._pepper, self._rota = book, pepper, rota
        self._clock, self._journal = clock, journal
        self._patience = Patience({}, clock.monotonic())
        # A broken staff book keeps leaders out, not the gate from opening.
        self._patience = Patience(self._failures(), clock.monotonic())
        self._sessions: dict[str, Session] = {}
        self._turn = asyncio.Lock()  # 19 MiB and much of a core each: one at a time

    def staff(self) -> list[Staff]:
        """Everybody who may sign in; see ``ports.SignInDesk``."""
        return self._book.active()

    def wait_s(self, number: str, device: str) -> float:
        """Seconds until this person may try on this device."""
        self._patience.forgive(self._failures())
        now = self._clock.monotonic()
        return self._patience.left(person(number, device), device, now=now)

    def who(self, token: str | None, *, idle: bool = False) -> Staff | None:
        """Whose session this is; see ``ports.SignInDesk``."""
        now, key = self._clock.monotonic(), token or ""
        session = self._sessions.pop(key, None)
        try:
            active = self._book.active()
        except StoreError:
            return None
        if not active:
            return UNREGISTERED
        if session is None or not session.live(now) or session.staff not in active:
            return None  # also somebody removed, or given another role, meanwhile
        self._sessions[key] = session if idle else replace(session, used=now)
        return session.staff

    async def sign_in(self, number: str, pin: str, device: str) -> str:
        """Begin a session; see ``ports.SignInDesk``."""
        staff = await self.prove(number, pin, device)
        await self._note("signed-in", staff.id, role=str(staff.role), device=device)
        return self._begin(staff, device)

    async def prove(self, number: str, pin: str, device: str) -> Staff:
        """Check a PIN, for a deed or a session; see ``ports.SignInDesk``."""
        async with self._turn:
            if not (number.isascii() and number.isdecimal()):
                raise FormError("number", "unknown-staff", "a staff number")
            if self.wait_s(number, device):
                raise FormError("pin", "too-many-tries", "wait, then try again")
            subjects = (person(number, device), device)
            # Counted before it is looked at: pulling the plug undoes no failure.
            await self._asked(lambda: self._book.count_failure(*subjects))
            staff = await self._asked(lambda: self._checked(number, pin))
            if staff is None:
                self._patience.failed(*subjects, now=self._clock.monotonic())
                await self._note("sign-in-failed", number, device=device)
                raise FormError("pin", "wrong-pin", "the PIN of this person")
            await self._asked(lambda: self._book.forget_failures(*subjects))
            self._patience.succeeded(*subjects)
            return staff

    async def sign_out(self, token: str | None) -> None:
        """End a session; see ``ports.SignInDesk``."""
        session = self._sessions.pop(token or "", None)
        if session is not None:
            await self._note("signed-out", session.staff.id)

    def _begin(self, staff: Staff, device: str) -> str:
        now, token = self._clock.monotonic(), secrets.token_urlsafe(32)
        idle_s, longest_s = IDLE_S, LONGEST_S
        if device != SCREEN:
            wall = self._clock.now()
            idle_s = LAN_IDLE_S
            longest_s = (self._rota().at(wall).ends - wall).total_seconds()
        session = Session(staff=staff, idle_s=idle_s, ends=now + longest_s, used=now)
        live = {t: s for t, s in self._sessions.items() if s.live(now)}
        self._sessions = live | {token: session}
        return token

    def _checked(self, number: str, pin: str) -> Staff | None:
        known = self._book.credentials(number)
        # An unknown number costs as much time as a wrong PIN.
        stored = known.pin if known else _NOBODYS
        fits = pin_fits(pin, stored, self._pepper)
        return known.staff if known and fits else None

    def _failures(self) -> Mapping[str, int]:
        try:
            return self._book.failures()
        except StoreError:
            return self._patience.failures  # nobody is forgiven by a broken card

    async def _asked(self, question: Callable[[], _Answer]) -> _Answer:
        with refusing("pin"):
            return await asyncio.to_thread(question)

    async def _note(self, event: str, number: str, **more: Any) -> None:
        payload = {"event": event, "staff": number, **more}
        draft = Draft(kind=Kind.AUDIT, at=self._clock.now(), payload=payload)
        with refusing("pin"):
            await self._journal.append(draft)


# Of a PIN that no one has: the pepper is 32 bytes, this one is none.
_NOBODYS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$G1zj4O1eEBSfKI2duxeQ0A"
    "$IPlCPyLDEir0yIgtGReRx75PsDuOyEdIf+QkK8F4tEw"
)
