"""Exposure and focus, as OpenCV hands them to Video4Linux: numbers go through raw."""

from dataclasses import dataclass, field

import cv2
import pytest

from kiosk.devices.cameras.asked import HD, Asked

MODE, EXPOSURE = cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE
AUTOFOCUS, FOCUS = cv2.CAP_PROP_AUTOFOCUS, cv2.CAP_PROP_FOCUS


@dataclass
class FakeCapture:
    """A camera that notes what it was told, and lacks some controls."""

    lacks: frozenset[int] = frozenset()
    told: list[tuple[int, float]] = field(default_factory=list)

    def grab(self) -> bool:
        return True

    def retrieve(self) -> tuple[bool, object]:
        return False, None

    def set(self, key: int, value: float, /) -> bool:
        if key in self.lacks:
            return False
        self.told.append((key, value))
        return True

    def release(self) -> None:
        pass


def test_what_is_not_set_is_left_to_the_camera() -> None:
    capture = FakeCapture()

    assert HD.refused_by(capture) == []
    assert capture.told == []


def test_automatics_are_switched_off_before_a_value_is_given() -> None:
    capture = FakeCapture()

    assert Asked(exposure_ms=8.0, focus=40).refused_by(capture) == []
    assert capture.told == [(MODE, 1), (EXPOSURE, 80), (AUTOFOCUS, 0), (FOCUS, 40)]


@pytest.mark.parametrize("lacks", [MODE, EXPOSURE])
def test_camera_without_the_control_says_so(lacks: int) -> None:
    asked = Asked(exposure_ms=8.0, focus=40)

    assert asked.refused_by(FakeCapture(frozenset({lacks}))) == ["exposure_ms"]
    assert asked.refused_by(FakeCapture(frozenset({lacks, FOCUS}))) == [
        "exposure_ms",
        "focus",
    ]


def test_lens_without_autofocus_can_still_be_placed() -> None:
    assert Asked(focus=40).refused_by(FakeCapture(frozenset({AUTOFOCUS}))) == []


def test_shortest_exposure_is_one_unit() -> None:
    capture = FakeCapture()
    Asked(exposure_ms=0.01).refused_by(capture)

    assert capture.told[-1] == (EXPOSURE, 1)
