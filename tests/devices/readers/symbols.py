"""Clean QR codes, for what rendered scenes do not show."""

import cv2
import numpy as np
import numpy.typing as npt
import segno

from kiosk.devices.readers import Frame, Grey
from kiosk.devices.readers.pattern import Signs

Corners = npt.NDArray[np.float64]


def symbol_picture(
    content: str | bytes, module_px: int = 6, *, split: bool = False
) -> Frame:
    """One symbol with its quiet zone; ``split`` draws the first part of three."""
    if split:
        code = segno.make_sequence(content, symbol_count=3)[0]
    elif isinstance(content, bytes):
        code = segno.make(content, mode="byte", micro=False, error="l")
    else:
        code = segno.make(content, micro=False, error="l", boost_error=False)
    dark = np.array([list(row) for row in code.matrix_iter(border=4)], np.uint8)
    light = np.kron(255 * (1 - dark), np.ones((module_px, module_px), np.uint8))
    return np.asarray(
        cv2.cvtColor(light.astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8
    )


def rotated(frame: Frame, quarters: int) -> Frame:
    """Turned clockwise by quarters of a circle."""
    return np.ascontiguousarray(np.rot90(frame, -quarters))


def beside(left: Frame, right: Frame) -> Frame:
    """Two pictures next to each other on white."""
    height = max(left.shape[0], right.shape[0])
    frame = np.full((height, left.shape[1] + right.shape[1], 3), 255, np.uint8)
    frame[: left.shape[0], : left.shape[1]] = left
    frame[: right.shape[0], left.shape[1] :] = right
    return frame


def drawn_signs(content: str, version: int, level: str, mask: int = 0) -> Signs:
    """The modules of a code: dark 1, light -1."""
    code = segno.make(
        content, version=version, error=level, mask=mask, micro=False, boost_error=False
    )
    return np.array([list(row) for row in code.matrix], np.float32) * 2 - 1


def smeared(grey: Grey, across_px: int) -> Grey:
    """As a hand that moved sideways leaves it."""
    return np.asarray(cv2.blur(grey, (across_px, 1)), np.uint8)


def held(
    content: str, module_px: float = 3.0, tilt: float = 0.06
) -> tuple[Grey, Corners]:
    """A code at a slant in grey surroundings, and its four corners, px."""
    large = symbol_picture(content, module_px=8)[..., 0]
    side, quiet = len(large), 32
    size = round(side * module_px / 8)
    lean, at = tilt * size, 40
    outer = [(0, 0), (side, 0), (side, side), (0, side)]
    seen = [(lean, 0), (size, lean), (size - lean, size), (0, size - lean)]
    goal = np.array(seen, np.float32) + at
    matrix = cv2.getPerspectiveTransform(np.array(outer, np.float32) - 0.5, goal)
    canvas = (size + 2 * at, size + 2 * at)
    grey = cv2.warpPerspective(
        large, matrix, canvas, flags=cv2.INTER_AREA, borderValue=190
    )
    near, far = quiet - 0.5, side - quiet - 0.5
    inner = np.array([[(near, near), (far, near), (far, far), (near, far)]], np.float64)
    corners = cv2.perspectiveTransform(inner, matrix)[0]
    return np.asarray(grey, np.uint8), np.asarray(corners, np.float64)
