"""Facts 事实: everything the rules may look at; if it is not here, it cannot count.

A fact that is None is missing: a rule that wants it becomes a need. A source that was
asked and could not answer sets its section's ``answer`` to ``unverified``, which is
not the same as bad. Every section corresponds to one piece of evidence.
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


def _named(name: str, default: Any) -> Any:
    """A field whose JSON name is a Python keyword."""
    return Field(default=default, validation_alias=name, serialization_alias=name)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class LaneFacts(_Section):
    """Where the person stands."""

    direction: Direction | None = None
    control_level: ControlLevel | None = None


class CodeFacts(_Section):
    """The code that was shown."""

    kind: CodeKind | None = None


class PassFacts(_Section):
    """The pass 出入证."""

    validity: PassValidity | None = None
    pass_class: (
        Literal["resident", "temporary", "delivery", "vehicle", "commuter"] | None
    ) = _named("class", None)
    community: str | None = Field(default=None, description="12-digit code")
    home: bool | None = Field(default=None, description="issued by this community")
    member: int | None = Field(default=None, ge=0, le=15)
    generation: int | None = Field(default=None, ge=0, description="pass series")
    expires_at: AwareDatetime | None = None


class HealthFacts(_Section):
    """The health code 健康码, as its service answered."""

    answer: Answer | None = None
    colour: Colour | None = None
    colour_seen: Colour | None = Field(default=None, description="by the camera")
    age_minutes: float | None = Field(default=None, ge=0)


class TravelFacts(_Section):
    """Where the person comes from 行程."""

    answer: Answer | None = None
    risk: TravelRisk | None = Field(
        default=None, description="worst level among the regions visited"
    )
    returnee: bool | None = Field(default=None, description="came back from outside")
    arrived_at: AwareDatetime | None = None
    list_age_hours: float | None = Field(default=None, ge=0)


class NatFacts(_Section):
    """Nucleic acid test 核酸检测."""

    answer: Answer | None = None
    result: NatResult | None = None
    sampled_at: AwareDatetime | None = None


class VaccinationFacts(_Section):
    """Vaccination 疫苗接种."""

    answer: Answer | None = None
    doses: int | None = Field(default=None, ge=0, le=20)


class TemperatureFacts(_Section):
    """The last temperature of this passage."""

    kind: TemperatureKind | None = None
    celsius: float | None = Field(default=None, ge=-70, le=400)
    quality: Quality | None = None
    attempts: int | None = Field(default=None, ge=0, description="so far, this passage")


class MaskFacts(_Section):
    """The volunteer's look at the mask."""

    worn: bool | None = None


class RegistrationFacts(_Section):
    """The registration form."""

    complete: bool | None = None
    signed: bool | None = None


class WatchListFacts(_Section):
    """The watch-list 管控对象."""

    answer: Answer | None = None
    hit: bool | None = None
    category: str | None = None
    list_age_hours: float | None = Field(default=None, ge=0)


class HouseholdFacts(_Section):
    """Uses of the household's pass in the quota window."""

    uses: int | None = Field(default=None, ge=0)
    voided: bool | None = None
    relief: bool | None = Field(default=None, description="leader's exception today")


class PresenceFacts(_Section):
    """Whether the holder is inside, as far as this gate knows."""

    state: Literal["inside", "outside", "unknown"] | None = None
    left_at: AwareDatetime | None = None


class PersonFacts(_Section):
    """Who the person is, beyond the pass."""

    kind: (
        Literal["resident", "visitor", "commuter", "delivery", "worker", "patient"]
        | None
    ) = None
    purpose: str | None = Field(default=None, description="slug of the reason")


class VehicleFacts(_Section):
    """The vehicle, if there is one."""

    kind: Literal["resident", "outside", "delivery", "emergency"] | None = None
    plate_matches: bool | None = Field(default=None, description="pass against plate")
    occupants: int | None = Field(default=None, ge=1, le=80)
    occupants_recorded: int | None = Field(default=None, ge=0, le=80)


class ProofFacts(_Section):
    """Paper proofs the volunteer looked at."""

    employer: bool | None = None
    medical: bool | None = None
    village: bool | None = None


class Facts(_Section):
    """Everything the rules may look at about one passage, at one moment."""

    now: AwareDatetime | None = Field(default=None, description="wall time")
    clock: Literal["synced", "rtc", "trusted", "unsure"] | None = None
    lane: LaneFacts = LaneFacts()
    code: CodeFacts = CodeFacts()
    pass_: PassFacts = _named("pass", PassFacts())
    health: HealthFacts = HealthFacts()
    travel: TravelFacts = TravelFacts()
    nat: NatFacts = NatFacts()
    vaccination: VaccinationFacts = VaccinationFacts()
    temperature: TemperatureFacts = TemperatureFacts()
    mask: MaskFacts = MaskFacts()
    registration: RegistrationFacts = RegistrationFacts()
    watch_list: WatchListFacts = WatchListFacts()
    household: HouseholdFacts = HouseholdFacts()
    presence: PresenceFacts = PresenceFacts()
    person: PersonFacts = PersonFacts()
    vehicle: VehicleFacts = VehicleFacts()
    proofs: ProofFacts = ProofFacts()

    def context(self) -> dict[str, Any]:
        """Return the facts by CEL name; a missing fact is an absent key."""
        known = self.model_dump(by_alias=True, exclude_none=True)
        return {section: {} for section in SECTIONS} | known


def _sections() -> dict[str, type[BaseModel]]:
    return {
        info.serialization_alias or name: info.annotation
        for name, info in Facts.model_fields.items()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    }


SECTIONS = _sections()
"""Section models by CEL name; each section is one piece of evidence."""


def fact_names() -> frozenset[str]:
    """Every dotted name a rule may use, e.g. ``temperature.celsius`` and ``now``."""
    bare = {n for n in Facts.model_fields if n not in SECTIONS} - {"pass_"}
    dotted = {
        f"{section}.{info.serialization_alias or name}"
        for section, model in SECTIONS.items()
        for name, info in model.model_fields.items()
    }
    return frozenset(bare | dotted)
