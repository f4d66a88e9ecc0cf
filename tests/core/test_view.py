from dataclasses import FrozenInstanceError, replace

import pytest

from kiosk.core.evidence import CodeScan
from kiosk.core.record import Person
from kiosk.core.registration.form import Registration
from kiosk.core.view import Condition, DeviceStatus, LaneState, LaneView


def test_a_fresh_lane_waits_and_shows_nobody() -> None:
    view = LaneView(lane="1")

    assert view.state is LaneState.WAITING
    assert (view.passage, view.verdict, view.masked_name, view.seq) == (None,) * 4
    assert view.needs == view.reasons == view.actions == ()


def test_views_are_values() -> None:
    view = LaneView(lane="1", revision=3)

    assert replace(view) == view
    assert replace(view, revision=4) != view
    with pytest.raises(FrozenInstanceError):
        view.revision = 5  # type: ignore[misc]


def test_a_status_is_green_without_further_words() -> None:
    status = DeviceStatus(name="camera", condition=Condition.OK)

    assert (status.slug, status.advice, status.demonstration) == (None, None, False)


def test_what_is_personal_is_in_no_repr() -> None:
    scan = CodeScan(text="KP1:SECRET", scanner="c", captured_at=0.0, decoded_at=0.0)
    form = Registration(fields={"name": "测试甲"}, masked_name="测**", at=0.0)
    person = Person(subject="0000aa", masked="测**", private={"phone": "138"})

    shown = repr(scan) + repr(form) + repr(person)
    for secret in ("SECRET", "测试甲", "0000aa", "138"):
        assert secret not in shown
