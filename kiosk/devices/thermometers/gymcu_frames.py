"""The frames of the GY-MCU90614 and GY-MCU90615, apart from any line. Pure.

A frame is ``5A 5A 45 04``, object and ambient temperature as big-endian int16 in
hundredths of a degree, then the low byte of the sum of the eight bytes before it. A
later board sends a tenth byte of unknown meaning, outside the sum.
"""

import struct
from dataclasses import dataclass
from typing import Final

HEADER: Final = b"\x5a\x5a\x45\x04"
FRAME_BYTES: Final = 9
SEND_CONTINUOUSLY: Final = b"\xa5\x45\xea"
"""The first 90615 powers up silent until it gets this; all share the command set."""

# What an MLX90614 can see and bear, °C (its data sheet). The checksum passes one
# damaged frame in 256; these limits catch some of those.
_COLDEST_OBJECT_C: Final = -70.0
_AMBIENT_C: Final = (-40.0, 125.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The content of one valid frame.

    Attributes:
        object_c: What the sensor sees, °C.
        ambient_c: The sensor's own temperature, °C.
    """

    object_c: float
    ambient_c: float


class FrameParser:
    """Finds frames in a stream of bytes; holds at most one frame's worth of them."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes, cut anywhere; return the frames they complete, oldest first."""
        frames: list[Frame] = []
        for byte in data:
            self._held.append(byte)
            if len(self._held) < FRAME_BYTES:
                continue
            frame = read_frame(bytes(self._held))
            if frame is None:
                # One byte only: the next frame may have begun inside this one.
                del self._held[0]
            else:
                frames.append(frame)
                self._held.clear()
        return frames


def read_frame(data: bytes) -> Frame | None:
    """Read nine bytes, or return None if they are not exactly one valid frame."""
    if len(data) != FRAME_BYTES or not data.startswith(HEADER):
        return None
    if sum(data[:-1]) & 0xFF != data[-1]:
        return None
    seen, own = struct.unpack_from(">hh", data, len(HEADER))
    frame = Frame(object_c=seen / 100, ambient_c=own / 100)
    low, high = _AMBIENT_C
    possible = frame.object_c >= _COLDEST_OBJECT_C and low <= frame.ambient_c <= high
    return frame if possible else None


def write_frame(object_c: float, ambient_c: float) -> bytes:
    """The nine bytes of a frame, as the module sends them.

    Args:
        object_c: What the sensor sees, -70.0 to 327.67 °C.
        ambient_c: Its own temperature, -40.0 to 125.0 °C.
    """
    payload = struct.pack(">hh", round(object_c * 100), round(ambient_c * 100))
    body = HEADER + payload
    return body + bytes([sum(body) & 0xFF])
