"""A lane and a camera as the screens see them: real code, moved by the test."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar

from kiosk.core.card import PassCard
from kiosk.core.errors import FormError
from kiosk.core.incident import Incident
from kiosk.core.override import Override
from kiosk.core.staff import Staff
from kiosk.core.statement import statement
from kiosk.core.vehicle import emergency_entry, vehicle_entry
from kiosk.core.view import Condition, DeviceStatus, KioskStatus, LaneView
from kiosk.store.errors import StoreFull
from tests.fakes import HOME, NOON

ALL_WELL = KioskStatus(
    devices=tuple(
        DeviceStatus(name=name, condition=Condition.OK)
        for name in ("camera", "thermometer", "journal")
    )
)


class FakeDesk:
    """Keeps one view; ``show`` may be called from any thread.

    Attributes:
        touches: What the volunteer did, in order.
        ends: When set, ``views`` ends after the view it has now.
        recalled: Today's form of whoever is asked about.
        refusal: What every form is refused with, or None.
    """

    def __init__(self, lane: str = "1", *, ends: bool = False) -> None:
        self._view = LaneView(lane=lane)
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self.touches: list[tuple[str, object]] = []
        self.ends = ends
        self.recalled: tuple[str, datetime] | None = None
        self.refusal: FormError | None = None

    @property
    def lane(self) -> str:
        return self._view.lane

    def show(self, view: LaneView) -> None:
        """Replace the view and wake every screen."""
        self._view = replace(
            view, lane=self._view.lane, revision=self._view.revision + 1
        )
        for changed, loop in list(self._waiting.items()):
            loop.call_soon_threadsafe(changed.set)

    def view(self) -> LaneView:
        return self._view

    async def views(self) -> AsyncIterator[LaneView]:
        changed = asyncio.Event()
        self._waiting[changed] = asyncio.get_running_loop()
        try:
            while True:
                changed.clear()
                yield self._view
                if self.ends:
                    return
                await changed.wait()
        finally:
            del self._waiting[changed]

    @property
    def screens(self) -> int:
        """How many screens watch now."""
        return len(self._waiting)

    def tick_mask(self, passage: str | None, *, worn: bool) -> None:
        self._check(passage)
        self.touches.append(("mask", worn))

    def state(
        self, passage: str | None, said: Mapping[str, Mapping[str, object]]
    ) -> None:
        self._check(passage)
        statement(said, 0.0)
        self.touches.append(("state", said))

    def enter_temperature(self, passage: str | None, celsius: float) -> None:
        self._check(passage)
        if not 30.0 <= celsius <= 45.0:
            raise FormError("celsius", "out-of-range", "30.0 to 45.0 °C")
        self.touches.append(("temperature", celsius))

    def register(self, passage: str | None, fields: Mapping[str, str]) -> None:
        self._check(passage)
        if self.refusal is not None:
            raise self.refusal
        if "name" not in fields:
            raise FormError("name", "missing", "1 to 40 characters")
        self.touches.append(("register", dict(fields)))

    def recall(
        self, passage: str | None, fields: Mapping[str, str]
    ) -> tuple[str, datetime] | None:
        self._check(passage)
        self.touches.append(("recall", dict(fields)))
        return self.recalled

    def overrule(self, passage: str, override: Override) -> None:
        self._check(passage)
        self.touches.append(("overrule", override))

    def next_person(self, passage: str | None) -> None:
        self._check(passage)
        self.touches.append(("next", passage))

    def take_back(self, passage: str) -> None:
        if passage != self._view.undoable:
            raise FormError("passage", "passage-over", "it is too late for that")
        self.touches.append(("take-back", passage))

    def arrive_by(self, passage: str | None, fields: Mapping[str, str]) -> None:
        vehicle_entry(fields, "甘A12345" if self._view.vehicle else None)
        self.touches.append(("arrive-by", (passage, dict(fields))))

    def turn_back(self, visit: str) -> None:
        self.touches.append(("turn-back", visit))

    async def let_emergency_pass(self) -> None:
        self.touches.append(("emergency", None))

    def describe_emergency(self, emergency: str, fields: Mapping[str, str]) -> None:
        emergency_entry(fields)
        self.touches.append(("described", (emergency, dict(fields))))

    def shown(self, passage: str) -> None:
        self.touches.append(("shown", passage))

    def _check(self, passage: str | None) -> None:
        if passage != self._view.passage:
            raise FormError("passage", "passage-over", "this person is already done")


@dataclass
class FakeDrafts:
    """Keeps half-filled forms in memory."""

    kept: dict[bytes, dict[str, str]] = field(default_factory=dict)

    def keep(self, key: bytes, fields: Mapping[str, str]) -> None:
        self.kept[key] = dict(fields)

    def find(self, key: bytes) -> Mapping[str, str] | None:
        return self.kept.get(key)

    def forget(self, key: bytes) -> None:
        self.kept.pop(key, None)


@dataclass
class FakePreview:
    """Hands out whatever picture it was given."""

    picture: bytes | None = None
    asked: int = 0

    def jpeg(self) -> bytes | None:
        self.asked += 1
        return self.picture


@dataclass
class FakeStatus:
    """A status the test may change."""

    now: KioskStatus = field(default_factory=lambda: ALL_WELL)

    def __call__(self) -> KioskStatus:
        return self.now


@dataclass
class FakeOffice:
    """Makes the same card for everybody, or refuses."""

    TEXT: ClassVar = "KP1:" + "A" * 173

    refusal: FormError | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    async def issue(self, fields: Mapping[str, str]) -> PassCard:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(dict(fields))
        return PassCard(
            text=self.TEXT,
            pass_id="a1b2c3d4e5f6",
            pass_class="temporary",
            community=HOME,
            not_before=NOON,
            expires=NOON + timedelta(hours=4),
            generation=7,
            household="<b>3-2-501",
            masked_name="测**",
        )


@dataclass
class FakeIncidents:
    """An incident office in memory that can be told to refuse."""

    found: list[Incident] = field(default_factory=list)
    done: list[tuple[str, ...]] = field(default_factory=list)
    readable: bool = True

    def open_count(self) -> int | None:
        return len([i for i in self.found if i.closed_at is None])

    def newest(self) -> list[Incident]:
        if not self.readable:
            raise StoreFull("the card is full")
        return self.found

    async def tick(self, passage: str, step: str, by: str) -> None:
        self.done.append(("tick", passage, step, by))

    async def close(self, passage: str, result: str, by: str, note: str) -> None:
        if not result:
            raise FormError("result", "missing", "one of the card's results")
        self.done.append(("close", passage, result, by, note))


@dataclass
class FakeSignIn:
    """A sign-in desk at which everybody has the same PIN."""

    people: list[Staff] = field(default_factory=list)
    pause: float = 0.0
    readable: bool = True
    sessions: dict[str, Staff] = field(default_factory=dict)
    idle: list[bool] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)

    def staff(self) -> list[Staff]:
        if not self.readable:
            raise StoreFull("the card is full")
        return self.people

    def wait_s(self, number: str, device: str) -> float:
        return self.pause if device and not number else 0.0

    def who(self, token: str | None, *, idle: bool = False) -> Staff | None:
        self.idle.append(idle)
        return self.sessions.get(token or "")

    async def sign_in(self, number: str, pin: str, device: str) -> str:
        self.devices.append(device)
        found = [s for s in self.people if s.id == number and pin == "493027"]
        if not found:
            raise FormError("pin", "wrong-pin", device)
        self.sessions[f"token-{number}"] = found[0]
        return f"token-{number}"

    async def prove(self, number: str, pin: str, device: str) -> Staff:
        return self.sessions[await self.sign_in(number, pin, device)]

    async def sign_out(self, token: str | None) -> None:
        self.sessions.pop(token or "", None)
