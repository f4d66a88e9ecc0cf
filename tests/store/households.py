"""Comings and goings of invented households, as the lane and leaders record them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.core.household import HouseholdEvent, Quota
from kiosk.core.record import Bearer, Draft, Kind
from kiosk.core.sections import HouseholdFacts
from kiosk.core.standing import Identity, Standing
from kiosk.store.standing import RecordedStanding
from tests.fakes import NOON, FakeClock
from tests.store.scenes import fill

HOUSE, OTHER = "0000000000bb", "0000000000cc"
MEMBER = Bearer(pass_id="0000000000a1", household=HOUSE, member=1)
SISTER = Bearer(pass_id="0000000000a2", household=HOUSE, member=2)
NEIGHBOUR = Bearer(pass_id="0000000000c1", household=OTHER, member=1)
ALONE = Bearer(pass_id="0000000000d1")
QUOTA = Quota()


def identity(bearer: Bearer) -> Identity:
    return Identity(
        pass_id=bearer.pass_id, household=bearer.household, member=bearer.member
    )


def at(hours: float) -> datetime:
    """So many hours after noon in China on the first day."""
    return NOON + timedelta(hours=hours)


def crossing(
    direction: str,
    bearer: Bearer | None = MEMBER,
    *,
    hours: float = 0,
    relies_on: int | None = None,
    **payload: Any,
) -> Draft:
    said = {
        "passage": f"{direction}-{hours}",
        "outcome": "decided",
        "verdict": "allow",
        "direction": direction,
        "clock": "synced",
        "code": {"kind": "pass", "class": "resident"},
    }
    return Draft(
        kind=Kind.PASSAGE,
        at=at(hours),
        payload=said | payload,
        bearer=bearer,
        relies_on=relies_on,
    )


def out(bearer: Bearer | None = MEMBER, **said: Any) -> Draft:
    return crossing("out", bearer, **said)


def back(bearer: Bearer | None = MEMBER, **said: Any) -> Draft:
    return crossing("in", bearer, **said)


def not_passed(seq: int, bearer: Bearer = MEMBER, *, hours: float = 0) -> Draft:
    return crossing(
        "out", bearer, hours=hours, outcome="not-passed", verdict=None, undoes=seq
    )


def leader(
    event: HouseholdEvent, *, household: str = HOUSE, hours: float = 0, **said: Any
) -> Draft:
    payload = {"event": f"household-{event}", "reason": "other", "clock": "synced"}
    return Draft(
        kind=Kind.AUDIT,
        at=at(hours),
        payload=payload | said,
        bearer=Bearer(household=household),
    )


@dataclass
class Desk:
    """A store and somebody who asks it."""

    store: Path
    quota: Quota = field(default_factory=Quota)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.standing = RecordedStanding(
            self.store, clock=self.clock, quota=lambda: self.quota
        )

    def write(self, *drafts: Draft) -> None:
        fill(self.store, *drafts)

    def ask(self, bearer: Bearer = MEMBER, hours: float = 0) -> Standing:
        return self.standing.standing_of(identity(bearer), at(hours))

    def household(self, bearer: Bearer = MEMBER, hours: float = 0) -> HouseholdFacts:
        return self.ask(bearer, hours).household
