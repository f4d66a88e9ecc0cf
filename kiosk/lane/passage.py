"""A passage 过卡: one person before a lane, from first evidence to verdict."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.core.evidence import (
    CodeKind,
    CodeReading,
    CodeScan,
    HealthAnswer,
    MaskTick,
    Registration,
    TemperatureKind,
    TemperatureReading,
)
from kiosk.core.facts import (
    CodeFacts,
    Facts,
    LaneFacts,
    MaskFacts,
    PassFacts,
    RegistrationFacts,
    TemperatureFacts,
)
from kiosk.core.verdict import Decision, Need, Verdict
from kiosk.lane import health
from kiosk.ports import ClockState

_PASS_ERROR = "pass-"  # noqa: S105 - a slug's beginning, not a secret


@dataclass(frozen=True, slots=True)
class Shown:
    """A code this person showed, and what it turned out to be."""

    scan: CodeScan = field(repr=False)
    reading: CodeReading = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Passage:
    """The evidence of one person so far.

    Attributes:
        id: Stable id of the crossing, however late it is sent.
        opened_at: When the first evidence came, monotonic seconds.
        latest_at: When the newest evidence of the person came; a service's answer is
            none, so a slow service keeps nobody's passage open.
        codes: The codes shown, one of a kind, in order.
        asked: Kinds of code the health-code service was asked about.
        answers: What it said of them.
        attempts: Presences measured in this passage; one presence that is told to
            come nearer and then reads well is one attempt.
    """

    id: str
    opened_at: float
    latest_at: float
    codes: dict[CodeKind, Shown] = field(default_factory=dict)
    asked: set[CodeKind] = field(default_factory=set)
    answers: dict[CodeKind, HealthAnswer] = field(default_factory=dict)
    temperature: TemperatureReading | None = None
    attempts: int = 0
    mask: MaskTick | None = None
    registration: Registration | None = field(default=None, repr=False)
    decision: Decision | None = None
    decided_at: float | None = None
    masked_name: str | None = None

    @property
    def reading(self) -> CodeReading | None:
        """The code that says who the person is: the pass, else the first one."""
        first = next(iter(self.codes.values()), None)
        shown = self.codes.get(CodeKind.PASS, first)
        return shown.reading if shown else None

    @property
    def scan(self) -> CodeScan | None:
        """The newest scan."""
        return next((s.scan for s in reversed(self.codes.values())), None)

    @property
    def health_answer(self) -> HealthAnswer | None:
        """The service's answer; about the health code rather than about the pass."""
        asked = CodeKind.HEALTH if CodeKind.HEALTH in self.asked else CodeKind.PASS
        return self.answers.get(asked)

    @property
    def final(self) -> bool:
        """Whether the verdict is; one to register is not, for the form is to come."""
        decision = self.decision
        if decision is None or decision.verdict is Verdict.REGISTER:
            return False
        return decision.final

    def has_room_for(self, kind: CodeKind) -> bool:
        """Whether one more code of ``kind`` can be the same person's.

        A person has one code of a kind; a code of no known kind stands alone.
        """
        alone = CodeKind.UNKNOWN in {kind, *self.codes}
        return not self.codes or not (alone or kind in self.codes)

    def lacks(self, needs: Collection[Need]) -> bool:
        """Whether the rules, when last asked, still lacked one of ``needs``."""
        return self.decision is not None and any(
            n in needs for n in self.decision.needs
        )

    def add_code(self, scan: CodeScan, reading: CodeReading) -> None:
        """Attach a code, for which there is room."""
        self.codes[reading.kind] = Shown(scan, reading)
        self.latest_at = scan.decoded_at

    def add_answer(self, kind: CodeKind, answer: HealthAnswer) -> None:
        """Attach what the service said about the code of ``kind``."""
        self.answers[kind] = answer
        self.masked_name = self.masked_name or answer.masked_name

    def add_temperature(self, temperature: TemperatureReading) -> None:
        """Attach a temperature; the newest counts."""
        before = self.temperature
        by_hand = temperature.kind is TemperatureKind.CONTACT
        if by_hand or before is None or temperature.episode != before.episode:
            self.attempts += 1
        self.temperature = temperature
        self.latest_at = temperature.taken_at

    def add_mask(self, tick: MaskTick) -> None:
        """Attach the look at the mask; the newest counts."""
        self.mask = tick
        self.latest_at = tick.at

    def add_registration(self, registration: Registration) -> None:
        """Attach the completed form."""
        self.registration = registration
        self.masked_name = registration.masked_name
        self.latest_at = registration.at

    def facts(
        self, lane: LaneFacts, home: str, now: datetime, clock: ClockState
    ) -> Facts:
        """Everything the rules may look at about this passage, now.

        Args:
            lane: Where the person stands.
            home: The community's own 12-digit code.
            now: Wall time, aware.
            clock: How sure it is.
        """
        answer, shown = self.health_answer, self.codes.get(CodeKind.HEALTH)
        colour_seen = shown.scan.colour if shown else None
        return Facts(
            now=now,
            clock=clock,
            lane=lane,
            code=CodeFacts(kind=self.reading.kind if self.reading else None),
            pass_=self._pass_facts(home),
            health=health.health_facts(answer, colour_seen, now),
            travel=health.travel_facts(answer),
            nat=health.nat_facts(answer),
            vaccination=health.vaccination_facts(answer),
            temperature=self._temperature_facts(),
            mask=MaskFacts(worn=self.mask.worn if self.mask else None),
            registration=RegistrationFacts(
                complete=True if self.registration else None
            ),
        )

    def _pass_facts(self, home: str) -> PassFacts:
        if self.reading is None:
            return PassFacts()
        if self.reading.kind is not CodeKind.PASS:
            unknown = self.reading.kind is CodeKind.UNKNOWN
            return PassFacts(validity="none" if unknown else None)
        if self.reading.claims is None:
            slug = self.reading.error or ""
            return PassFacts.model_validate(
                {"validity": slug.removeprefix(_PASS_ERROR)}
            )
        claims = self.reading.claims
        return PassFacts.model_validate(
            {
                "validity": "valid",
                "class": claims.pass_class,
                "community": claims.community,
                "home": claims.community == home,
                "member": claims.member,
                "generation": claims.generation,
                "expires_at": claims.expires,
            }
        )

    def _temperature_facts(self) -> TemperatureFacts:
        if self.temperature is None:
            return TemperatureFacts()
        return TemperatureFacts(
            kind=self.temperature.kind,
            celsius=self.temperature.celsius,
            quality=self.temperature.quality,
            attempts=self.attempts,
        )
