"""One lane from its settings."""

import uuid
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.app.badges import Badges
from kiosk.app.district import District
from kiosk.app.journeys import ListedJourneys
from kiosk.app.lists import Lists
from kiosk.app.policies import Policies
from kiosk.app.report_maker import ReportMaker
from kiosk.app.shift_rows import ShiftRows
from kiosk.app.signers import Signers
from kiosk.app.token_desk import JournalTokenDesk
from kiosk.clock import boot_id
from kiosk.config.tables import LaneSettings, Settings
from kiosk.lane.desk import LaneDesk
from kiosk.lane.earlier import EarlierForms
from kiosk.lane.lane import Lane
from kiosk.lane.parts import Parts, Setting, Timing
from kiosk.lane.record import Place
from kiosk.ports import Clock, Gate, HealthCodeService
from kiosk.store.holders import Holders
from kiosk.store.journal import SqliteJournal
from kiosk.store.keyring import Keyring
from kiosk.store.standing import RecordedStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all lanes of a kiosk share."""

    settings: Settings
    clock: Clock
    journal: SqliteJournal
    keys: Keyring
    lists: Lists
    journeys: ListedJourneys
    policies: Policies
    records: RecordedStanding
    signers: Signers | None
    holders: Holders
    shifts: ShiftRows
    reports: ReportMaker
    tokens: JournalTokenDesk
    badges: Badges
    health: HealthCodeService
    earlier: EarlierForms = field(default_factory=EarlierForms)

    @property
    def district(self) -> District:
        """Asks the lists from above."""
        return self.journeys.district

    @property
    def directory(self) -> Path:
        """Where records live."""
        return self.settings.store.directory


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
