"""A passage as a journal record: nothing personal in the payload."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from kiosk.core.evidence import CodeKind, PassClaims
from kiosk.core.record import Draft, Kind, Person
from kiosk.core.registration.plate import tidy_plate
from kiosk.core.sections import Direction
from kiosk.core.verdict import Decision
from kiosk.lane.certificate import certificate_record
from kiosk.lane.form_record import card_record, registration_record
from kiosk.lane.health import health_record
from kiosk.lane.passage import Passage
from kiosk.lane.recorded_facts import recorded_facts
from kiosk.ports import ClockState

Outcome = Literal[
    "decided", "abandoned", "given-up", "not-passed", "overridden", "described"
]
"""decided: the verdict stands; abandoned: the person left before one; given-up: the
verdict could not be written and the volunteer moved on with the gate shut; not-passed:
the person was let through and did not go; overridden: a leader let them pass after
all, in a row of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record was made; carried by every record.

    Attributes:
        kiosk: The kiosk's id.
        checkpoint: The checkpoint's id.
        lane: The lane's id.
        grid: 县/乡镇/社区/网格 path.
        direction: in or out.
        demonstration: True when a simulator stands in for a device.
    """

    kiosk: str
    checkpoint: str
    lane: str
    grid: str
    direction: Direction
    demonstration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a record was made, on both clocks, and the staff numbers on duty then."""

    now: datetime
    clock: ClockState
    monotonic: float
    boot: str
    on_duty: tuple[str, ...] = ()


def passage_draft(
    passage: Passage, outcome: Outcome, place: Place, moment: Moment
) -> Draft:
    """Build the record of a passage.

    Args:
        passage: With its decision, if there is one.
        outcome: How it ended.
        place: Where.
        moment: When it ended.
    """
    decision = passage.decision
    payload: dict[str, Any] = {
        "passage": passage.id,
        "outcome": outcome,
        "kiosk": place.kiosk,
        "checkpoint": place.checkpoint,
        "lane": place.lane,
        "grid": place.grid,
        "direction": str(place.direction),
        "demonstration": place.demonstration,
        "verdict": str(decision.verdict)
        if decision and outcome != "abandoned"
        else None,
        "reasons": list(decision.reasons) if decision else [],
        "rules": list(decision.rules) if decision else [],
        "actions": list(decision.actions) if decision else [],
        "needs": [str(n) for n in decision.needs] if decision else [],
        "policy": decision.policy if decision else None,
        **_asked(decision),
        "clock": moment.clock,
        "boot": moment.boot,
        "monotonic": round(moment.monotonic, 3),
        "on_duty": list(moment.on_duty),
        "code": _code(passage),
        "health": _health(passage),
        "certificate": certificate_record(passage.certificate)
        if passage.certificate
        else None,
        "temperature": _temperature(passage),
        "told": passage.told.model_dump(mode="json", by_alias=True, exclude_none=True),
        "mask": passage.mask.worn if passage.mask else None,
        "registered": passage.registration is not None,
        "registration": registration_record(passage.registration)
        if passage.registration
        else None,
        "stages_ms": _stages(passage),
    }
    if passage.visit is not None:
        payload["vehicle"] = passage.visit.record(rides=passage.rides)
    return Draft(
        kind=Kind.PASSAGE, at=moment.now, payload=payload, person=_person(passage)
    )


def given_up(draft: Draft) -> Draft:
    """The record of a verdict that could not be written while the person waited."""
    payload = {**draft.payload, "outcome": "given-up"}
    return replace(draft, payload=payload, bearer=None)


def _asked(decision: Decision | None) -> dict[str, Any]:
    """What the rules were asked about, so that the record alone explains itself."""
    if decision is None or decision.asked is None:
        return {}
    facts, withheld = recorded_facts(decision.asked)
    return {"facts": facts} | ({"withheld": withheld} if withheld else {})


def _code(passage: Passage) -> dict[str, Any] | None:
    if passage.reading is None:
        return None
    claims = passage.reading.claims
    return {
        "kind": str(passage.reading.kind),
        "error": passage.reading.error,
        "class": claims.pass_class if claims else None,
        "community": claims.community if claims else None,
    }


def _health(passage: Passage) -> Mapping[str, Any] | None:
    shown, answer = passage.codes.get(CodeKind.HEALTH), passage.health_answer
    if shown is None and answer is None:
        return None
    name = shown.reading.code_name if shown else None
    return health_record(name, shown.scan.colour if shown else None, answer)


def _temperature(passage: Passage) -> dict[str, Any] | None:
    reading = passage.temperature
    if reading is None:
        return None
    return {
        "celsius": round(reading.celsius, 2),
        "kind": str(reading.kind),
        "quality": str(reading.quality),
        "attempts": passage.attempts,
        "object_c": reading.object_c,
        "ambient_c": reading.ambient_c,
        "body_c": reading.body_c,
        "offset_c": reading.offset_c,
        "offset_version": reading.offset_version,
        "samples": reading.samples,
        "spread_c": round(reading.spread_c, 2),
    }


def _stages(passage: Passage) -> dict[str, float]:
    """Milliseconds since the first evidence, of the stages before the record."""
    times = {"latest": passage.latest_at, "decided": passage.decided_at}
    if passage.scan:
        times |= {"frame": passage.scan.captured_at, "decoded": passage.scan.decoded_at}
    return {
        stage: round((at - passage.opened_at) * 1000, 1)
        for stage, at in times.items()
        if at is not None
    }


def _person(passage: Passage) -> Person | None:
    claims = passage.reading.claims if passage.reading else None
    form = dict(passage.registration.fields) if passage.registration else {}
    health = passage.codes.get(CodeKind.HEALTH)
    if claims:
        subject = claims.pass_id
    elif form:
        subject = form.get("id_number", form["phone"])
    elif passage.card:
        subject = passage.card.id_number
    elif health:  # a token that changes, but all there is
        subject = health.scan.text
    elif passage.visit:
        subject = passage.visit.plate
    else:
        return None
    private: dict[str, Any] = {
        "pass": _claims(claims) if claims else None,
        "form": form or None,
        "card": card_record(passage.card) if passage.card and not form else None,
        "health_code": health.scan.text if health else None,
    }
    if passage.visit:
        private["vehicle"] = {"plate": passage.visit.plate}
    pass_plate = tidy_plate(claims.plate) if claims and claims.plate else None
    return Person(
        subject=subject,
        masked=passage.masked_name or "",
        private=private,
        plate=passage.visit.plate if passage.visit else pass_plate,
    )


def _claims(claims: PassClaims) -> dict[str, Any]:
    return {
        "pass_id": claims.pass_id,
        "household": claims.household,
        "member": claims.member,
        "plate": claims.plate,
    }
