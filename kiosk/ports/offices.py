"""What leaders and supervisors can have done."""

from collections.abc import Mapping
from typing import Protocol

from kiosk.core.card import PassCard
from kiosk.core.household import Exit, HouseholdCard, HouseholdMatch
from kiosk.core.household_form import FormKind, HandedForm
from kiosk.core.incident import Incident
from kiosk.core.log_query import LoggedPassage
from kiosk.core.policy import PolicyBoard
from kiosk.core.pull import PullView
from kiosk.core.shift import Turn


class HouseholdOffice(Protocol):
    """Where a leader sees who is out, and grants or stops a household's exits."""

    async def find(self, text: str) -> HouseholdCard:
        """Look a household up.

        Args:
            text: Its number as people write it, its id (12 hex digits), or the text of
                one of its passes. Personal.

        Raises:
            FormError: It is none of these, or the records cannot be read.
        """
        ...

    async def search(self, text: str) -> tuple[HouseholdMatch, ...]:
        """Look for households by less than their number.

        Args:
            text: A pass number (12 hex digits), a building or unit such as ``3-2``, or
                the first character of a name. Personal.

        Returns:
            Those that went out or were spoken of here; empty where there is none, or
            ``text`` is something ``find`` looks up.

        Raises:
            FormError: The records cannot be read.
        """
        ...

    async def out(self) -> tuple[Exit, ...]:
        """Everybody who is out on a household's pass, the longest first.

        Raises:
            FormError: The records cannot be read.
        """
        ...

    async def form(self, text: str, kind: FormKind, by: str, why: str) -> HandedForm:
        """The form 户信息登记表 of a household; a journal row says who has it.

        Args:
            text: As for ``find``.
            kind: Printed, or as a file.
            by: Who wants it.
            why: What for, 2 to 80 characters.

        Raises:
            FormError: It is no household, the purpose is missing, or it could not be
                recorded.
        """
        ...

    async def record(
        self, event: str, fields: Mapping[str, str], by: str
    ) -> HouseholdCard:
        """Write a leader's word down; it counts from the next question on.

        Args:
            event: A ``core.household.HouseholdEvent``.
            fields: ``household`` as ``find`` takes it, ``reason`` from the list of the
                event, and ``note``, which ``other`` needs. Personal.
            by: Who says so.

        Raises:
            FormError: A field is missing or wrong, it is so already, or it could not
                be recorded.
        """
        ...


class PassOffice(Protocol):
    """Where a leader has a pass for a visitor made at the gate."""

    async def issue(self, fields: Mapping[str, str]) -> PassCard:
        """Check the form, sign the pass and record that it was issued.

        Args:
            fields: ``class`` (temporary or delivery), ``hours`` (1 to 24),
                ``purpose``, and if known ``household`` and ``name``. Personal.

        Raises:
            FormError: A field is missing or wrong, no key may issue here (slug
                ``cannot-issue``), or it could not be recorded (``not-recorded``).
        """
        ...


class PolicyOffice(Protocol):
    """Where a leader changes the rules, in two steps."""

    async def board(self) -> PolicyBoard:
        """What is in force, what can be chosen, and what waits for confirmation."""
        ...

    async def stage(self, choice: str, by: str) -> None:
        """Let a policy wait for confirmation; it does not count yet.

        Args:
            choice: One of the board's choices.
            by: Who does it, as records name them.

        Raises:
            FormError: It may not come into force; the slug says why.
        """
        ...

    async def stage_previous(self, by: str) -> None:
        """Let the policy that was in force before wait for confirmation.

        Raises:
            FormError: There is none.
        """
        ...

    async def confirm(self, digest: str, by: str) -> None:
        """Put the staged policy in force; it counts, and is recorded, on return.

        Args:
            digest: Of the policy that was looked at.
            by: Who does it.

        Raises:
            FormError: Another one is staged than was looked at, or it did not come
                into force; the slug says why.
        """
        ...

    async def drop(self) -> None:
        """Let nothing wait any more.

        Raises:
            FormError: It cannot be written.
        """
        ...


class LogOffice(Protocol):
    """Where supervisors search passages, and pull them.

    What is searched by: ``core.log_query.log_query`` says which fields there are;
    besides them ``plate``, a whole one. Personal.
    """

    def turns(self) -> list[Turn]:
        """The last shifts, the present one first."""
        ...

    def page(
        self, fields: Mapping[str, str], before: int | None
    ) -> list[LoggedPassage]:
        """The newest fifty passages, or those before row ``before``.

        Raises:
            FormError: A field is unknown or wrong.
            StoreError: The records cannot be read.
        """
        ...

    def begin(self, fields: Mapping[str, str], form: str, by: str, why: str) -> str:
        """Begin to write passages, their incidents and overrides into one ZIP file.

        Args:
            fields: Which passages.
            form: ``csv``, ``xlsx`` or ``jsonl``.
            by: Who asks, a staff name.
            why: What for, 2 to 80 characters; sealed, for it may name people.

        Returns:
            The pull's name, which nobody can guess.

        Raises:
            FormError: A value is wrong.
        """
        ...

    def view(self, name: str, by: str) -> PullView | None:
        """How far a pull is; None when ``by`` began none of this name or it is over."""
        ...

    def file(self, name: str, by: str) -> str | None:
        """The path of what a pull wrote, once it is journalled; else None."""
        ...

    def end(self, name: str, by: str) -> None:
        """Cancel a pull, or let it go after it was fetched; its file goes."""
        ...


class IncidentOffice(Protocol):
    """Where what was held or turned back is seen to."""

    def open_count(self) -> int | None:
        """How many incidents are open, or None when that cannot be told."""
        ...

    def newest(self) -> list[Incident]:
        """Open incidents, oldest first, then the last ones closed today.

        Raises:
            StoreError: They cannot be read.
        """
        ...

    async def tick(self, passage: str, step: str, by: str) -> None:
        """Record that a step of the disposal card was done.

        Args:
            passage: The incident's id.
            step: A step of its card.
            by: Who did it, a staff name, or an empty string.

        Raises:
            FormError: There is no such open incident (slug ``incident-over``), no such
                step, or it could not be recorded (``not-recorded``).
        """
        ...

    async def close(self, passage: str, result: str, by: str, note: str) -> None:
        """Close an incident.

        Args:
            passage: The incident's id.
            result: One of its card's results.
            by: Who closed it, a staff name, or an empty string.
            note: Free text; sealed, for it may name people. May be empty.

        Raises:
            FormError: As for ``tick``.
        """
        ...
