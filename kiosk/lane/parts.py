"""What a lane is built from and what it is told: values only."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.core.evidence import (
    CodeKind,
    CodeReading,
    Evidence,
    HealthAnswer,
    MaskTick,
    TemperatureReading,
)
from kiosk.core.override import Override
from kiosk.core.registration.form import Registration
from kiosk.core.sections import ControlLevel
from kiosk.core.statement import Statement
from kiosk.core.vehicle import VehicleEntry
from kiosk.lane.record import Place
from kiosk.ports import (
    Clock,
    Gate,
    HealthCodeService,
    Journal,
    Judge,
    NameOf,
    Recognise,
    StandingOf,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long things last, seconds.

    Attributes:
        window_s: Evidence further apart belongs to different people.
        debounce_s: How long a code must be out of view before it counts again.
        join_s: How soon after one another codes of different kinds are one person's.
        allow_s: How long an allow stays on the screen.
        gate_s: How long the gate stays open.
        ask_s: How long a passage waits while the volunteer asks questions.
        form_s: How long a registration form waits.
        retry_s: Pause before a failed record is tried again.
        undo_s: How long after an allow the volunteer may say that nobody went through.
    """

    window_s: float = 10.0
    debounce_s: float = 3.0
    join_s: float = 5.0
    allow_s: float = 3.0
    gate_s: float = 4.0
    ask_s: float = 60.0
    form_s: float = 300.0
    retry_s: float = 1.0
    undo_s: float = 20.0


def nobody() -> tuple[str, ...]:
    """Nobody is on duty, or nobody signs in."""
    return ()


def no_badge(_text: str) -> bool:
    """No code is a badge."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything a lane asks of others.

    ``on_duty`` gives the staff numbers of who is on duty now; it never fails.
    ``take_badge`` takes a code that is a staff badge, and says whether it was one.
    """

    clock: Clock
    journal: Journal
    gate: Gate
    judge: Judge
    recognise: Recognise
    name_of: NameOf
    standing_of: StandingOf
    health: HealthCodeService
    new_id: Callable[[], str]
    boot_id: str
    on_duty: Callable[[], tuple[str, ...]] = nobody
    take_badge: Callable[[str], bool] = no_badge

    def reading_of(self, text: str) -> CodeReading:
        """What the text of a code is, now."""
        return self.recognise(text, self.clock.now(), self.clock.state())

    def holder_of(self, reading: CodeReading) -> str | None:
        """The masked name of a code's holder, if it can be known."""
        if reading.claims is not None:
            return self.name_of(reading.claims.pass_id)
        return reading.certificate.masked_name if reading.certificate else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a lane stands and by which level it works.

    Attributes:
        place: For the records.
        home: The community's own 12-digit code.
        level: The control level in force.
        timing: How long things last.
    """

    place: Place
    home: str
    level: ControlLevel
    timing: Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Evidence given by the volunteer's hand, meant for one passage."""

    passage: str | None
    evidence: MaskTick | TemperatureReading | Registration | Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the health-code service said, meant for one passage.

    Attributes:
        passage: The passage it was asked for.
        kind: The kind of code it was asked about.
        text: The code.
        answer: The answer.
    """

    passage: str
    kind: CodeKind
    text: str = field(repr=False)
    answer: HealthAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """The volunteer closes what is on the screen."""

    passage: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """The volunteer says that whoever was let through did not go."""

    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule:
    """A leader lets whoever was stopped pass."""

    passage: str
    override: Override


@dataclass(frozen=True, slots=True, kw_only=True)
class ArriveBy:
    """A vehicle stands before the lane.

    Attributes:
        passage: Whoever is on the screen and came in it, or None.
        entry: What was typed of it.
    """

    passage: str | None
    entry: VehicleEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBack:
    """The vehicle drove away again without having been let through."""

    visit: str


Tap = Acknowledge | TakeBack | Overrule | ArriveBy | TurnBack
"""What the volunteer's hand does that is no evidence."""

Item = Evidence | Touch | Reply | Tap
"""What can be offered to a lane."""
