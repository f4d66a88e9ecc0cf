"""Nine lights under which a camera may see a code: white balances and exposures."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import cv2
import numpy as np

from kiosk.devices.readers.symbol import Frame

Light: TypeAlias = tuple[float, float, float]
"""Gain of B, G and R; 1 is right."""

LIGHTS: Final[Mapping[str, Light]] = MappingProxyType(
    {
        "right": (1.0, 1.0, 1.0),
        "lamplight": (0.7, 0.95, 1.25),
        "warm": (0.8, 1.0, 1.2),
        "cool": (1.25, 1.0, 0.8),
        "tubes": (0.85, 1.1, 0.9),
        "magenta": (1.2, 1.0, 1.2),
        "dark": (0.5, 0.5, 0.5),
        "bright": (1.35, 1.35, 1.35),
        "dusk": (0.6, 0.75, 0.55),
    }
)


def lit(frame: Frame, light: Light) -> Frame:
    """``frame`` as a camera set wrongly in this way sees it."""
    return np.asarray(
        cv2.multiply(frame, np.array((*light, 0.0))), np.uint8
    )  # saturates
