"""Frames of the GM65 family (GM65, GM805, GM812, GM861 and clones). Pure.

A command is ``7E 00``, type, length, zone address (big-endian), data, checksum; a reply
is ``02 00``, status, length, data, checksum. The checksum is CRC-16/XMODEM over
everything after the two header bytes. A zone is a byte of the engine's settings.
"""

from binascii import crc_hqx
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

COMMAND_HEADER: Final = b"\x7e\x00"
REPLY_HEADER: Final = b"\x02\x00"
UNCHECKED: Final = b"\xab\xcd"
"""What an engine takes in place of a checksum; this kiosk never sends it."""

_BEFORE_DATA: Final = 4  # header, status, length
_CHECK_BYTES: Final = 2
_MODE_BITS: Final = 0b11
_BAUD_CLOCK: Final = 3_000_000  # zone 002A: 39 01 is 9600, C4 09 is 1200


class Type(IntEnum):
    """What a command does."""

    READ = 0x07
    WRITE = 0x08
    SAVE = 0x09


class Zone(IntEnum):
    """Addresses of settings."""

    MODE = 0x0000
    TRIGGER = 0x0002
    BAUD = 0x002A


class ReadMode(IntEnum):
    """When the engine looks for codes: the two low bits of the mode zone."""

    MANUAL = 0  # its button
    COMMAND = 1  # the trigger command
    CONTINUOUS = 2
    SENSE = 3  # when the picture changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the engine says to a command; it does not say to which.

    Attributes:
        status: 0 when it obeyed.
        data: The zones asked for, or one zero byte after a write.
    """

    status: int
    data: bytes


def checksum(body: bytes) -> bytes:
    """CRC-16/XMODEM (polynomial 1021, start 0), big-endian."""
    return crc_hqx(body, 0).to_bytes(2, "big")


def read_zones(first: int, count: int) -> bytes:
    """The command that asks for 1 to 255 zones from ``first`` on."""
    return _command(Type.READ, first, bytes([count]))


def write_zones(first: int, data: bytes) -> bytes:
    """The command that sets zones from ``first`` on, until power goes."""
    return _command(Type.WRITE, first, data)


def _command(kind: Type, address: int, data: bytes) -> bytes:
    body = bytes([kind, len(data)]) + address.to_bytes(2, "big") + data
    return COMMAND_HEADER + body + checksum(body)


TRIGGER: Final = write_zones(Zone.TRIGGER, b"\x01")
"""Look for one code now (mode ``COMMAND``)."""

SAVE: Final = _command(Type.SAVE, 0x0000, b"\x00")
"""Keep all zones in flash, which wears: only on request."""

ASK_MODE: Final = read_zones(Zone.MODE, 2)
"""Two zones, so that the answer cannot be taken for the one byte of an obeyed write."""

ASK_BAUD: Final = read_zones(Zone.BAUD, 2)


def with_mode(zone: int, mode: ReadMode) -> bytes:
    """The command that sets the mode and leaves light, sound and aim as they are.

    Args:
        zone: The mode zone as it is, 0 to 255.
        mode: The mode to set.
    """
    return write_zones(Zone.MODE, bytes([zone & ~_MODE_BITS & 0xFF | mode]))


def mode_of(zone: int) -> ReadMode:
    """The mode in a mode zone."""
    return ReadMode(zone & _MODE_BITS)


def baud_of(zones: bytes) -> int | None:
    """Symbols a second as the two baud zones say, or None when they say nothing."""
    divisor = int.from_bytes(zones, "little")
    return round(_BAUD_CLOCK / divisor) if divisor else None


def write_reply(reply: Reply) -> bytes:
    """The bytes of a reply, as an engine sends them."""
    body = bytes([reply.status, len(reply.data)]) + reply.data
    return REPLY_HEADER + body + checksum(body)


class ReplyFilter:
    """Takes the replies out of a stream of scans; holds at most one reply's bytes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes | Reply]:
        """Take bytes, cut anywhere; return what they are, in order.

        A byte that may begin a reply is held until the reply is there or cannot be.
        """
        self._held += data
        found: list[bytes | Reply] = []
        while self._held:
            plain = self._held.find(REPLY_HEADER[:1])
            if plain:
                found.append(self._take(plain if plain > 0 else len(self._held)))
            elif self._incomplete():
                break
            elif reply := _read_reply(bytes(self._held)):
                self._take(_BEFORE_DATA + len(reply.data) + _CHECK_BYTES)
                found.append(reply)
            else:
                # One byte only: a reply may begin inside what was none.
                found.append(self._take(1))
        return found

    def release(self) -> bytes:
        """Give up waiting: what is held is no reply."""
        return self._take(len(self._held))

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _incomplete(self) -> bool:
        held = self._held
        if not REPLY_HEADER.startswith(held[: len(REPLY_HEADER)]):
            return False
        if len(held) < _BEFORE_DATA:
            return True
        return len(held) < _BEFORE_DATA + held[3] + _CHECK_BYTES


def _read_reply(held: bytes) -> Reply | None:
    """The reply at the start of enough bytes, or None if it is none."""
    if not held.startswith(REPLY_HEADER):
        return None
    end = _BEFORE_DATA + held[3]
    if checksum(held[2:end]) != held[end : end + _CHECK_BYTES]:
        return None
    return Reply(status=held[2], data=held[_BEFORE_DATA:end])
