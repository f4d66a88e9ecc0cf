"""One lane from its settings."""

import uuid
from dataclasses import dataclass, replace

from kiosk.app.house import House
from kiosk.clock import boot_id
from kiosk.config.tables import LaneSettings
from kiosk.lane.desk import LaneDesk
from kiosk.lane.lane import Lane
from kiosk.lane.parts import Parts, Setting, Timing
from kiosk.lane.record import Place
from kiosk.ports import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A lane and its desk."""

    lane: Lane
    desk: LaneDesk


def build_post(
    house: House, settings: LaneSettings, gate: Gate, *, demonstration: bool
) -> Post:
    """Wire one lane to the house."""
    kiosk = house.settings.kiosk
    parts = Parts(
        clock=house.clock,
        journal=house.journal,
        gate=gate,
        judge=house.policies.judge(settings.control_level),
        recognise=house.lists.recognise,
        name_of=house.holders.masked_name,
        standing_of=lambda identity, now: replace(
            house.records.standing_of(identity, now),
            watch_list=house.district.watch_list_facts(identity, now),
        ),
        health=house.health,
        new_id=lambda: str(uuid.uuid4()),
        boot_id=boot_id(),
        on_duty=house.shifts.on_duty,
        take_badge=house.badges.take,
    )
    place = Place(
        kiosk=kiosk.id,
        checkpoint=kiosk.checkpoint,
        lane=settings.id,
        grid=kiosk.grid,
        direction=settings.direction,
        demonstration=demonstration,
    )
    timing = Timing(
        window_s=settings.window_s,
        debounce_s=settings.debounce_s,
        join_s=settings.join_s,
        allow_s=settings.allow_s,
        undo_s=settings.undo_s,
        gate_s=settings.gate_s,
        ask_s=settings.ask_s,
        form_s=settings.form_s,
    )
    level = settings.control_level or house.policies.policy.header.control_level
    setting = Setting(place=place, home=kiosk.community, level=level, timing=timing)
    lane = Lane(parts, setting)
    return Post(lane=lane, desk=LaneDesk(lane, house.clock, house.earlier))
