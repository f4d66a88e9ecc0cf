"""Who works here: signing in, shifts, handovers."""

from collections.abc import Mapping
from typing import Protocol

from kiosk.core.handover import Handover, HandoverBoard
from kiosk.core.shift import Duty, ShiftBoard
from kiosk.core.staff import Staff
from kiosk.core.token import Token


class SignInDesk(Protocol):
    """Where staff sign in for what not everybody may do."""

    def staff(self) -> list[Staff]:
        """Everybody who may sign in, by number; empty until the first is registered.

        Raises:
            StoreError: The staff book cannot be read.
        """
        ...

    def wait_s(self, number: str, device: str) -> float:
        """Seconds until this person may try on this device; 0.0 when at once."""
        ...

    def who(self, token: str | None, *, idle: bool = False) -> Staff | None:
        """Whose session this is, or None; using it keeps it alive, unless ``idle``.

        A kiosk that knows no staff yet takes everybody for its installer.
        """
        ...

    async def sign_in(self, number: str, pin: str, device: str) -> str:
        """Begin a session and return its secret token.

        Args:
            number: Staff number.
            pin: Six digits.
            device: From where, for the pauses after wrong PINs and for how long the
                session lasts: on the kiosk's own screen the next stands there.

        Raises:
            FormError: ``wrong-pin``, ``too-many-tries``, or ``not-recorded``.
        """
        ...

    async def prove(self, number: str, pin: str, device: str) -> Staff:
        """Who this is, for one deed that is on record itself; begins no session.

        Args:
            number: Staff number.
            pin: Six digits.
            device: From where, as for ``sign_in``.

        Raises:
            FormError: As for ``sign_in``.
        """
        ...

    async def sign_out(self, token: str | None) -> None:
        """End a session, if there is one.

        Raises:
            FormError: It ended, but that could not be recorded (``not-recorded``).
        """
        ...


class Badges(Protocol):
    """Where the sign-in page learns of badges."""

    def shown(self) -> Staff | None:
        """Whose badge was held before a lane a moment ago, or None; told once."""
        ...


class TokenDesk(Protocol):
    """Where programs show their tokens."""

    async def shown(self, secret: str) -> Token | None:
        """Whose token this is: one that is good now and whose issue is on record."""
        ...


class ShiftOffice(Protocol):
    """Where staff sign in on post 在岗签到; the caller saw who it is."""

    def present(self) -> tuple[Duty, ...] | None:
        """Who is on duty, or None when that cannot be told; cheap."""
        ...

    async def board(self) -> ShiftBoard:
        """What the page shows.

        Raises:
            StoreError: The records cannot be read.
        """
        ...

    async def begin(self, staff: Staff, relieves: int | None) -> None:
        """Put somebody on duty.

        Args:
            staff: Who.
            relieves: The duty that ends with it, or None.

        Raises:
            FormError: ``on-duty-already``, ``duty-over``, or ``shift-unrecorded``.
        """
        ...

    async def end(self, staff: Staff, duty: int | None) -> None:
        """Take somebody off duty.

        Args:
            staff: Who says so.
            duty: Somebody else's, who forgot to sign out; a leader may. None: one's
                own.

        Raises:
            FormError: ``not-on-duty``, ``leader-needed``, ``duty-over``, or
                ``shift-unrecorded``.
        """
        ...


class HandoverOffice(Protocol):
    """Where one shift hands over to the next; the caller saw who it is."""

    async def board(self) -> HandoverBoard:
        """What is to be handed over, what waits, and what was handed over.

        Raises:
            StoreError: The records cannot be read.
        """
        ...

    async def offer(self, staff: Staff, fields: Mapping[str, str]) -> None:
        """Freeze the summary; it waits for whoever accepts it.

        Args:
            staff: The outgoing, on duty or a leader.
            fields: ``leaving`` (duties that end, numbers with commas), ``stock-…`` (0
                to 9999 or empty), ``remark`` and ``signature``. Personal.

        Raises:
            FormError: ``handover-waits``, ``not-on-duty``, a field is wrong, or
                ``shift-unrecorded``.
        """
        ...

    async def accept(self, staff: Staff, offer: int, signature: str) -> int:
        """Take over; return the handover's number.

        Args:
            staff: The incoming, not the outgoing.
            offer: What was looked at.
            signature: Strokes, or an empty string. Personal.

        Raises:
            FormError: ``handover-over``, ``handover-self``, the signature is none, or
                ``shift-unrecorded``.
        """
        ...

    async def withdraw(self, staff: Staff, offer: int) -> None:
        """Take an offer back, so that another can be made.

        Args:
            staff: The outgoing, or a leader.
            offer: Which.

        Raises:
            FormError: ``handover-over``, ``leader-needed``, or ``shift-unrecorded``.
        """
        ...

    async def accepted(self, number: int) -> Handover | None:
        """The handover with this number, or None.

        Raises:
            StoreError: The records cannot be read.
        """
        ...
