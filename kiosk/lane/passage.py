"""A passage 过卡: one person before a lane, from first evidence to verdict."""

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.core.evidence import (
    CodeKind,
    CodeReading,
    CodeScan,
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
from kiosk.core.verdict import Decision
from kiosk.ports import ClockState

_PASS_ERROR = "pass-"  # noqa: S105 - a slug's beginning, not a secret


@dataclass(slots=True, kw_only=True)
class Passage:
    """The evidence of one person so far.

    Attributes:
        id: Stable id of the crossing, however late it is sent.
        opened_at: When the first evidence came, monotonic seconds.
        latest_at: When the newest evidence came.
        attempts: Presences measured in this passage; one presence that is told to
            come nearer and then reads well is one attempt.
    """

    id: str
    opened_at: float
    latest_at: float
    scan: CodeScan | None = field(default=None, repr=False)
    reading: CodeReading | None = field(default=None, repr=False)
    temperature: TemperatureReading | None = None
    attempts: int = 0
    mask: MaskTick | None = None
    registration: Registration | None = field(default=None, repr=False)
    decision: Decision | None = None
    decided_at: float | None = None
    masked_name: str | None = None

    def add_code(self, scan: CodeScan, reading: CodeReading) -> None:
        """Attach the code; a passage has one."""
        self.scan, self.reading = scan, reading
        self.latest_at = scan.decoded_at

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
        return Facts(
            now=now,
            clock=clock,
            lane=lane,
            code=CodeFacts(kind=self.reading.kind if self.reading else None),
            pass_=self._pass_facts(home),
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
