"""Facts 事实: everything the rules may look at; if it is not here, it cannot count.

A fact that is None is missing: a rule that wants it becomes a need. Every section
corresponds to one piece of evidence.
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, Literal, get_args

from pydantic import AwareDatetime, BaseModel, Field

from kiosk.core.sections import (
    CodeFacts,
    DisinfectionFacts,
    HealthFacts,
    HouseholdFacts,
    LaneFacts,
    MaskFacts,
    NatFacts,
    PassFacts,
    PresenceFacts,
    RegistrationFacts,
    Section,
    TemperatureFacts,
    TravelFacts,
    VaccinationFacts,
    WatchListFacts,
    named,
)
from kiosk.core.visit import GoodsFacts, PersonFacts, ProofFacts, VehicleFacts

KIND_OF_CLASS: Final = {
    "resident": "resident",
    "temporary": "visitor",
    "delivery": "delivery",
    "commuter": "commuter",
}
"""Who somebody is as the class of their pass says; a vehicle's says nothing of it."""


class Facts(Section):
    """Everything the rules may look at about one passage, at one moment."""

    now: AwareDatetime | None = Field(default=None, description="wall time")
    clock: Literal["synced", "rtc", "trusted", "unsure"] | None = None
    lane: LaneFacts = LaneFacts()
    code: CodeFacts = CodeFacts()
    pass_: PassFacts = named("pass", PassFacts())
    health: HealthFacts = HealthFacts()
    travel: TravelFacts = TravelFacts()
    nat: NatFacts = NatFacts()
    vaccination: VaccinationFacts = VaccinationFacts()
    temperature: TemperatureFacts = TemperatureFacts()
    mask: MaskFacts = MaskFacts()
    disinfection: DisinfectionFacts = DisinfectionFacts()
    registration: RegistrationFacts = RegistrationFacts()
    watch_list: WatchListFacts = WatchListFacts()
    household: HouseholdFacts = HouseholdFacts()
    presence: PresenceFacts = PresenceFacts()
    person: PersonFacts = PersonFacts()
    vehicle: VehicleFacts = VehicleFacts()
    proofs: ProofFacts = ProofFacts()
    goods: GoodsFacts = GoodsFacts()

    def context(self) -> dict[str, Any]:
        """Return the facts by CEL name; a missing fact is an absent key.

        What follows from other facts is added: who the person is, from the class of
        a pass; and a time stated without a word on the clock is to be trusted.
        """
        known = self.model_dump(by_alias=True, exclude_none=True)
        facts = {section: {} for section in SECTIONS} | known
        for section, name in _MOMENTS:
            of = facts[section] if section else facts
            if name in of:
                of[name] = _in_utc(of[name])
        if self.now is not None:
            facts.setdefault("clock", "trusted")
        if kind := KIND_OF_CLASS.get(self.pass_.pass_class or ""):
            facts["person"].setdefault("kind", kind)
        return facts


def _in_utc(moment: datetime) -> datetime:
    """The same moment: CEL's ``getHours()`` takes it as is; compared in no time."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # in the first hours of the year 1, or the last of 9999
        return moment


def _sections() -> dict[str, type[BaseModel]]:
    return {
        info.serialization_alias or name: info.annotation
        for name, info in Facts.model_fields.items()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    }


SECTIONS = _sections()
"""Section models by CEL name; each section is one piece of evidence."""


_SECTIONS_AND_NONE: Final[dict[str, type[BaseModel]]] = {"": Facts, **SECTIONS}
_MOMENTS: Final = tuple(
    (section, name)
    for section, model in _SECTIONS_AND_NONE.items()
    for name, info in model.model_fields.items()
    if AwareDatetime in get_args(info.annotation)
)
"""Section and name of each fact that is a time; ``now`` is in no section."""


@cache
def fact_names() -> frozenset[str]:
    """Every dotted name a rule may use, e.g. ``temperature.celsius`` and ``now``."""
    bare = {n for n in Facts.model_fields if n not in SECTIONS} - {"pass_"}
    dotted = {
        f"{section}.{info.serialization_alias or name}"
        for section, model in SECTIONS.items()
        for name, info in model.model_fields.items()
    }
    return frozenset(bare | dotted)
