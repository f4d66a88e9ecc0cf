"""Presence before a thermometer: whose samples belong together.

Pure: no clock, the time is in the samples.
"""

from collections import deque

from kiosk.core.evidence import Quality, TemperatureReading
from kiosk.core.temperature import Sample, Window, estimate


class Presence:
    """Follows foreheads coming and going before one thermometer.

    A presence (episode) gives one good reading. Until then it says each thing that is
    wrong once, and goes on measuring: who was too far away only has to come nearer.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._episode = 0
        self._samples: deque[Sample] = deque()
        self._since = 0.0
        self._told: set[Quality] = set()
        self._low = 0

    @property
    def present(self) -> bool:
        """Whether a forehead is there."""
        return bool(self._samples)

    def feed(self, sample: Sample) -> TemperatureReading | None:
        """Take the next sample; return a reading when there is something new to say.

        Args:
            sample: Not older than the one before.
        """
        lapsed = self.lapse(sample.at)
        if not self.present and not self._arrives(sample):
            return lapsed
        self._keep(sample)
        if self._leaves(sample):
            self._end()
            return lapsed
        return lapsed or self._tell(sample.at)

    def lapse(self, now: float) -> TemperatureReading | None:
        """End a presence whose samples stopped coming.

        Args:
            now: Monotonic seconds.

        Returns:
            A ``stale`` reading if the presence had said nothing yet.
        """
        if not self.present or now - self._samples[-1].at <= self._window.max_age_s:
            return None
        reading = None if self._told else self._tell(now)
        self._end()
        return reading

    def _arrives(self, sample: Sample) -> bool:
        if sample.object_c < self._window.line(sample.ambient_c):
            return False
        self._episode += 1
        self._since = sample.at
        return True

    def _leaves(self, sample: Sample) -> bool:
        line = self._window.line(sample.ambient_c) - self._window.hysteresis_c
        self._low = self._low + 1 if sample.object_c < line else 0
        return self._low >= self._window.leave_count

    def _keep(self, sample: Sample) -> None:
        self._samples.append(sample)
        while sample.at - self._samples[0].at > self._window.span_s:
            self._samples.popleft()

    def _tell(self, now: float) -> TemperatureReading | None:
        if Quality.GOOD in self._told:
            return None
        reading = estimate(
            self._samples,
            self._window,
            episode=self._episode,
            since=self._since,
            now=now,
        )
        if reading is None:
            return None
        if reading.quality is not Quality.UNSTABLE:
            self._since = now  # whoever moves after this gets the whole time again
        if reading.quality in self._told:
            return None
        self._told.add(reading.quality)
        return reading

    def _end(self) -> None:
        self._samples.clear()
        self._told.clear()
        self._low = 0
