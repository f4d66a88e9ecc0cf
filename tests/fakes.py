"""Fakes of our own ports: real code, a clock turned by hand, no mocks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kiosk.core.certificate import CertificateKind, HealthCertificate
from kiosk.core.chain import Anchor
from kiosk.core.errors import DeviceError, StoreError
from kiosk.core.evidence import (
    Answer,
    CodeKind,
    CodeReading,
    CodeScan,
    Colour,
    HealthAnswer,
    PassClaims,
    Quality,
    TemperatureKind,
    TemperatureReading,
)
from kiosk.core.record import Draft, Entry
from kiosk.ports import ClockState

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
HOME = "620102001001"


@dataclass
class FakeClock:
    """A clock turned by hand."""

    at: float = 1000.0
    sureness: ClockState = "synced"
    booted: str = "boot-1"

    def boot(self) -> str:
        return self.booted

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.at - 1000.0)

    def monotonic(self) -> float:
        return self.at

    def state(self) -> ClockState:
        return self.sureness

    def turn(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class FakeJournal:
    """A journal in memory that can be told to fail."""

    drafts: list[Draft] = field(default_factory=list)
    error: StoreError | None = None
    on_append: Callable[[], None] = lambda: None

    @property
    def head(self) -> Anchor:
        return Anchor(len(self.drafts), "0" * 64)

    async def append(self, draft: Draft) -> Entry:
        self.on_append()
        if self.error is not None:
            raise self.error
        self.drafts.append(draft)
        zeros = "0" * 64
        return Entry(
            seq=len(self.drafts),
            at=draft.at.isoformat(),
            kind=draft.kind,
            payload="{}",
            prev=zeros,
            hash=zeros,
        )


@dataclass
class FakeGate:
    """A gate that notes every opening."""

    openings: list[float] = field(default_factory=list)
    error: DeviceError | None = None

    async def open_for(self, seconds: float) -> None:
        if self.error is not None:
            raise self.error
        self.openings.append(seconds)


@dataclass
class FakeHealthService:
    """A service that notes what it is asked and answers green."""

    kinds: frozenset[CodeKind] = frozenset({CodeKind.HEALTH})
    asked: list[tuple[str, datetime]] = field(default_factory=list)

    async def ask(self, text: str, at: datetime) -> HealthAnswer:
        self.asked.append((text, at))
        return health_answer("green")


def health_answer(colour: Colour, source: str = "fake") -> HealthAnswer:
    return HealthAnswer(
        answer=Answer.ANSWERED, source=source, asked_at=0.0, colour=colour
    )


def unverified(slug: str = "health-service-late") -> HealthAnswer:
    return HealthAnswer(
        answer=Answer.UNVERIFIED, source="fake", asked_at=0.0, slug=slug
    )


def claims(pass_id: str = "0000000000aa") -> PassClaims:
    return PassClaims(
        pass_id=pass_id,
        pass_class="resident",
        community=HOME,
        household="0000000000bb",
        member=1,
        not_before=NOON - timedelta(days=1),
        expires=NOON + timedelta(days=30),
    )


def certificate() -> HealthCertificate:
    """A test that was negative yesterday."""
    return HealthCertificate(
        kind=CertificateKind.TEST,
        country="AT",
        masked_name="Z** T**",
        expires=NOON + timedelta(days=9),
        result="negative",
        method="naat",
        sampled_at=NOON - timedelta(days=1),
    )


def recognise(text: str, now: datetime, clock: ClockState) -> CodeReading:
    """``pass:ID`` a good pass, ``bad:SLUG`` a refused one, ``health:X`` a health code.

    ``dcc:X`` is a good health certificate, ``dcc-…`` one refused with that slug.
    Everything else is unknown.
    """
    family, _, rest = text.partition(":")
    if family == "pass":
        return CodeReading(kind=CodeKind.PASS, claims=claims(rest))
    if family == "bad":
        return CodeReading(kind=CodeKind.PASS, error=rest)
    if family == "health":
        return CodeReading(kind=CodeKind.HEALTH, code_name="健康码")
    if family == "dcc":
        return CodeReading(kind=CodeKind.DCC, certificate=certificate())
    if family.startswith("dcc-"):
        return CodeReading(kind=CodeKind.DCC, error=family)
    return CodeReading(kind=CodeKind.UNKNOWN, error="unknown-code")


def scan(text: str, at: float) -> CodeScan:
    return CodeScan(text=text, scanner="camera", captured_at=at, decoded_at=at)


def temperature(
    celsius: float, at: float, episode: int, quality: Quality = Quality.GOOD
) -> TemperatureReading:
    return TemperatureReading(
        celsius=celsius,
        kind=TemperatureKind.SURFACE,
        quality=quality,
        episode=episode,
        taken_at=at,
        object_c=celsius,
        ambient_c=22.0,
    )
