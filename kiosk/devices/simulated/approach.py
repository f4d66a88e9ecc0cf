"""Visitors filmed as badly as their difficulty allows: for measuring the reader.

The demonstration's scenes are kind; here the code comes nearer out of focus, the hand
shakes in bursts, and sensor noise and glare are as strong as in the single stills.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated import lens, pose, scenery
from kiosk.devices.simulated.handheld import Card, make_card
from kiosk.devices.simulated.levels import LEVELS
from kiosk.devices.simulated.pose import Pose
from kiosk.devices.simulated.script import Colour, Difficulty, Medium
from kiosk.devices.simulated.stills import HD

_APPROACH_S: Final = 0.6  # from too far away to its place
_FAR: Final = 0.4  # size of the code at the beginning, as a share
_HUNT_S: Final = 0.5  # until the lens has found its focus, after the approach began
_WAVES: Final = 3  # sine waves that make up a tremor
_EXPOSURE_S: Final = 1 / 60
_SHARP: Final = 1.2  # smear in modules beyond which a frame is not readable
_FOCUSED: Final = 0.5  # the same for the standard deviation of the blur


@dataclass(frozen=True, slots=True, kw_only=True)
class Filmed:
    """One frame.

    Attributes:
        frame: B, G, R.
        readable: The whole code is in it, at its final size, sharp enough.
    """

    frame: Frame
    readable: bool


class Approach:
    """One visitor with a code.

    Args:
        text: What the code says.
        difficulty: How badly it is held.
        colour: Colour of the dark modules.
        medium: Phone or paper.
        rng: Decides everything else.
    """

    def __init__(
        self,
        text: str,
        difficulty: Difficulty,
        colour: Colour,
        medium: Medium,
        rng: np.random.Generator,
    ) -> None:
        level = self._level = LEVELS[difficulty]
        self._card: Card = make_card(text, medium, colour, rng)
        self._gate = scenery.draw_gate(HD, rng)
        person = scenery.draw_person(int(HD[1] * 0.9), rng, mask=True)
        scenery.stand(self._gate, person, int(rng.uniform(0.05, 0.4) * HD[0]))
        module = float(rng.uniform(*level.module_px))
        reach = min(self._card.modules * module * 0.75, HD[1] / 2 - 30)
        spin, tilt = math.radians(level.spin_deg), math.radians(level.tilt_deg)
        self._rest = Pose(
            x=float(rng.uniform(reach + 20, HD[0] - reach - 20)),
            y=float(rng.uniform(reach + 20, HD[1] - reach - 20)),
            module_px=module,
            spin=float(rng.uniform(-spin, spin)),
            tilt=float(rng.uniform(-tilt, tilt)),
            turn=float(rng.uniform(-tilt, tilt)),
        )
        self._rates = rng.uniform(1.0, 6.0, (2, _WAVES))
        self._phases = rng.uniform(0.0, math.tau, (2, _WAVES))
        self._blur = float(rng.uniform(0, level.defocus_px))
        self._gain = float(rng.uniform(*level.gain))
        self._glare = float(rng.uniform(0, level.glare))
        self._grain = lens.Grain(HD, float(rng.uniform(1, level.noise)), rng)
        self._rng = rng

    def film(self, seconds: float, fps: int) -> Iterator[Filmed]:
        """Frames from the moment the code comes into the picture."""
        for number in range(int(seconds * fps)):
            yield self._shoot(number / fps, number)

    def _shoot(self, at: float, number: int) -> Filmed:
        now, before = self._pose(at), self._pose(at - _EXPOSURE_S)
        frame = self._gate.copy()
        matrix = pose.projection(self._card, now, HD[0] * 1.1)
        pose.paste(frame, self._card, matrix)
        corners = pose.corners_of(self._card.code, matrix)
        hunting = max(0.0, 1.0 - at / (_APPROACH_S + _HUNT_S))
        blur = self._blur + 3.0 * hunting
        jerk = float(self._rng.uniform(0, self._level.smear_px))
        smear = math.hypot(now.x - before.x, now.y - before.y) + jerk
        box = pose.bounds(corners, HD, margin=12)
        if box is not None:
            lens.glare(frame, box, (0.3 + 0.2 * at, 0.4), self._glare)
            lens.defocus(frame, box, blur)
            lens.smear(frame, box, smear, float(self._rng.uniform(0, math.pi)))
        lens.expose(frame, self._gain)
        self._grain.add(frame, number)
        low, high = corners.min(axis=0), corners.max(axis=0)
        inside = bool((low >= 0).all() and (high < HD).all())
        sharp = smear <= _SHARP * now.module_px and blur <= _FOCUSED * now.module_px
        near = at >= _APPROACH_S
        return Filmed(frame=frame, readable=inside and sharp and near)

    def _pose(self, at: float) -> Pose:
        rest, sway = self._rest, self._level.sway_px
        swing = np.sin(math.tau * self._rates * at + self._phases).mean(axis=1)
        come = min(max(at, 0.0) / _APPROACH_S, 1.0)
        return replace(
            rest,
            x=rest.x + float(swing[0]) * sway,
            y=rest.y + float(swing[1]) * sway,
            module_px=rest.module_px * (_FAR + (1.0 - _FAR) * come),
        )
