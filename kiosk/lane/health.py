"""What the health-code service said, as facts and as part of a record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, get_args

from kiosk.core.evidence import Answer, Colour, HealthAnswer
from kiosk.core.region import worst
from kiosk.core.sections import HealthFacts, NatFacts, TravelFacts, VaccinationFacts

Asked = TypeVar("Asked", HealthFacts, TravelFacts, NatFacts, VaccinationFacts)
"""A section that a service is asked for and a volunteer may fill in."""


def health_facts(
    answer: HealthAnswer | None, colour_seen: str | None, now: datetime
) -> HealthFacts:
    """The health code's facts.

    Args:
        answer: What the service said; None while it was not asked or is silent.
        colour_seen: The colour the camera saw, in the reader's words.
        now: Wall time, aware.
    """
    seen = colour_seen if colour_seen in get_args(Colour) else None
    facts: dict[str, Any] = {"colour_seen": seen}
    if answer is not None:
        facts |= {"answer": answer.answer, "colour": answer.colour}
    if answer is not None and answer.refreshed_at is not None:
        age_s = (now - answer.refreshed_at).total_seconds()
        facts["age_minutes"] = max(0.0, age_s / 60)  # their clock may be ahead of ours
    return HealthFacts.model_validate(facts)


def travel_facts(answer: HealthAnswer | None) -> TravelFacts:
    """Where the person comes from, if the service says so."""
    if answer is None:
        return TravelFacts()
    told = answer.travel_risk is not None or answer.returnee is not None
    return TravelFacts(
        answer=_of_part(answer, told=told),
        risk=answer.travel_risk,
        returnee=answer.returnee,
    )


def nat_facts(answer: HealthAnswer | None) -> NatFacts:
    """The newest test, if the service says so."""
    if answer is None:
        return NatFacts()
    return NatFacts(
        answer=_of_part(answer, told=answer.nat_result is not None),
        result=answer.nat_result,
        sampled_at=answer.nat_sampled_at,
    )


def vaccination_facts(answer: HealthAnswer | None) -> VaccinationFacts:
    """The vaccinations, if the service says so."""
    if answer is None:
        return VaccinationFacts()
    return VaccinationFacts(
        answer=_of_part(answer, told=answer.doses is not None), doses=answer.doses
    )


def first_answered(service: Asked, told: Asked) -> Asked:
    """The service's word where it gave one, else the volunteer's.

    What the camera saw belongs to neither and stays.
    """
    if told.answer is None or service.answer is Answer.ANSWERED:
        return service
    if isinstance(service, HealthFacts):
        return told.model_copy(update={"colour_seen": service.colour_seen})
    return told


def travel_of(service: TravelFacts, told: TravelFacts) -> TravelFacts:
    """Where the person comes from, by the service and the volunteer together.

    A word of either that is worse counts: who owns up to a risk area is believed.
    """
    first = first_answered(service, told)
    if {service.answer, told.answer} != {Answer.ANSWERED}:
        return first
    risks = [risk for risk in (service.risk, told.risk) if risk is not None]
    both = told.model_dump(exclude_none=True) | service.model_dump(exclude_none=True)
    returned = [r for r in (service.returnee, told.returnee) if r is not None]
    return TravelFacts.model_validate(
        both
        | {
            "risk": worst(risks) if risks else None,
            "returnee": any(returned) if returned else None,
        }
    )


def health_record(
    code_name: str | None, colour_seen: str | None, answer: HealthAnswer | None
) -> Mapping[str, Any]:
    """The health code and its answer as they are journalled; no name, no code text."""
    record: dict[str, Any] = {"code": code_name, "colour_seen": colour_seen}
    if answer is None:
        return record | {"answer": None}
    refreshed, sampled = answer.refreshed_at, answer.nat_sampled_at
    return record | {
        "answer": str(answer.answer),
        "slug": answer.slug,
        "source": answer.source,
        "colour": answer.colour,
        "refreshed_at": refreshed.isoformat() if refreshed else None,
        "nat": answer.nat_result,
        "nat_sampled_at": sampled.isoformat() if sampled else None,
        "doses": answer.doses,
        "travel": answer.travel_risk,
        "returnee": answer.returnee,
    }


def _of_part(answer: HealthAnswer, *, told: bool) -> Answer:
    """How the service answered as far as one part is concerned.

    A service that answered and says nothing of the part cannot be asked about it: that
    is ``unverified``, not a need that nobody could ever meet.
    """
    if answer.answer is Answer.ANSWERED and not told:
        return Answer.UNVERIFIED
    return answer.answer
