"""Clean QR codes, for what rendered scenes do not show."""

import cv2
import numpy as np
import segno

from kiosk.devices.readers import Frame


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
