"""Evidence 查验项: what sources push into a lane, one frozen value a piece.

Every ``*_at`` is in seconds of the monotonic clock (CLOCK_MONOTONIC, shared by all
processes of one machine), never wall time.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from kiosk.core.certificate import HealthCertificate
from kiosk.core.registration.form import IdCard, Registration


class CodeKind(StrEnum):
    """The family a code belongs to."""

    PASS = "pass"  # noqa: S105 - 出入证, not a secret
    HEALTH = "health-code"
    DCC = "dcc"
    UNKNOWN = "unknown"


class TemperatureKind(StrEnum):
    """What a thermometer's figure means; thresholds are set per kind."""

    SURFACE = "surface"  # skin, as the sensor sees it, plus the site's offset
    BODY = "body"  # the module's own estimate of body temperature
    CONTACT = "contact"  # a contact thermometer read by a person


class Quality(StrEnum):
    """Whether a temperature may be used, and if not, why."""

    GOOD = "good"
    TOO_LOW = "too-low"
    IMPLAUSIBLE = "implausible"
    UNSTABLE = "unstable"
    STALE = "stale"
    AMBIENT = "ambient-out-of-range"


class Answer(StrEnum):
    """How a source answered."""

    ANSWERED = "answered"
    UNVERIFIED = "unverified"  # could not be asked: down, late, clock unsure
    EXPIRED = "expired"  # the code was too old to be answered
    NOT_FOUND = "not-found"


Colour = Literal["green", "yellow", "red", "grey", "black", "purple", "orange"]
NatResult = Literal["negative", "positive", "pending", "none"]
TravelRisk = Literal["none", "low", "medium", "high", "overseas"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeScan:
    """One symbol read by a camera or scan engine.

    Attributes:
        text: The payload, 1 to 4,296 characters. Personal: never logged.
        scanner: The device's name.
        captured_at: When the frame was captured.
        decoded_at: When the reader had the text.
        corners: The symbol's corners in the frame, px, clockwise from top left.
        colour: Colour of the dark modules, or None when not looked at.
        following: How many codes of the same picture come after this one.
    """

    text: str = field(repr=False)
    scanner: str
    captured_at: float
    decoded_at: float
    corners: tuple[tuple[int, int], ...] = ()
    colour: str | None = None
    following: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PassClaims:
    """The verified content of a pass.

    Attributes:
        pass_id: 6 bytes as 12 hex digits (CWT ``cti``).
        pass_class: resident, temporary, delivery, vehicle or commuter.
        community: The issuing community's 12-digit code, from the trust list.
        household: Keyed hash of the household, 12 hex digits, or None.
        member: Member index in the household, 0 to 15.
        not_before: First moment of validity, aware UTC.
        expires: Last moment of validity, aware UTC.
        plate: Number plate for the vehicle class, else None.
        zones: Bit mask of zones, or None.
        generation: Series of passes its issuer's key stands for, from the trust list.
    """

    pass_id: str
    pass_class: str
    community: str
    household: str | None
    member: int
    not_before: datetime
    expires: datetime
    plate: str | None = None
    zones: int | None = None
    generation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeReading:
    """What a code turned out to be: claims, or the slug of what is wrong.

    Attributes:
        kind: The family.
        claims: Verified claims of a pass; None unless ``error`` is None.
        certificate: Verified content of a health certificate, likewise.
        error: Slug of the ``CodeError``, e.g. ``pass-expired``; None when good.
        code_name: What a health code is called here, e.g. 安康码, else None.
    """

    kind: CodeKind
    claims: PassClaims | None = None
    certificate: HealthCertificate | None = None
    error: str | None = None
    code_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthAnswer:
    """What the health-code service said of one code; vendors' words are gone.

    A value that is None was not said. Only ``answered`` says anything of the person.

    Attributes:
        answer: How it went; each kind of answer has its own next step.
        source: Who was asked, the profile's name.
        asked_at: When, monotonic seconds; of the first time when it was remembered.
        slug: Why ``unverified``, e.g. ``health-service-late``; else None.
        colour: The status as the service sees it.
        refreshed_at: When the service worked the status out, aware.
        nat_result: The newest nucleic acid test; ``none`` when there is none.
        nat_sampled_at: When its sample was taken, aware.
        doses: Vaccinations so far, 0 to 20.
        masked_name: The holder's name as screens may show it.
        travel_risk: Worst level among the regions visited.
        returnee: Whether the holder came back from outside.
    """

    answer: Answer
    source: str
    asked_at: float
    slug: str | None = None
    colour: Colour | None = None
    refreshed_at: datetime | None = None
    nat_result: NatResult | None = None
    nat_sampled_at: datetime | None = None
    doses: int | None = None
    masked_name: str | None = field(default=None, repr=False)
    travel_risk: TravelRisk | None = None
    returnee: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureReading:
    """One accepted or rejected measurement of one presence before the sensor.

    Attributes:
        celsius: Offset applied, °C; never remapped.
        kind: What the figure means.
        quality: ``good`` or why it cannot be used.
        episode: Number of the presence it belongs to; a forehead that leaves and
            comes back is a new episode. One episode serves one passage only.
        taken_at: When the last sample arrived.
        object_c: Raw object temperature, °C, or None (typed by hand).
        ambient_c: Ambient temperature, °C, or None.
        body_c: The module's own body value, °C, or None.
        offset_c: The offset that was added, °C.
        offset_version: Which calibration the offset came from.
        samples: Number of agreeing samples.
        spread_c: Largest minus smallest of them, °C.
    """

    celsius: float
    kind: TemperatureKind
    quality: Quality
    episode: int
    taken_at: float
    object_c: float | None = None
    ambient_c: float | None = None
    body_c: float | None = None
    offset_c: float = 0.0
    offset_version: str = "none"
    samples: int = 1
    spread_c: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskTick:
    """The volunteer's look at the mask."""

    worn: bool
    at: float


Evidence = CodeScan | TemperatureReading | MaskTick | Registration | IdCard
