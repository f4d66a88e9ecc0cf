"""What an infrared sensor sees of a forehead that comes, holds still and goes. Pure.

The figures are plausible, not measured: a real module may be better or worse.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, sqrt
from typing import Final

import numpy as np

from kiosk.devices.simulated.script import Script

Forehead = Callable[[float], float | None]
"""Seconds from the script's start → forehead temperature, °C, or None for nobody."""

_RESOLUTION_C: Final = 0.02  # of the MLX90614
_SWAY_S: Final = 1.0  # how slowly a head that holds still moves


def forehead_of(script: Script) -> Forehead:
    """The forehead of whoever the script puts before the thermometer."""

    def forehead(seconds: float) -> float | None:
        presence = script.presence(seconds)
        if presence is None:
            return None
        visit = presence.visit
        there = visit.forehead_from <= presence.at < visit.forehead_until
        return visit.celsius if there else None

    return forehead


@dataclass(frozen=True, slots=True, kw_only=True)
class Optics:
    """How the sensor and the people before it behave.

    Attributes:
        ambient_c: Air, wall and sensor, °C.
        noise_c: Standard deviation of one reading, °C.
        sway_c: Standard deviation of what a swaying head adds, °C.
        approach_s: How long a head takes to fill the sensor's view, seconds.
        settle_s: Time constant of the sensor's filter, seconds.
        warm_up_c: How much too low it reads when just powered, °C.
        warm_up_s: Time constant of the warming up, seconds.
    """

    ambient_c: float = 24.0
    noise_c: float = 0.06
    sway_c: float = 0.05
    approach_s: float = 0.4
    settle_s: float = 0.2
    warm_up_c: float = 0.4
    warm_up_s: float = 60.0


class InfraredSensor:
    """An infrared sensor from the moment it is powered.

    Args:
        forehead: Who is there.
        optics: How it behaves.
        rng: Its noise.
        powered_at: Seconds from the script's start.
    """

    def __init__(
        self,
        forehead: Forehead,
        optics: Optics,
        rng: np.random.Generator,
        powered_at: float,
    ) -> None:
        self._forehead, self._optics, self._rng = forehead, optics, rng
        self._powered_at = self._last = powered_at
        self._skin = self._seen = optics.ambient_c
        self._view = 0.0  # share of the view that the head fills
        self._sway = 0.0

    def measure(self, seconds: float) -> tuple[float, float]:
        """Object and ambient temperature now, °C.

        Args:
            seconds: From the script's start, never going back.
        """
        optics, passed = self._optics, seconds - self._last
        self._last = seconds
        self._move(passed, self._forehead(seconds))
        target = optics.ambient_c + self._view * (
            self._skin + self._sway - optics.ambient_c
        )
        self._seen += (target - self._seen) * (1.0 - exp(-passed / optics.settle_s))
        cold = exp(-(seconds - self._powered_at) / optics.warm_up_s)
        seen = self._seen - optics.warm_up_c * cold + self._noise(optics.noise_c)
        return _quantised(seen), _quantised(optics.ambient_c + self._noise(0.02))

    def _move(self, passed: float, skin: float | None) -> None:
        step = passed / self._optics.approach_s
        if skin is None:
            self._view = max(0.0, self._view - step)
        else:
            self._skin = skin
            self._view = min(1.0, self._view + step)
        keep = exp(-passed / _SWAY_S)
        fresh = self._noise(self._optics.sway_c * sqrt(1.0 - keep * keep))
        self._sway = self._sway * keep + fresh

    def _noise(self, deviation: float) -> float:
        return float(self._rng.normal(0.0, deviation))


def _quantised(celsius: float) -> float:
    return round(celsius / _RESOLUTION_C) * _RESOLUTION_C
