"""The sections of the facts 事实: what one piece of evidence tells the rules.

A field that is None is missing. A source that was asked and could not answer sets its
section's ``answer`` to ``unverified``, which is not the same as bad.
"""

from enum import StrEnum
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kiosk.core.evidence import (
    Answer,
    CodeKind,
    Colour,
    NatResult,
    Quality,
    TemperatureKind,
    TravelRisk,
)


class ControlLevel(StrEnum):
    """管控等级."""

    ROUTINE = "routine"
    LOW_RISK = "low-risk"
    CLOSED = "closed"
    SEALED = "sealed"


class Direction(StrEnum):
    """Which way the person is going, seen from the community."""

    IN = "in"
    OUT = "out"


PassValidity = Literal[
    "none",  # no pass: the code shown is none, or the person has none
    "valid",
    "expired",
    "not-yet-valid",
    "forged",
    "malformed",
    "too-long",
    "unknown-issuer",
    "issuer-expired",
    "wrong-class",
    "too-long-lived",
    "revoked",
    "unverified",
]


CertificateValidity = Literal[
    "verified",
    "malformed",
    "too-large",
    "unsupported-algorithm",
    "unknown-issuer",
    "forged",
    "not-yet-valid",
    "expired",
    "bad-schema",
    "wrong-key-usage",
    "unverified",
]


Source = Literal["service", "volunteer", "certificate"]
"""Who says so: the service, a volunteer who looked, a signed certificate."""


def named(name: str, default: Any) -> Any:
    """A field whose JSON name is a Python keyword."""
    return Field(default=default, validation_alias=name, serialization_alias=name)


class Section(BaseModel):
    """What every section has in common: closed, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LaneFacts(Section):
    """Where the person stands."""

    direction: Direction | None = None
    control_level: ControlLevel | None = None


class CodeFacts(Section):
    """The code that was shown."""

    kind: CodeKind | None = None
    same_person: bool | None = Field(
        default=None, description="whether two codes shown together can be one person's"
    )
    certificate: CertificateValidity | None = Field(
        default=None, description="a health certificate shown with it or alone"
    )


class PassFacts(Section):
    """The pass 出入证."""

    validity: PassValidity | None = None
    pass_class: (
        Literal["resident", "temporary", "delivery", "vehicle", "commuter"] | None
    ) = named("class", None)
    community: str | None = Field(default=None, description="12-digit code")
    home: bool | None = Field(default=None, description="issued by this community")
    member: int | None = Field(default=None, ge=0, le=15)
    generation: int | None = Field(default=None, ge=0, description="pass series")
    expires_at: AwareDatetime | None = None


class HealthFacts(Section):
    """The health code 健康码, as its service answered."""

    answer: Answer | None = None
    source: Source | None = None
    colour: Colour | None = None
    colour_seen: Colour | None = Field(default=None, description="by the camera")
    age_minutes: float | None = Field(default=None, ge=0)


class TravelFacts(Section):
    """Where the person comes from 行程."""

    answer: Answer | None = None
    source: Source | None = None
    risk: TravelRisk | None = Field(
        default=None, description="worst level among the regions visited"
    )
    regions: str | None = Field(
        default=None,
        pattern=r"^[0-9]{6,12}(,[0-9]{6,12}){0,9}$",
        description="codes of the regions visited, as the volunteer was told",
    )
    key_region: bool | None = Field(
        default=None, description="重点地区: on the district's list without a level"
    )
    returnee: bool | None = Field(default=None, description="came back from outside")
    arrived_at: AwareDatetime | None = None
    reported: bool | None = Field(
        default=None, description="报备: announced to the community before arriving"
    )
    list_age_hours: float | None = Field(default=None, ge=0)


class NatFacts(Section):
    """Nucleic acid test 核酸检测."""

    answer: Answer | None = None
    source: Source | None = None
    result: NatResult | None = None
    sampled_at: AwareDatetime | None = None
    tests: int | None = Field(
        default=None, ge=0, le=100, description="negative ones since arrival"
    )


class VaccinationFacts(Section):
    """Vaccination 疫苗接种."""

    answer: Answer | None = None
    source: Source | None = None
    doses: int | None = Field(default=None, ge=0, le=20)


class TemperatureFacts(Section):
    """The last temperature of this passage."""

    kind: TemperatureKind | None = None
    celsius: float | None = Field(default=None, ge=-70, le=400)
    quality: Quality | None = None
    attempts: int | None = Field(default=None, ge=0, description="so far, this passage")


class MaskFacts(Section):
    """The volunteer's look at the mask."""

    worn: bool | None = None


class DisinfectionFacts(Section):
    """Hands and soles 消毒."""

    done: bool | None = None


class RegistrationFacts(Section):
    """The registration form."""

    complete: bool | None = None
    signed: bool | None = None
    unsigned: Literal["cannot-write", "refused"] | None = Field(
        default=None, description="why there is no signature"
    )
    contact: bool | None = Field(
        default=None, description="near a case or a risk area lately, as declared"
    )


class WatchListFacts(Section):
    """The watch-list 管控对象."""

    answer: Answer | None = None
    hit: bool | None = None
    category: str | None = None
    disposal: Literal["hold", "refuse", "register", "report"] | None = None
    list_age_hours: float | None = Field(default=None, ge=0)


class HouseholdFacts(Section):
    """Uses of the household's pass in the quota window."""

    uses: int | None = Field(default=None, ge=0, description="exits in the window")
    member_out: bool | None = Field(
        default=None, description="another member is out on the pass now"
    )
    voided: bool | None = None
    relief: bool | None = Field(default=None, description="leader's exception today")


class PresenceFacts(Section):
    """Whether the holder is inside, as far as this gate knows."""

    state: Literal["inside", "outside", "unknown"] | None = None
    left_at: AwareDatetime | None = None
