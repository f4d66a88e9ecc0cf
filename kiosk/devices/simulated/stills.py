"""Single pictures with known content, for tests and the bench."""

import math
import string
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated import lens, pose, scenery
from kiosk.devices.simulated.handheld import Card, make_card
from kiosk.devices.simulated.levels import LEVELS, Level
from kiosk.devices.simulated.script import Colour, Difficulty, Medium

HD: Final = (1280, 720)
_LENGTHS: Final = (60, 180)  # bytes: a signed pass, a long token
_LETTERS: Final = list(string.ascii_letters + string.digits + "+/:-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A picture and what is in it.

    Attributes:
        frame: B, G, R.
        text: What its code says, or None without one.
        corners: The code's corners, px, clockwise from its top left; empty without.
    """

    frame: Frame
    text: str | None = field(repr=False)
    corners: tuple[tuple[float, float], ...] = ()


def render_still(
    rng: np.random.Generator,
    difficulty: Difficulty,
    colour: Colour = Colour.BLACK,
    medium: Medium = Medium.PHONE,
    size: tuple[int, int] = HD,
) -> Still:
    """A person holding up a code of 60 or 180 random bytes.

    Args:
        rng: Decides everything that is not given; the same state, the same picture.
        difficulty: How badly it is held.
        colour: Colour of the dark modules.
        medium: Phone or paper.
        size: Width and height, px.
    """
    text = "".join(rng.choice(_LETTERS, int(rng.choice(_LENGTHS))))
    card = make_card(text, medium, colour, rng)
    return _photograph(card, text, LEVELS[difficulty], rng, size)


def render_empty(
    rng: np.random.Generator, size: tuple[int, int] = HD, *, phone: bool = False
) -> Still:
    """The gate without a code: nobody there, or a person whose phone shows none."""
    if phone:
        card = make_card(None, Medium.PHONE, Colour.BLACK, rng)
        return _photograph(card, None, LEVELS[Difficulty.EASY], rng, size)
    frame = scenery.draw_gate(size, rng)
    lens.Grain(size, float(rng.uniform(2, 9)), rng).add(frame, 0)
    return Still(frame=frame, text=None)


def _photograph(
    card: Card,
    text: str | None,
    level: Level,
    rng: np.random.Generator,
    size: tuple[int, int],
) -> Still:
    width, height = size
    frame = scenery.draw_gate(size, rng)
    person = scenery.draw_person(int(height * 0.9), rng, mask=bool(rng.integers(2)))
    scenery.stand(frame, person, int(rng.uniform(0.05, 0.4) * width))
    place = _draw_pose(card, level, rng, size)
    matrix = pose.projection(card, place, width * 1.1)
    pose.paste(frame, card, matrix)
    corners = pose.corners_of(card.code, matrix)
    box = pose.bounds(corners, size, margin=12)
    if box is not None:
        centre = (float(rng.random()), float(rng.random()))
        lens.glare(frame, box, centre, float(rng.uniform(0, level.glare)))
        lens.defocus(frame, box, float(rng.uniform(0, level.defocus_px)))
        angle = float(rng.uniform(0, math.pi))
        lens.smear(frame, box, float(rng.uniform(0, level.smear_px)), angle)
    lens.expose(frame, float(rng.uniform(*level.gain)))
    lens.Grain(size, float(rng.uniform(1, level.noise)), rng).add(frame, 0)
    outline = tuple((float(x), float(y)) for x, y in corners) if text else ()
    return Still(frame=frame, text=text, corners=outline)


def _draw_pose(
    card: Card, level: Level, rng: np.random.Generator, size: tuple[int, int]
) -> pose.Pose:
    """A place where the whole code lies inside the picture, however it is turned."""
    module = float(rng.uniform(*level.module_px))
    reach = min(card.modules * module * 0.75, min(size) / 2 - 4)
    tilt = math.radians(level.tilt_deg)
    spin = math.radians(level.spin_deg)
    return pose.Pose(
        x=float(rng.uniform(reach, size[0] - reach)),
        y=float(rng.uniform(reach, size[1] - reach)),
        module_px=module,
        spin=float(rng.uniform(-spin, spin)),
        tilt=float(rng.uniform(-tilt, tilt)),
        turn=float(rng.uniform(-tilt, tilt)),
    )
