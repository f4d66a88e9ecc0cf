"""A passage's evidence as facts: what the rules are asked about."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.core.certificate import HealthCertificate
from kiosk.core.evidence import CodeKind
from kiosk.core.facts import KIND_OF_CLASS, Facts
from kiosk.core.sections import (
    CodeFacts,
    LaneFacts,
    MaskFacts,
    PassFacts,
    RegistrationFacts,
    TemperatureFacts,
)
from kiosk.core.standing import Standing
from kiosk.core.visit import PersonFacts, VehicleFacts
from kiosk.lane import health
from kiosk.lane.certificate import most_doses, newest_test, validity
from kiosk.lane.health import first_answered
from kiosk.lane.passage import Passage
from kiosk.ports import ClockState

_PASS_ERROR = "pass-"  # noqa: S105 - a slug's beginning, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known beside the passage's own evidence.

    Attributes:
        lane: Where the person stands.
        home: The community's own 12-digit code.
        now: Wall time, aware.
        clock: How sure it is.
        standing: What the kiosk knows already of the person.
    """

    lane: LaneFacts
    home: str
    now: datetime
    clock: ClockState
    standing: Standing


def passage_facts(passage: Passage, situation: Situation) -> Facts:
    """Everything the rules may look at about a passage, now."""
    answer, shown = passage.health_answer, passage.codes.get(CodeKind.HEALTH)
    colour_seen = shown.scan.colour if shown else None
    told, signed = passage.told, _certificate(passage)
    nat = newest_test(health.nat_facts(answer), signed)
    vaccination = most_doses(health.vaccination_facts(answer), signed)
    return Facts(
        now=situation.now,
        clock=situation.clock,
        lane=situation.lane,
        code=_code_facts(passage),
        pass_=_pass_facts(passage, situation.home),
        health=first_answered(
            health.health_facts(answer, colour_seen, situation.now), told.health
        ),
        travel=health.travel_of(health.travel_facts(answer), told.travel),
        nat=first_answered(nat, told.nat),
        vaccination=first_answered(vaccination, told.vaccination),
        temperature=_temperature_facts(passage),
        mask=MaskFacts(worn=passage.mask.worn if passage.mask else None),
        registration=_registration_facts(passage),
        disinfection=told.disinfection,
        watch_list=situation.standing.watch_list,
        household=situation.standing.household,
        presence=situation.standing.presence,
        person=person_facts(passage),
        vehicle=_vehicle_facts(passage),
        proofs=told.proofs,
        goods=told.goods,
    )


def _code_facts(passage: Passage) -> CodeFacts:
    shown = passage.certificate
    return CodeFacts.model_validate(
        {
            "kind": passage.reading.kind if passage.reading else None,
            "same_person": passage.same_person,
            "certificate": validity(shown) if shown else None,
        }
    )


def _certificate(passage: Passage) -> HealthCertificate | None:
    return passage.certificate.certificate if passage.certificate else None


def person_facts(passage: Passage) -> PersonFacts:
    """Who the person is: as stated, else as the pass and the form say."""
    claims = passage.reading.claims if passage.reading else None
    form = passage.registration.fields if passage.registration else {}
    told = passage.told.person
    by_pass = KIND_OF_CLASS.get(claims.pass_class) if claims else None
    return told.model_copy(
        update={
            "kind": told.kind or by_pass,
            "purpose": told.purpose or form.get("purpose"),
        }
    )


def _registration_facts(passage: Passage) -> RegistrationFacts:
    form = passage.registration
    if form is None:
        return RegistrationFacts()
    return RegistrationFacts.model_validate(
        {
            "complete": True,
            "signed": form.signed,
            "unsigned": form.fields.get("unsigned"),
            "contact": form.contact,
        }
    )


def _pass_facts(passage: Passage, home: str) -> PassFacts:
    if passage.reading is None:
        return passage.told.pass_
    if passage.reading.kind is not CodeKind.PASS:
        unknown = passage.reading.kind is CodeKind.UNKNOWN
        return PassFacts(validity="none") if unknown else passage.told.pass_
    if passage.reading.claims is None:
        slug = passage.reading.error or ""
        return PassFacts.model_validate({"validity": slug.removeprefix(_PASS_ERROR)})
    claims = passage.reading.claims
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


def _temperature_facts(passage: Passage) -> TemperatureFacts:
    if passage.temperature is None:
        return TemperatureFacts()
    return TemperatureFacts(
        kind=passage.temperature.kind,
        celsius=passage.temperature.celsius,
        quality=passage.temperature.quality,
        attempts=passage.attempts,
    )


def _vehicle_facts(passage: Passage) -> VehicleFacts:
    """The vehicle; of somebody who rides, with the people who came so far."""
    visit = passage.visit
    if visit is None:
        return passage.told.vehicle
    so_far = min(visit.recorded + 1, visit.entry.occupants)
    return VehicleFacts(
        kind=visit.kind,
        plate_matches=visit.matches(passage.reading),
        occupants=so_far if passage.rides else visit.entry.occupants,
        occupants_recorded=so_far,
    )
