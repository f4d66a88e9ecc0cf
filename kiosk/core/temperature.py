"""The temperature estimate: samples of one presence in, one honest reading out.

Pure: the time is in the samples. A reading is the median of a window of agreeing
samples plus the site's offset and is never remapped; whatever speaks against using it
is said in its quality.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from kiosk.core.evidence import Quality, TemperatureKind, TemperatureReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One valid frame of a thermometer.

    Attributes:
        at: When it arrived, monotonic seconds.
        object_c: What the sensor sees, °C.
        ambient_c: The sensor's own temperature, °C.
        body_c: The module's own body value, °C, or None when it gives none.
    """

    at: float
    object_c: float
    ambient_c: float
    body_c: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What counts as somebody there, as agreement, and as usable.

    Attributes:
        kind: ``surface`` (object value) or ``body`` (the module's body value).
        offset_c: The site's offset from paired contact readings, °C.
        offset_version: Which calibration the offset came from.
        span_s: Samples this much older than the newest no longer count, seconds.
        min_count: Samples that must agree, 2 or more.
        max_spread_c: Largest minus smallest of them, °C.
        max_drift_c: Newer half against older half, °C; a forehead that still comes
            nearer agrees with itself and yet reads too low.
        give_up_s: Presence without agreement that is called ``unstable``, seconds.
        max_age_s: Silence that ends a presence, seconds.
        plausible_c: Below or above, it is no skin, °C.
        too_low_c: Below it a person is measured again, °C.
        ambient_c: Outside it forehead readings mean little, °C.
        present_c: Object temperature that means somebody is there, °C.
        over_ambient_c: Bounds ``present_c`` to this much above ambient, °C: a hot
            wall is nobody, and a cold forehead in the frost is somebody.
        hysteresis_c: How far below that line a forehead must fall to be gone, °C.
        leave_count: Samples in a row that must say so.
    """

    kind: TemperatureKind = TemperatureKind.SURFACE
    offset_c: float = 0.0
    offset_version: str = "none"
    span_s: float = 0.6
    min_count: int = 5
    max_spread_c: float = 0.3
    max_drift_c: float = 0.1
    give_up_s: float = 3.0
    max_age_s: float = 1.0
    plausible_c: tuple[float, float] = (20.0, 45.0)
    too_low_c: float = 35.0
    ambient_c: tuple[float, float] = (16.0, 35.0)
    present_c: float = 30.0
    over_ambient_c: tuple[float, float] = (1.0, 12.0)
    hysteresis_c: float = 1.0
    leave_count: int = 2

    def __post_init__(self) -> None:
        """Refuse a window that could not work.

        Raises:
            ValueError: A contact kind, a count below 2, or a range upside down.
        """
        if self.kind is TemperatureKind.CONTACT:
            raise ValueError("a contact thermometer is read by a person")
        if self.min_count < 2 or self.leave_count < 1:  # noqa: PLR2004 - a pair
            raise ValueError("agreement needs two samples, leaving one")
        for low, high in (self.plausible_c, self.ambient_c, self.over_ambient_c):
            if low >= high:
                raise ValueError("a range must go up")

    def figure(self, sample: Sample) -> float | None:
        """The value that is judged, °C, or None when the module gave none."""
        return sample.body_c if self.kind is TemperatureKind.BODY else sample.object_c

    def line(self, ambient_c: float) -> float:
        """Object temperature from which somebody is there, °C."""
        low, high = self.over_ambient_c
        return min(max(self.present_c, ambient_c + low), ambient_c + high)


def estimate(
    samples: Sequence[Sample], window: Window, *, episode: int, since: float, now: float
) -> TemperatureReading | None:
    """Judge the samples of one presence.

    Args:
        samples: Oldest first; only the newest ``span_s`` of them count.
        window: What counts as agreement.
        episode: Number of the presence.
        since: When the presence began or its samples last agreed, monotonic seconds.
        now: The moment of judging, monotonic seconds.

    Returns:
        The reading, or None while it is too early to say anything.
    """
    if not samples:
        return None
    newest = samples[-1].at
    counted = [
        s
        for s in samples
        if newest - s.at <= window.span_s and window.figure(s) is not None
    ]
    if not counted:
        return None
    reading = _measure(counted, window, episode)
    if now - newest > window.max_age_s:
        return replace(reading, quality=Quality.STALE)
    if _agree(reading, counted, window):
        return replace(reading, quality=_grade(reading, window))
    return reading if now - since >= window.give_up_s else None


def _measure(
    samples: Sequence[Sample], window: Window, episode: int
) -> TemperatureReading:
    figures = [f for s in samples if (f := window.figure(s)) is not None]
    bodies = [s.body_c for s in samples if s.body_c is not None]
    return TemperatureReading(
        # Thousandths only take off the binary residue (sensors give hundredths, a
        # median of two halves them): 36.9 + 0.4 must be 37.3 to a fever line of 37.3.
        celsius=round(median(figures) + window.offset_c, 3),
        kind=window.kind,
        quality=Quality.UNSTABLE,
        episode=episode,
        taken_at=samples[-1].at,
        object_c=median(s.object_c for s in samples),
        ambient_c=median(s.ambient_c for s in samples),
        body_c=median(bodies) if bodies else None,
        offset_c=window.offset_c,
        offset_version=window.offset_version,
        samples=len(samples),
        spread_c=round(max(figures) - min(figures), 3),
    )


def _agree(
    reading: TemperatureReading, samples: Sequence[Sample], window: Window
) -> bool:
    if reading.samples < window.min_count or reading.spread_c > window.max_spread_c:
        return False
    figures = [f for s in samples if (f := window.figure(s)) is not None]
    half = len(figures) // 2
    drift = median(figures[-half:]) - median(figures[:half])
    return abs(drift) <= window.max_drift_c


def _grade(reading: TemperatureReading, window: Window) -> Quality:
    # Ambient first: in the frost a low figure is the weather's fault, not the person's.
    low, high = window.ambient_c
    if reading.ambient_c is None or not low <= reading.ambient_c <= high:
        return Quality.AMBIENT
    low, high = window.plausible_c
    if not low <= reading.celsius <= high:
        return Quality.IMPLAUSIBLE
    return Quality.TOO_LOW if reading.celsius < window.too_low_c else Quality.GOOD
