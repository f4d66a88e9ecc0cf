"""How a visitor moves: stepping in and out, raising a code, holding it unsteadily."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.devices.simulated.levels import LEVELS
from kiosk.devices.simulated.pose import Pose
from kiosk.devices.simulated.script import Visit

_STEP_S: Final = 0.8  # to walk into the picture, and out of it
_RAISE_S: Final = 0.45  # to lift a code from outside the picture to its place
_TREMORS: Final = 3  # sine waves that make up a hand's tremor
_EXPOSURE_S: Final = 1 / 60  # a webcam's shutter in a lit gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A code at one moment.

    Attributes:
        pose: Where it is.
        smear_px: How far it moves while the shutter is open, px.
        angle: Direction of that movement, radians.
    """

    pose: Pose
    smear_px: float
    angle: float


class Gesture:
    """One visit's movements; a pure function of time once built.

    Args:
        visit: Whose; times are on its own scale.
        modules: Modules along the side of the code shown.
        size: Width and height of the picture, px.
        rng: Decides place, angles and tremor.
    """

    def __init__(
        self,
        visit: Visit,
        modules: int,
        size: tuple[int, int],
        rng: np.random.Generator,
    ) -> None:
        level = LEVELS[visit.difficulty]
        width, height = size
        # The whole code with its quiet zone has to fit, whatever the difficulty says.
        module = min(float(rng.uniform(*level.module_px)), height * 0.8 / modules)
        reach = modules * module * 0.62
        tilt, spin = math.radians(level.tilt_deg), math.radians(level.spin_deg)
        self._visit, self._width = visit, width
        self._rest = Pose(
            x=float(rng.uniform(max(reach, width * 0.35), width * 0.65)),
            y=float(np.clip(height * rng.uniform(0.5, 0.6), reach, height - reach)),
            module_px=module,
            spin=float(rng.uniform(-spin, spin)) * 0.7,
            tilt=float(rng.uniform(-tilt, tilt)) * 0.7,
            turn=float(rng.uniform(-tilt, tilt)) * 0.7,
        )
        self._below = height + 2.2 * reach - self._rest.y
        self._sway = level.sway_px
        self._rates = rng.uniform(1.0, 5.0, (4, _TREMORS))
        self._phases = rng.uniform(0.0, math.tau, (4, _TREMORS))

    def person_left(self, at: float, person_px: int) -> int | None:
        """Where the person's left edge is, px; None while nobody is in the picture."""
        visit = self._visit
        if not visit.arrives <= at < visit.leaves:
            return None
        inside = min((at - visit.arrives) / _STEP_S, (visit.leaves - at) / _STEP_S, 1.0)
        outside = -person_px if at < visit.shows_from else self._width
        place = self._width * 0.22 + self._sway * math.sin(at * 1.3)
        return round(outside + (place - outside) * _ease(inside))

    def glimpse(self, at: float) -> Glimpse | None:
        """The code at this moment, or None while it is not held up."""
        now, before = self._pose(at), self._pose(at - _EXPOSURE_S)
        if now is None:
            return None
        before = before or now
        x, y = now.x - before.x, now.y - before.y
        return Glimpse(pose=now, smear_px=math.hypot(x, y), angle=math.atan2(y, x))

    def _pose(self, at: float) -> Pose | None:
        visit, rest = self._visit, self._rest
        if not visit.shows_from <= at < visit.shows_until:
            return None
        raised = min(at - visit.shows_from, visit.shows_until - at) / _RAISE_S
        down = (1.0 - _ease(min(raised, 1.0))) * self._below
        swing = np.sin(math.tau * self._rates * at + self._phases).mean(axis=1)
        x, y, spin, tilt = (float(value) for value in swing)
        return Pose(
            x=rest.x + x * self._sway,
            y=rest.y + y * self._sway + down,
            module_px=rest.module_px,
            spin=rest.spin + spin * self._sway / 200,
            tilt=rest.tilt + tilt * self._sway / 120,
            turn=rest.turn,
        )


def _ease(share: float) -> float:
    """0 to 1 as a hand goes: starts and stops without a jerk."""
    return share * share * (3.0 - 2.0 * share)
