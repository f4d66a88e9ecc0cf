"""How badly a code is held: the figures behind easy, medium and hard."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from kiosk.devices.simulated.script import Difficulty


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Bounds from which each picture draws; all lower bounds that are not given are 0.

    Attributes:
        module_px: Smallest and largest width of one module, px.
        smear_px: Longest motion blur, px.
        noise: Largest standard deviation of the sensor noise, grey levels.
        tilt_deg: Largest tilt and turn out of the picture's plane, degrees.
        spin_deg: Largest rotation in the plane, degrees.
        glare: Largest brightness of a reflection on the code, grey levels.
        gain: Smallest and largest exposure; 1 is right.
        defocus_px: Largest standard deviation of the lens blur, px.
        sway_px: How far a hand wanders while it holds the code, px.
    """

    module_px: tuple[float, float]
    smear_px: float
    noise: float
    tilt_deg: float
    spin_deg: float
    glare: float
    gain: tuple[float, float]
    defocus_px: float
    sway_px: float


LEVELS: Final[Mapping[Difficulty, Level]] = MappingProxyType(
    {
        Difficulty.EASY: Level(
            module_px=(5.0, 8.0),
            smear_px=2.0,
            noise=5.0,
            tilt_deg=12.0,
            spin_deg=10.0,
            glare=30.0,
            gain=(0.8, 1.15),
            defocus_px=0.6,
            sway_px=4.0,
        ),
        Difficulty.MEDIUM: Level(
            module_px=(3.6, 5.5),
            smear_px=4.0,
            noise=9.0,
            tilt_deg=22.0,
            spin_deg=20.0,
            glare=70.0,
            gain=(0.65, 1.25),
            defocus_px=0.8,
            sway_px=8.0,
        ),
        Difficulty.HARD: Level(
            module_px=(2.6, 4.2),
            smear_px=7.0,
            noise=14.0,
            tilt_deg=38.0,
            spin_deg=35.0,
            glare=140.0,
            gain=(0.45, 1.5),
            defocus_px=1.6,
            sway_px=14.0,
        ),
    }
)
