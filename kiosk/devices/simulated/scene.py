"""The simulated camera's pictures: a pure function of script, seed and time."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated import lens, pose, scenery
from kiosk.devices.simulated.gesture import Gesture, Glimpse
from kiosk.devices.simulated.handheld import Card, make_card
from kiosk.devices.simulated.levels import LEVELS
from kiosk.devices.simulated.pose import Box
from kiosk.devices.simulated.script import Presence, Script, Visit

# A smear over this many modules leaves bars where modules were; readers stop there.
_SHARP: Final = 1.2
_LONGEST_SMEAR: Final = 24.0  # px; a longer one looks the same and only costs time
_QUIET_SENSOR: Final = 3.0  # noise of the running picture, grey levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One frame and the truth about it.

    Attributes:
        frame: B, G, R; the caller may keep it.
        visit: Number of the visit, or None while nobody is there.
        corners: The code's corners, px; empty while it is not in the picture.
        readable: The whole code is in the picture, and sharp enough.
    """

    frame: Frame
    visit: int | None = None
    corners: tuple[tuple[float, float], ...] = ()
    readable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    """What is drawn once for a visit."""

    number: int
    visit: Visit
    person: scenery.Figure
    card: Card
    gesture: Gesture
    gain: float
    glare: float
    spot: tuple[float, float]


class Scene:
    """Draws any moment of a script.

    Args:
        script: Who comes when.
        seed: Decides everything the script leaves open.
        size: Width and height, px.
    """

    def __init__(self, script: Script, *, seed: int, size: tuple[int, int]) -> None:
        rng = np.random.default_rng(seed)
        self._script, self._seed, self._size = script, seed, size
        self._gate = scenery.draw_gate(size, rng)
        self._caption = scenery.draw_caption(size)
        self._grain = lens.Grain(size, _QUIET_SENSOR, rng)
        self._cast: _Cast | None = None

    def shoot(self, seconds: float, number: int) -> Shot:
        """The picture ``seconds`` after the script's start.

        Args:
            seconds: From the script's start.
            number: Frame number; only the noise depends on it.
        """
        frame = self._gate.copy()
        presence = self._script.presence(seconds)
        shot = Shot(frame=frame) if presence is None else self._play(frame, presence)
        self._grain.add(frame, number)
        height, width = self._caption.shape[:2]
        frame[:height, :width] = self._caption
        return shot

    def _play(self, frame: Frame, presence: Presence) -> Shot:
        cast = self._cast
        if cast is None or cast.number != presence.number:
            cast = self._cast = self._prepare(presence)
        left = cast.gesture.person_left(presence.at, cast.person.stencil.shape[1])
        if left is not None:
            scenery.stand(frame, cast.person, left)
        glimpse = cast.gesture.glimpse(presence.at)
        corners: tuple[tuple[float, float], ...] = ()
        if glimpse is not None:
            corners = self._hold(frame, cast, glimpse)
        lens.expose(frame, cast.gain)
        readable = (
            glimpse is not None
            and bool(corners)
            and glimpse.smear_px <= _SHARP * glimpse.pose.module_px
            and all(self._inside(corner) for corner in corners)
        )
        return Shot(frame=frame, visit=cast.number, corners=corners, readable=readable)

    def _hold(
        self, frame: Frame, cast: _Cast, glimpse: Glimpse
    ) -> tuple[tuple[float, float], ...]:
        """Draw the card as the lens sees it; the code's corners."""
        matrix = pose.projection(cast.card, glimpse.pose, self._size[0] * 1.1)
        if pose.paste(frame, cast.card, matrix) is None:
            return ()
        corners = pose.corners_of(cast.card.code, matrix)
        box: Box | None = pose.bounds(corners, self._size, margin=8)
        if box is not None:
            lens.glare(frame, box, cast.spot, cast.glare)
            smear = min(glimpse.smear_px, _LONGEST_SMEAR)
            lens.smear(frame, box, smear, glimpse.angle)
        return tuple((float(x), float(y)) for x, y in corners)

    def _inside(self, corner: tuple[float, float]) -> bool:
        return 0 <= corner[0] < self._size[0] and 0 <= corner[1] < self._size[1]

    def _prepare(self, presence: Presence) -> _Cast:
        visit = presence.visit
        # A visit looks the same whenever it is drawn: rewinding changes nothing.
        rng = np.random.default_rng((self._seed, presence.number))
        level = LEVELS[visit.difficulty]
        card = make_card(visit.code_text, visit.medium, visit.colour, rng)
        height = int(self._size[1] * 0.86)
        return _Cast(
            number=presence.number,
            visit=visit,
            person=scenery.draw_person(height, rng, mask=visit.mask),
            card=card,
            gesture=Gesture(visit, card.modules, self._size, rng),
            gain=float(rng.uniform(*level.gain)),
            glare=float(rng.uniform(0, level.glare)),
            spot=(float(rng.random()), float(rng.random())),
        )
