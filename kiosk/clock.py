"""The one clock adapter: wall time, monotonic time, and how sure wall time is."""

import ctypes
import time
from datetime import UTC, datetime
from pathlib import Path

from kiosk.ports import ClockState

_STA_UNSYNC = 0x0040  # <sys/timex.h>
_TIMEX_BYTES = 512  # struct timex is 208 bytes on 64-bit Linux; room for growth
_STATUS_OFFSET = 40  # modes, offset, freq, maxerror, esterror: 5 × 8 bytes
_RTC = Path("/sys/class/rtc/rtc0/hctosys")
_CHECK_EVERY_S = 5.0


class SystemClock:
    """The machine's clocks.

    Args:
        trusted: True takes wall time as right without proof (a demonstration).
    """

    def __init__(self, *, trusted: bool = False) -> None:
        self._trusted, self._boot = trusted, boot_id()
        self._floor: datetime | None = None
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._checked_at = -_CHECK_EVERY_S
        self._source: ClockState = "unsure"

    def not_before(self, floor: datetime | None) -> None:
        """Wall time cannot be earlier than ``floor``, e.g. the last record."""
        self._floor = floor

    def now(self) -> datetime:
        """Wall time, aware UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the adapter

    def monotonic(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        return time.monotonic()

    def boot(self) -> str:
        """Id of this boot, or ``unknown``."""
        return self._boot

    def state(self) -> ClockState:
        """``unsure`` when behind the floor or neither synchronised nor battery-kept."""
        if self._floor is not None and self.now() < self._floor:
            return "unsure"
        if self._trusted:
            return "trusted"
        if self.monotonic() - self._checked_at >= _CHECK_EVERY_S:
            self._checked_at = self.monotonic()
            self._source = self._ask_kernel()
        return self._source

    def _ask_kernel(self) -> ClockState:
        timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0: read only
        if self._libc.adjtimex(timex) >= 0:
            status = ctypes.c_int.from_buffer(timex, _STATUS_OFFSET).value
            if not status & _STA_UNSYNC:
                return "synced"
        return "rtc" if _set_from_rtc() else "unsure"


def _set_from_rtc() -> bool:
    try:
        return _RTC.read_text().strip() == "1"
    except OSError:
        return False


def boot_id() -> str:
    """Id of this boot, so that monotonic times of two boots are never compared."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return "unknown"
