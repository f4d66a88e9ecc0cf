"""The stream of a serial scan engine → scans. Pure.

A scan ends with CR, LF, CR LF, or when the line was silent for 100 ms. Silence is what
the line was seen to keep, never a difference of clock readings: a thread that slept
over a scan must not cut it in two.

Nothing is a scan before the first silence: what comes at once when a line is opened is
the noise of the plug or the second half of a scan, and either may look like a code.
"""

from typing import Final

from kiosk.core.evidence import CodeScan
from kiosk.devices.scanners.gm65_frames import Reply, ReplyFilter
from kiosk.devices.scanners.scan_text import LONGEST_BYTES, read_text

SILENCE_S: Final = 0.1
_ENDS: Final = b"\r\n"


class ScanFramer:
    """Cuts a stream into scans and replies; holds at most one scan's bytes.

    Args:
        scanner: The device's name, for the scans.

    Attributes:
        settled: Whether the line was silent once, so that scans count.
        damaged: How many scans in a row could not be read; they are dropped whole,
            for half a pass would be called forged.
    """

    def __init__(self, scanner: str) -> None:
        self._scanner = scanner
        self._replies = ReplyFilter()
        self._line = bytearray()
        self._begun_at = 0.0
        self._quiet_s = 0.0
        self.settled = False
        self.damaged = 0

    @property
    def amid(self) -> bool:
        """Whether a scan has begun and not ended."""
        return bool(self._line)

    def feed(self, data: bytes, at: float) -> list[CodeScan | Reply]:
        """Take bytes, cut anywhere; return what they complete, oldest first.

        Args:
            data: What arrived.
            at: When, monotonic seconds.
        """
        self._quiet_s = 0.0
        heard: list[CodeScan | Reply] = []
        for piece in self._replies.feed(data):
            if isinstance(piece, Reply):
                heard.append(piece)
            elif self.settled:
                heard += self._split(piece, at)
        return heard

    def quiet(self, seconds: float, at: float) -> list[CodeScan]:
        """Note that nothing came; return the scan that ended by it.

        Args:
            seconds: For how long the line was seen to be silent.
            at: When that was over, monotonic seconds.
        """
        self._quiet_s += seconds
        if self._quiet_s < SILENCE_S:
            return []
        held = self._replies.release()
        if not self.settled:
            self.settled = True
            return []
        return [*self._split(held, at), *self._end(at)]

    def _split(self, piece: bytes, at: float) -> list[CodeScan]:
        scans: list[CodeScan] = []
        for byte in piece:
            if byte in _ENDS:
                scans += self._end(at)
            elif not self._line:
                self._begun_at = at
                self._line.append(byte)
            elif len(self._line) <= LONGEST_BYTES:  # one too many says: too long
                self._line.append(byte)
        return scans

    def _end(self, at: float) -> list[CodeScan]:
        if not self._line:
            return []
        text = read_text(bytes(self._line))
        self._line.clear()
        if text is None:
            self.damaged += 1
            return []
        self.damaged = 0
        return [
            CodeScan(
                text=text,
                scanner=self._scanner,
                captured_at=self._begun_at,
                decoded_at=at,
            )
        ]
