"""Uses at sibling kiosks count like those here; people come back through any gate."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.record import Bearer, Draft, Kind
from kiosk.core.sections import HouseholdFacts
from kiosk.store.elsewhere import EVENT
from kiosk.store.outbox import Outbox, use_mark
from kiosk.store.standing import RecordedStanding
from tests.fakes import FakeClock
from tests.store.households import (
    HOUSE,
    MEMBER,
    QUOTA,
    SISTER,
    at,
    back,
    identity,
    out,
)
from tests.store.scenes import fill

KEY = b"u" * 32
MARK = use_mark(KEY, HOUSE)


def elsewhere(
    what: str, number: int = 1, *, member: int = 1, hours: float = 0, mark: str = MARK
) -> Draft:
    payload = {
        "event": EVENT,
        "kiosk": "kiosk-2",
        "number": number,
        "what": what,
        "at": at(hours).isoformat().replace("+00:00", "Z"),
    }
    bearer = Bearer(household=mark, member=member)
    return Draft(kind=Kind.FORWARD, at=at(hours), payload=payload, bearer=bearer)


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., HouseholdFacts]:
    """Write rows, then ask about a bearer three hours after noon."""

    def asked(*drafts: Draft, bearer: Bearer = MEMBER) -> HouseholdFacts:
        fill(tmp_path, *drafts)
        desk = RecordedStanding(
            tmp_path,
            clock=FakeClock(),
            quota=lambda: QUOTA,
            mark_of=lambda household: use_mark(KEY, household),
        )
        found = desk.standing_of(identity(bearer), at(3)).household
        desk.close()
        assert found is not None
        return found

    return asked


def test_a_use_elsewhere_counts_here(ask: Callable[..., HouseholdFacts]) -> None:
    assert ask(out(), elsewhere("out", 7)).uses == 2


def test_each_use_counts_once_however_often_it_is_told(
    ask: Callable[..., HouseholdFacts],
) -> None:
    assert ask(elsewhere("out"), elsewhere("out")).uses == 1


def test_a_use_that_was_taken_back_does_not_count(
    ask: Callable[..., HouseholdFacts],
) -> None:
    assert ask(elsewhere("out", 7), elsewhere("undo-7", 8)).uses == 0


def test_another_households_uses_are_theirs(ask: Callable[..., HouseholdFacts]) -> None:
    assert ask(elsewhere("out", mark=use_mark(KEY, "0000000000cc"))).uses == 0


@pytest.mark.parametrize(
    ("drafts", "member_out"),
    [
        ([elsewhere("out")], True),
        ([elsewhere("out"), elsewhere("in", 2, hours=1)], False),
        ([elsewhere("out"), back(hours=1)], False),
        ([out(), elsewhere("in", 2, hours=1)], False),
        ([out()], True),
        ([elsewhere("out", member=2)], False),
    ],
)
def test_who_went_out_at_one_gate_comes_back_through_any(
    drafts: list[Draft], *, member_out: bool, ask: Callable[..., HouseholdFacts]
) -> None:
    assert ask(*drafts, bearer=SISTER).member_out is member_out


def test_whoever_comes_back_here_from_elsewhere_is_told_to_the_others(
    tmp_path: Path,
) -> None:
    fill(tmp_path, elsewhere("out"), back(hours=1))

    uses = [event.use for event in Outbox(tmp_path, KEY).events(0)]

    assert [use and use.what for use in uses] == [None, "in"]


def test_what_is_oddly_built_counts_as_not_said(
    ask: Callable[..., HouseholdFacts],
) -> None:
    good = elsewhere("out")
    odd = [
        replace(good, bearer=None),
        *(
            replace(good, payload={**good.payload, name: None})
            for name in ("kiosk", "number", "what", "at")
        ),
        elsewhere("undo-x"),
        elsewhere("away"),
    ]

    assert ask(*odd).uses == 0


def test_no_mark_of_a_household_stays_in_a_row_for_ever(tmp_path: Path) -> None:
    (entry,) = fill(tmp_path, elsewhere("out"))

    assert MARK not in entry.payload
