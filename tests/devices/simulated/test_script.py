from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.simulated.script import (
    DEMO_VISITS,
    Colour,
    Difficulty,
    Medium,
    Script,
    demo_script,
)
from tests.devices.cameras.rig import visit

CODES = ["KP1:A", "KP1:B", "KP1:C"]


def test_same_seed_invents_the_same_visitors() -> None:
    assert demo_script(3, CODES) == demo_script(3, CODES)
    assert demo_script(3, CODES) != demo_script(4, CODES)


@given(seed=st.integers(0, 10_000))
def test_demonstration_shows_everything_there_is_to_show(seed: int) -> None:
    visits = demo_script(seed, CODES).visits

    assert len(visits) == DEMO_VISITS
    assert {v.code_text for v in visits} == set(CODES)
    assert {v.medium for v in visits} == set(Medium)
    assert {v.colour for v in visits} == set(Colour)
    assert {v.difficulty for v in visits} == set(Difficulty)
    assert {v.mask for v in visits} == {True, False}
    assert any(v.celsius > 37.3 for v in visits)
    assert any(v.celsius < 35.0 for v in visits)
    assert any(v.forehead_from < v.shows_from for v in visits)
    assert any(v.forehead_from > v.shows_from for v in visits)


def test_every_code_is_shown_however_many_there_are() -> None:
    codes = [f"KP1:{number}" for number in range(50)]
    assert [v.code_text for v in demo_script(1, codes).visits] == codes


@given(seed=st.integers(0, 100), seconds=st.floats(0, 5000))
def test_script_repeats_for_ever_and_goes_on_counting(
    seed: int, seconds: float
) -> None:
    script = demo_script(seed, CODES)
    now, later = script.presence(seconds), script.presence(seconds + script.period)
    # At a visit's very edge the two sums may round to different sides.
    if now is not None and later is not None:
        assert later.number == now.number + len(script.visits)
        assert later.visit == now.visit
        assert now.visit.arrives <= now.at < now.visit.leaves


def test_nobody_is_there_before_the_start() -> None:
    assert demo_script(1, CODES).presence(-1.0) is None


def test_visits_that_overlap_or_outlast_the_script_are_refused() -> None:
    one = visit()
    with pytest.raises(ValueError, match="before the last one left"):
        Script(visits=(one, one), period=200.0)
    with pytest.raises(ValueError, match="shorter"):
        Script(visits=(one,), period=10.0)


def test_code_shown_after_leaving_is_refused() -> None:
    with pytest.raises(ValueError, match="between arrival and leaving"):
        replace(visit(), shows_until=99.0)


def test_code_is_not_in_the_repr() -> None:
    assert "SECRET" not in repr(visit("KP1:SECRET"))
