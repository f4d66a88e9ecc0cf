"""A lane as its screen sees it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from kiosk.core.journey import Choices, Journey
from kiosk.core.override import Override
from kiosk.core.view import LaneView


class Desk(Protocol):
    """A lane as its screen sees it: the view out, the volunteer's touches in.

    Every touch names the passage it is meant for, so that a tap that arrives after
    the next person stepped up changes nothing.
    """

    @property
    def lane(self) -> str:
        """The lane's id."""
        ...

    def view(self) -> LaneView:
        """The lane now."""
        ...

    def views(self) -> AsyncIterator[LaneView]:
        """The lane now, then the newest view after every change."""
        ...

    def tick_mask(self, passage: str | None, *, worn: bool) -> None:
        """Record the volunteer's look at the mask.

        Raises:
            FormError: The passage is over (slug ``passage-over``).
        """
        ...

    def state(
        self, passage: str | None, said: Mapping[str, Mapping[str, object]]
    ) -> None:
        """Record what the volunteer saw, asked or was told.

        Args:
            passage: Whom it is about.
            said: Values by section and name of the facts; see ``core.statement``.

        Raises:
            FormError: It cannot be stated, or the passage is over.
        """
        ...

    def enter_temperature(self, passage: str | None, celsius: float) -> None:
        """Record a contact thermometer's figure, 30.0 to 45.0 °C.

        Raises:
            FormError: Out of range, or the passage is over.
        """
        ...

    def register(self, passage: str | None, fields: Mapping[str, str]) -> None:
        """Record a registration form.

        Args:
            passage: Whose it is.
            fields: Those of ``core.registration``, and ``earlier`` (``yes``) to take
                over what ``recall`` found. Personal.

        Raises:
            FormRefused: Fields are missing or wrong, each is named.
            FormError: The passage is over, or there is no form of today.
        """
        ...

    def recall(
        self, passage: str | None, fields: Mapping[str, str]
    ) -> tuple[str, datetime] | None:
        """Masked name and time of today's form of the same person, if there is one.

        Args:
            passage: Who is before the lane.
            fields: What is typed so far: number or phone tell who it is. Personal.

        Raises:
            FormError: The passage is over.
        """
        ...

    def next_person(self, passage: str | None) -> None:
        """Close what is on the screen and wait for the next person.

        Raises:
            FormError: The passage is over already.
        """
        ...

    def overrule(self, passage: str, override: Override) -> None:
        """Let pass whom the rules stopped; the caller saw that it is a leader.

        Raises:
            FormError: No reason is given, or the passage is over.
        """
        ...

    def take_back(self, passage: str) -> None:
        """Record that whoever was let through did not go.

        Raises:
            FormError: It is too late for that.
        """
        ...

    def arrive_by(self, passage: str | None, fields: Mapping[str, str]) -> None:
        """Record the vehicle before the lane, or correct what was typed of it.

        Until everybody in it has been let through, each as a passage of their own,
        the gate stays shut.

        Args:
            passage: Whoever is on the screen, who came in it; None: whoever comes.
            fields: Those of ``core.vehicle.vehicle_entry``; without a plate the
                vehicle that is here already is meant. Personal.

        Raises:
            FormRefused: Fields are missing or wrong, each is named.
        """
        ...

    def turn_back(self, visit: str) -> None:
        """Record that the vehicle drove away: nobody in it went through.

        Raises:
            FormError: It is gone already.
        """
        ...

    async def let_emergency_pass(self) -> None:
        """Open the gate for an emergency vehicle and return; its record follows."""
        ...

    def describe_emergency(self, emergency: str, fields: Mapping[str, str]) -> None:
        """Note what an emergency vehicle was, in the minutes after.

        Args:
            emergency: Which one, by the view.
            fields: Those of ``core.vehicle.emergency_entry``. Personal.

        Raises:
            FormRefused: Fields are wrong, each is named.
            FormError: It is too late for that.
        """
        ...

    def shown(self, passage: str) -> None:
        """Note that a browser drew the verdict; for the stage times only."""
        ...


class Drafts(Protocol):
    """Half-filled forms, each readable by whoever has its key alone."""

    def keep(self, key: bytes, fields: Mapping[str, str]) -> None:
        """Write a form over the one kept before; what cannot be written is lost.

        Args:
            key: 32 secret bytes, which the browser keeps.
            fields: As typed so far. Personal.
        """
        ...

    def find(self, key: bytes) -> Mapping[str, str] | None:
        """The form of ``key``, or None when it was sent, is old or never was."""
        ...

    def forget(self, key: bytes) -> None:
        """Erase the form of ``key``."""
        ...


class Journeys(Protocol):
    """Where people come from: regions by name, and what the risk list says of them."""

    @property
    def home(self) -> str:
        """This community's county, 6 digits."""
        ...

    def choices(self, typed: str) -> Choices:
        """What fits what was typed; may be called from any thread."""
        ...

    def look(self, codes: Sequence[str]) -> Journey:
        """What the list says of regions; may be called from any thread."""
        ...

    def remember(self, codes: Sequence[str]) -> None:
        """Offer these first to the next person."""
        ...
