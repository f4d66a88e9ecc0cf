from itertools import product
from pathlib import Path

import pytest

from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState
from kiosk.lane.states import (
    TRANSITIONS,
    Event,
    IllegalTransition,
    advance,
    diagram,
    written,
)

MANUAL = Path(__file__).parents[2] / "docs" / "lane.md"


def test_every_pair_is_in_the_table_or_raises() -> None:
    for state, event in product(LaneState, Event):
        if (state, event) in TRANSITIONS:
            assert advance(state, event) is TRANSITIONS[state, event]
        else:
            with pytest.raises(IllegalTransition, match=event):
                advance(state, event)


def test_every_state_is_reached_and_left() -> None:
    assert set(TRANSITIONS.values()) == set(LaneState)
    assert {a for a, _ in TRANSITIONS} == set(LaneState)


def test_the_gate_state_is_reached_only_from_recording() -> None:
    assert [a for (a, _), b in TRANSITIONS.items() if b is LaneState.PASSING] == [
        LaneState.RECORDING
    ]


def test_a_registration_verdict_is_never_written() -> None:
    with pytest.raises(IllegalTransition):
        written(Verdict.REGISTER)


def test_the_diagram_in_the_manual_is_the_table() -> None:
    assert diagram() in MANUAL.read_text()
