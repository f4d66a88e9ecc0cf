"""The gate and the people before it, drawn once and copied into every frame."""

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.devices.readers.symbol import Frame, Grey

_PALE_BLUE = (215, 190, 150)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A person cut out: picture and stencil of the same height and width."""

    picture: Frame
    stencil: Grey


def draw_gate(size: tuple[int, int], rng: np.random.Generator) -> Frame:
    """An empty gate: sky, brick wall, hedge, sign, barrier, ground.

    Args:
        size: Width and height, px.
        rng: Decides light, bricks and leaves.
    """
    width, height = size
    horizon, ground = int(height * 0.22), int(height * 0.78)
    frame = np.empty((height, width, 3), np.uint8)
    sky = np.linspace(235, 190, horizon)[:, None, None] * (1.0, 0.97, 0.9)
    frame[:horizon] = sky.astype(np.uint8)
    frame[horizon:ground] = (92, 108, 140)
    frame[ground:] = (118, 120, 122)
    _bricks(frame[horizon:ground], height // 24, rng)
    _hedge(frame[int(height * 0.62) : ground, : width // 3], rng)
    _sign(frame, (int(width * 0.64), int(height * 0.27)), height // 7)
    for step in range(14):  # the barrier, red and white
        left, right = (int(width * (0.45 + share / 25)) for share in (step, step + 1))
        paint = (40, 40, 200) if step % 2 else (240, 240, 240)
        top = int(height * 0.66)
        cv2.rectangle(frame, (left, top), (right, top + height // 30), paint, -1)
    speckle = rng.normal(0, 6, (height // 2 + 1, width // 2 + 1)).astype(np.float32)
    grown = cv2.resize(speckle, size)[..., None]
    return np.asarray(np.clip(frame + grown, 0, 255), np.uint8)


def draw_person(height: int, rng: np.random.Generator, *, mask: bool) -> Figure:
    """Head and shoulders, ``height`` px tall, with or without a mask 口罩."""
    width = int(height * 0.8)
    picture = np.zeros((height, width, 3), np.uint8)
    stencil = np.zeros((height, width), np.uint8)
    coat = tuple(int(value) for value in rng.integers(30, 150, 3))
    middle, head, chin = width // 2, int(height * 0.27), int(height * 0.46)
    shoulders = (middle, int(height * 1.05)), (int(width * 0.46), int(height * 0.55))
    face = (middle, head), (int(width * 0.17), int(height * 0.2))
    hair = (middle, int(height * 0.2)), (int(width * 0.19), int(height * 0.17))
    neck = (middle, int(height * 0.48)), (int(width * 0.09), int(height * 0.1))
    light = float(rng.uniform(0.75, 1.05))
    skin = tuple(int(value * light) for value in (140, 170, 215))
    shapes = (neck, skin), (shoulders, coat), (hair, (30, 28, 26)), (face, skin)
    for (centre, axes), paint in shapes:
        cv2.ellipse(picture, centre, axes, 0, 0, 360, paint, cv2.FILLED)
        cv2.ellipse(stencil, centre, axes, 0, 0, 360, 255, cv2.FILLED)
    if mask:
        reach = int(width * 0.15)
        corner, opposite = (middle - reach, head), (middle + reach, chin)
        cv2.rectangle(picture, corner, opposite, _PALE_BLUE, cv2.FILLED)
    for side in (-1, 1):
        eye = (middle + side * width // 14, int(height * 0.23))
        cv2.circle(picture, eye, max(2, height // 70), (35, 30, 30), cv2.FILLED)
    return Figure(picture=picture, stencil=stencil)


def stand(frame: Frame, person: Figure, left: int) -> None:
    """Put ``person`` on the lower edge of ``frame``, ``left`` px from its left.

    What lies outside the picture is cut off.
    """
    height, width = person.stencil.shape
    first, last = max(0, -left), min(width, frame.shape[1] - left)
    if first < last:
        place = frame[frame.shape[0] - height :, left + first : left + last]
        stencil = person.stencil[:, first:last]
        cv2.copyTo(person.picture[:, first:last], stencil, place)


def draw_caption(size: tuple[int, int]) -> Frame:
    """The mark every demonstration frame carries: 演示 DEMO."""
    letters = size[1] // 18
    caption = np.full((int(letters * 1.6), letters * 6, 3), (0, 0, 170), np.uint8)
    place, white = (letters // 2, int(letters * 1.15)), (255, 255, 255)
    cv2.putText(caption, "演示 DEMO", place, white, cv2.FontFace("sans"), letters, 700)
    return caption


def _bricks(wall: Frame, course: int, rng: np.random.Generator) -> None:
    height, width = wall.shape[:2]
    for row, top in enumerate(range(0, height, course)):
        for left in range(-course * (row % 2), width, course * 2):
            shade = int(rng.integers(-22, 22))
            paint = (88 + shade, 104 + shade, 140 + shade)
            place = (left + 1, top + 1), (left + course * 2 - 2, top + course - 2)
            cv2.rectangle(wall, *place, paint, cv2.FILLED)


def _hedge(patch: Frame, rng: np.random.Generator) -> None:
    height, width = patch.shape[:2]
    for _ in range(width * height // 160):
        centre = int(rng.integers(0, width)), int(rng.integers(0, height))
        green = int(rng.integers(60, 150))
        cv2.circle(patch, centre, int(rng.integers(2, 6)), (40, green, 50), cv2.FILLED)


def _sign(frame: Frame, corner: tuple[int, int], height: int) -> None:
    x, y = corner
    cv2.rectangle(
        frame, corner, (x + height * 3, y + height), (150, 60, 20), cv2.FILLED
    )
    font = cv2.FontFace("sans")
    place = (x + height // 4, y + int(height * 0.66))
    cv2.putText(frame, "社区卡口", place, (255, 255, 255), font, height // 2, 700)
