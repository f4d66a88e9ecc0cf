"""Where a card is before the camera, and how it looks from there."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated.handheld import Card

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """A card's place; the angles turn about the centre of its code.

    Attributes:
        x: Centre of the code in the picture, px from the left.
        y: Centre of the code in the picture, px from the top.
        module_px: Width of one module where the card is not tilted, px.
        spin: Rotation in the picture's plane, radians.
        tilt: Top away from the camera, radians.
        turn: Right side away from the camera, radians.
    """

    x: float
    y: float
    module_px: float
    spin: float = 0.0
    tilt: float = 0.0
    turn: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle inside a picture, px; ``right`` and ``bottom`` are not in it."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, picture: Frame) -> Frame:
        """The part of ``picture`` inside, as a view."""
        return picture[self.top : self.bottom, self.left : self.right]


def projection(card: Card, pose: Pose, focal_px: float) -> Matrix:
    """The 3x3 matrix from the card's pixels to the picture's."""
    rotation, _ = cv2.Rodrigues(np.array([pose.tilt, pose.turn, 0.0]))
    spin, _ = cv2.Rodrigues(np.array([0.0, 0.0, pose.spin]))
    axes = (rotation @ spin)[:, :2] * (pose.module_px / card.module_px)
    centre = card.code.mean(axis=0)
    plane = np.column_stack([axes, -axes @ centre + (0.0, 0.0, focal_px)])
    lens = np.array([[focal_px, 0.0, pose.x], [0.0, focal_px, pose.y], [0.0, 0.0, 1.0]])
    return np.asarray(lens @ plane, np.float64)


def corners_of(points: npt.NDArray[np.float64], matrix: Matrix) -> Matrix:
    """``points`` of the card, as they lie in the picture, px."""
    spread = cv2.perspectiveTransform(points.reshape(-1, 1, 2), matrix)
    return np.asarray(spread.reshape(-1, 2), np.float64)


def bounds(points: Matrix, size: tuple[int, int], margin: int = 2) -> Box | None:
    """The smallest rectangle around ``points`` inside a picture, or None if outside.

    Args:
        points: Corners, px.
        size: Width and height of the picture, px.
        margin: Room left on all sides, px.
    """
    low = np.floor(points.min(axis=0)).astype(int) - margin
    high = np.ceil(points.max(axis=0)).astype(int) + margin
    left, top = (max(0, int(value)) for value in low)
    right, bottom = (
        min(side, int(value)) for side, value in zip(size, high, strict=True)
    )
    if left >= right or top >= bottom:
        return None
    return Box(left=left, top=top, right=right, bottom=bottom)


def paste(frame: Frame, card: Card, matrix: Matrix) -> Box | None:
    """Draw the card into ``frame``; the touched rectangle, or None when outside."""
    height, width = card.picture.shape[:2]
    rim = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    outline = corners_of(rim, matrix)
    box = bounds(outline, (frame.shape[1], frame.shape[0]))
    if box is None:
        return None
    shift = np.array([[1.0, 0.0, -box.left], [0.0, 1.0, -box.top], [0.0, 0.0, 1.0]])
    size = (box.right - box.left, box.bottom - box.top)
    drawn = cv2.warpPerspective(card.picture, shift @ matrix, size)
    stencil = np.zeros(size[::-1], np.uint8)
    cv2.fillConvexPoly(stencil, np.rint(outline - (box.left, box.top)).astype(int), 255)
    cv2.copyTo(drawn, stencil, box.of(frame))
    return box
