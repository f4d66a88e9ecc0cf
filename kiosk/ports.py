"""Every port on one page: what a room asks of another, written for its caller."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from kiosk.core.card import PassCard
from kiosk.core.evidence import CodeKind, CodeReading, Evidence, HealthAnswer
from kiosk.core.facts import Facts
from kiosk.core.handover import Handover, HandoverBoard
from kiosk.core.household import Exit, HouseholdCard
from kiosk.core.incident import Incident
from kiosk.core.journey import Choices, Journey
from kiosk.core.log_query import LoggedPassage, LogQuery
from kiosk.core.override import Override
from kiosk.core.policy import PolicyBoard
from kiosk.core.record import Draft, Entry
from kiosk.core.shift import Duty, ShiftBoard
from kiosk.core.staff import Staff
from kiosk.core.standing import Identity, Standing
from kiosk.core.verdict import Decision
from kiosk.core.view import KioskStatus, LaneView

ClockState = Literal["synced", "rtc", "trusted", "unsure"]


class Clock(Protocol):
    """Wall time, monotonic time, and how sure the wall time is."""

    def now(self) -> datetime:
        """Wall time, aware UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        ...

    def state(self) -> ClockState:
        """How far wall time can be trusted."""
        ...


class Journal(Protocol):
    """The append-only record."""

    async def append(self, draft: Draft) -> Entry:
        """Write and sync one record; return only once it is durable.

        Raises:
            StoreError: Nothing was recorded.
        """
        ...


class Gate(Protocol):
    """The barrier or lock of a lane."""

    async def open_for(self, seconds: float) -> None:
        """Open now, shut by itself after ``seconds``; return once it opened.

        Raises:
            DeviceError: It did not open.
        """
        ...


class HealthCodeService(Protocol):
    """Whoever knows what a health code 健康码 means."""

    @property
    def kinds(self) -> frozenset[CodeKind]:
        """The kinds of code it answers for."""
        ...

    async def ask(self, text: str, at: datetime) -> HealthAnswer:
        """Ask about one code; answers within its budget and never raises.

        Args:
            text: The code as read. Personal.
            at: Wall time, aware.
        """
        ...


class Stop(Protocol):
    """A request to stop; ``threading.Event`` is one."""

    def is_set(self) -> bool:
        """True once the thread should return."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep up to ``timeout`` seconds; True as soon as it is set."""
        ...


class Device(Protocol):
    """A blocking evidence source with a thread of its own."""

    @property
    def name(self) -> str:
        """The name in settings, statuses and errors."""
        ...

    def run(self, emit: Callable[[Evidence], None], stop: Stop) -> None:
        """Deliver evidence until ``stop`` is set.

        Called again, from a new thread, after a failure. ``emit`` returns at once
        and may be called from any thread.

        Raises:
            DeviceError: The device is gone; everything it held is released.
        """
        ...


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

    async def out(self) -> tuple[Exit, ...]:
        """Everybody who is out on a household's pass, the longest first.

        Raises:
            FormError: The records cannot be read.
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
    """Where supervisors pull the log of passages."""

    def page(self, query: LogQuery, before: int | None) -> list[LoggedPassage]:
        """The newest fifty passages, or those before row ``before``.

        Raises:
            StoreError: The records cannot be read.
        """
        ...

    async def export(self, query: LogQuery, form: str, by: str, why: str) -> str:
        """Write passages and their manifest into one ZIP file, and journal that.

        Args:
            query: Which passages.
            form: ``csv``, ``xlsx`` or ``jsonl``.
            by: Who asked, a staff name.
            why: What for, 2 to 80 characters.

        Returns:
            The file's path; whoever asked deletes file and folder.

        Raises:
            FormError: A value is wrong, or it could not be recorded; there is no file.
        """
        ...


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

    def who(self, token: str | None) -> Staff | None:
        """Whose session this is, or None; using it keeps it alive.

        A kiosk that knows no staff yet takes everybody for its installer.
        """
        ...

    async def sign_in(self, number: str, pin: str, device: str) -> str:
        """Begin a session and return its secret token.

        Args:
            number: Staff number.
            pin: Six digits.
            device: From where, for the pauses after wrong PINs.

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


class Preview(Protocol):
    """The camera's picture for the screen."""

    def jpeg(self) -> bytes | None:
        """The newest frame as a small JPEG (320 px wide), or None without one."""
        ...


Status = Callable[[], KioskStatus]
"""The kiosk's status now."""

Recognise = Callable[[str, datetime, ClockState], CodeReading]
"""Turn the text of a code into a reading, at a wall time of known sureness."""

Judge = Callable[[Facts], Decision]
"""Ask the active policy."""

StandingOf = Callable[[Identity, datetime], Standing]
"""What the kiosk's records and lists know of somebody, at a wall time; never raises."""

NameOf = Callable[[str], str | None]
"""Masked name of a pass holder by pass id, or None when the kiosk does not know."""
