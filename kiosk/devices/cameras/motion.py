"""Whether something moved between two looks."""

from typing import Final

import cv2

from kiosk.devices.readers.symbol import Grey

# Compression and sensor noise stay below, a hand or a sleeve is above.
_STEP: Final = 18  # grey levels
_SHARE: Final = 0.004  # of all pixels: about 60x60 px of a 720p picture

# An empty gate's JPEG keeps its size within 0.2 %; an arm coming in changes it by 1 %.
_HEAVIER: Final = 0.006
_UNUSUAL: Final = 6.0  # times the usual difference between two pictures
_MEMORY: Final = 8.0  # pictures over which "usual" is averaged
_CATCH_UP: Final = 2.0  # the same where it moved: the next movement is another one
_LEAST: Final = 0.0001
_GROWTH: Final = 1.02  # a picture: noise six times as strong is usual in ten seconds


class MotionGate:
    """Compares each thumbnail with the one before it."""

    def __init__(self) -> None:
        self._last: Grey | None = None

    def moved(self, thumbnail: Grey) -> bool:
        """True when enough pixels changed; the first picture counts as movement.

        Args:
            thumbnail: 160x90 px.
        """
        last, self._last = self._last, thumbnail
        if last is None or last.shape != thumbnail.shape:
            return True
        change = cv2.absdiff(last, thumbnail)
        changed = cv2.countNonZero(
            cv2.threshold(change, _STEP, 1, cv2.THRESH_BINARY)[1]
        )
        return changed > _SHARE * thumbnail.size


class Scales:
    """Weighs compressed pictures: movement changes their size, and weighing is free."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._mean = self._spread = 0.0

    def moved(self, weight: int | None) -> bool | None:
        """Whether the size is unusual; the first picture counts as movement.

        Args:
            weight: Bytes; None for a picture that was never compressed.

        Returns:
            None when the weight tells nothing: there is none, or it is exactly the
            last one, as from a camera that fills its pictures up to one size.
        """
        last, self._last = self._last, weight
        if weight is None or weight == last:
            return None
        if last is None:
            self._mean = float(weight)
            return True
        off = abs(weight - self._mean)
        limit = max(_HEAVIER * self._mean, _UNUSUAL * self._spread)
        self._mean += (weight - self._mean) / (_CATCH_UP if off > limit else _MEMORY)
        # One visitor must not make the next one look usual; a night's noise may.
        usual = self._spread + (off - self._spread) / _MEMORY
        most = max(self._spread, _LEAST * self._mean) * _GROWTH
        self._spread = min(usual, most)
        return off > limit
