"""A passage as the screen shows it."""

from dataclasses import replace

from kiosk.core.errors import KioskError
from kiosk.core.evidence import CodeKind
from kiosk.core.registration.tidy import mask_name
from kiosk.core.view import LaneState, LaneView
from kiosk.lane.facts import person_facts
from kiosk.lane.passage import Passage


def lane_view(
    before: LaneView,
    state: LaneState,
    passage: Passage | None,
    *,
    seq: int | None = None,
) -> LaneView:
    """Build the next view of a lane.

    Args:
        before: The view it replaces; gives lane id and revision.
        state: Where the passage stands.
        passage: The passage on the screen, or None while waiting.
        seq: Its journal number once recorded.
    """
    base = LaneView(lane=before.lane, revision=before.revision + 1, state=state)
    if passage is None:
        return base
    reading, temperature = passage.reading, passage.temperature
    decision, answer = passage.decision, passage.health_answer
    health, signed = passage.codes.get(CodeKind.HEALTH), passage.certificate
    final = decision is not None and decision.final and state is not LaneState.GATHERING
    return LaneView(
        lane=base.lane,
        revision=base.revision,
        state=state,
        passage=passage.id,
        needs=decision.needs if decision else (),
        verdict=decision.verdict if decision and final else None,
        reasons=decision.reasons if decision else (),
        actions=decision.actions if decision else (),
        code_kind=reading.kind if reading else None,
        code_error=reading.error if reading else None,
        code_name=health.reading.code_name if health else None,
        crowd=passage.crowd and state is LaneState.GATHERING,
        asking=passage.awaits_answer,
        health=answer.answer if answer else None,
        health_colour=answer.colour if answer else None,
        certificate=signed.certificate if signed else None,
        certificate_error=signed.error if signed else None,
        pass_class=reading.claims.pass_class if reading and reading.claims else None,
        masked_name=passage.masked_name,
        celsius=temperature.celsius if temperature else None,
        temperature_kind=temperature.kind if temperature else None,
        quality=temperature.quality if temperature else None,
        mask=passage.mask.worn if passage.mask else None,
        person=person_facts(passage).kind,
        told=passage.told,
        card=mask_name(passage.card.name) if passage.card else None,
        rides=passage.rides,
        seq=seq,
    )


def with_fault(view: LaneView, error: KioskError) -> LaneView:
    """``view`` with what is broken, and what staff should do about it."""
    advice = getattr(error, "advice", None) or str(error)
    return replace(view, fault=error.slug, fault_advice=advice)
