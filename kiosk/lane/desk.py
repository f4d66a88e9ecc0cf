"""The lane's desk: the view out, the volunteer's touches in."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from kiosk.core.errors import FormError
from kiosk.core.evidence import (
    MaskTick,
    Quality,
    TemperatureKind,
    TemperatureReading,
)
from kiosk.core.override import LONGEST_NOTE, REASONS, Override
from kiosk.core.registration.asked import asked_of
from kiosk.core.statement import statement
from kiosk.core.vehicle import emergency_entry, vehicle_entry
from kiosk.core.view import LaneState, LaneView
from kiosk.lane.earlier import EarlierForms
from kiosk.lane.lane import Lane
from kiosk.lane.parts import (
    Acknowledge,
    ArriveBy,
    Overrule,
    TakeBack,
    Touch,
    TurnBack,
)
from kiosk.lane.passage import Passage
from kiosk.lane.registration import Forms
from kiosk.ports import Clock

CONTACT_C = (30.0, 45.0)
_COLLECTING = {LaneState.WAITING, LaneState.GATHERING}
_CLOSABLE = {
    LaneState.GATHERING,
    LaneState.REGISTERING,
    LaneState.PASSING,
    LaneState.STOPPED,
    LaneState.UNRECORDED,
}


class LaneDesk:
    """Implements ``ports.Desk`` for one lane.

    Args:
        lane: The lane.
        clock: Says when a touch came.
        earlier: The forms of today, shared by the kiosk's lanes.
    """

    def __init__(
        self, lane: Lane, clock: Clock, earlier: EarlierForms | None = None
    ) -> None:
        self._lane, self._clock = lane, clock
        self._forms = Forms(clock, earlier or EarlierForms())

    @property
    def lane(self) -> str:
        """The lane's id."""
        return self._lane.board.view.lane

    def view(self) -> LaneView:
        """The lane now."""
        return self._lane.board.view

    def views(self) -> AsyncIterator[LaneView]:
        """The lane now, then the newest view after every change."""
        return self._lane.board.views()

    def tick_mask(self, passage: str | None, *, worn: bool) -> None:
        """Record the look at the mask; see ``ports.Desk``."""
        self._check(passage, _COLLECTING)
        at = self._clock.monotonic()
        self._lane.offer(Touch(passage=passage, evidence=MaskTick(worn=worn, at=at)))

    def state(
        self, passage: str | None, said: Mapping[str, Mapping[str, object]]
    ) -> None:
        """Record what the volunteer saw or was told; see ``ports.Desk``."""
        self._check(passage, _COLLECTING)
        told = statement(said, self._clock.monotonic())
        self._lane.offer(Touch(passage=passage, evidence=told))

    def enter_temperature(self, passage: str | None, celsius: float) -> None:
        """Record a contact thermometer's figure; see ``ports.Desk``."""
        self._check(passage, _COLLECTING)
        low, high = CONTACT_C
        if not low <= celsius <= high:  # also refuses NaN
            raise FormError("celsius", "out-of-range", f"{low} to {high} °C")
        reading = TemperatureReading(
            celsius=celsius,
            kind=TemperatureKind.CONTACT,
            quality=Quality.GOOD,
            episode=0,
            taken_at=self._clock.monotonic(),
        )
        self._lane.offer(Touch(passage=passage, evidence=reading))

    def register(self, passage: str | None, fields: Mapping[str, str]) -> None:
        """Record a registration form; see ``ports.Desk``."""
        open_one = self._registering(passage)
        view = self.view()
        asked = asked_of(view.person, view.reasons)
        form = self._forms.registration(fields, open_one, asked)
        self._lane.offer(Touch(passage=passage, evidence=form))

    def recall(
        self, passage: str | None, fields: Mapping[str, str]
    ) -> tuple[str, datetime] | None:
        """Find today's form of the same person; see ``ports.Desk``."""
        found = self._forms.recall(fields, self._registering(passage))
        return (found.masked_name, found.at) if found else None

    def next_person(self, passage: str | None) -> None:
        """Close what is on the screen; see ``ports.Desk``."""
        self._check(passage, _CLOSABLE)
        self._lane.offer(Acknowledge(passage=passage))

    def overrule(self, passage: str, override: Override) -> None:
        """Let pass whom the rules stopped; see ``ports.Desk``."""
        self._check(passage, {LaneState.STOPPED})
        if override.reason not in REASONS:
            raise FormError("reason", "missing", "one of the reasons offered")
        if override.reason == "other" and not override.note.strip():
            raise FormError("note", "missing", "what the reason is")
        if len(override.note) > LONGEST_NOTE:
            raise FormError("note", "too-long", f"up to {LONGEST_NOTE} characters")
        self._lane.offer(Overrule(passage=passage, override=override))

    def take_back(self, passage: str) -> None:
        """Record that nobody went through; see ``ports.Desk``."""
        if self.view().undoable != passage:
            raise FormError("passage", "passage-over", "it is too late for that")
        self._lane.offer(TakeBack(passage=passage))

    def arrive_by(self, passage: str | None, fields: Mapping[str, str]) -> None:
        """Record the vehicle before the lane; see ``ports.Desk``."""
        here = self._lane.stand.aboard.visit
        entry = vehicle_entry(fields, here.plate if here else None)
        self._lane.offer(ArriveBy(passage=passage, entry=entry))

    def turn_back(self, visit: str) -> None:
        """Record that the vehicle drove away again; see ``ports.Desk``."""
        vehicle = self.view().vehicle
        if vehicle is None or vehicle.id != visit:
            raise FormError("passage", "passage-over", "the vehicle is gone already")
        self._lane.offer(TurnBack(visit=visit))

    async def let_emergency_pass(self) -> None:
        """Open the gate for an emergency vehicle, now; see ``ports.Desk``."""
        await self._lane.emergencies.open()

    def describe_emergency(self, emergency: str, fields: Mapping[str, str]) -> None:
        """Note what an emergency vehicle was; see ``ports.Desk``."""
        self._lane.emergencies.describe(emergency, emergency_entry(fields))

    def shown(self, passage: str) -> None:
        """Note that a browser drew the verdict."""
        self._lane.stages.shown(passage, self._clock.monotonic())

    def _registering(self, passage: str | None) -> Passage:
        self._check(passage, {LaneState.REGISTERING})
        open_one = self._lane.passage
        if open_one is None:  # the board shows what the lane has
            raise RuntimeError("the board shows a form and the lane has nobody")
        return open_one

    def _check(self, passage: str | None, states: set[LaneState]) -> None:
        view = self.view()
        if view.passage != passage or view.state not in states:
            raise FormError("passage", "passage-over", "this person is already done")
