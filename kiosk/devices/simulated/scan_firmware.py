"""What is inside a simulated GM65: settings in RAM and flash, and obedience. Pure."""

from typing import Final

from kiosk.devices.scanners.gm65_frames import (
    COMMAND_HEADER,
    UNCHECKED,
    ReadMode,
    Reply,
    Type,
    Zone,
    checksum,
    mode_of,
    write_reply,
)

_ZONES: Final = 0x0200
_LIGHT_SOUND_AIM: Final = 0xD4  # the mode zone from the factory, without the mode
_READ_TIME: Final = 0x0006  # how long a trigger lasts, 0.1 s
_FIVE_SECONDS: Final = 50
_BAUD_CLOCK: Final = 3_000_000
_BEFORE_DATA: Final = 6  # header, type, length, address
_CHECK_BYTES: Final = 2
_OBEYED: Final = Reply(status=0, data=b"\x00")
_REFUSED: Final = Reply(status=1, data=b"\x00")  # how a real one says no is unknown


class ScanFirmware:
    """The engine's mind.

    Args:
        mode: When it looks for codes, as its flash has it.
        baud: The rate its flash has, symbols a second.
    """

    def __init__(self, mode: ReadMode, baud: int) -> None:
        self._flash = bytearray(_ZONES)
        self._flash[Zone.MODE] = _LIGHT_SOUND_AIM | mode
        self._flash[_READ_TIME] = _FIVE_SECONDS
        divisor = round(_BAUD_CLOCK / baud).to_bytes(2, "little")
        self._flash[Zone.BAUD : Zone.BAUD + 2] = divisor
        self.power_up()

    def power_up(self) -> None:
        """Forget everything that was not saved."""
        self.zones = bytearray(self._flash)
        self._heard = bytearray()
        self._looks_until = float("-inf")

    def looks(self, seconds: float) -> bool:
        """Whether it looks for codes now; nobody presses its button."""
        match mode_of(self.zones[Zone.MODE]):
            case ReadMode.CONTINUOUS | ReadMode.SENSE:
                return True
            case ReadMode.COMMAND:
                return seconds < self._looks_until
            case ReadMode.MANUAL:
                return False

    def found(self) -> None:
        """A code was read: the trigger is served."""
        self._looks_until = float("-inf")

    def obey(self, data: bytes, seconds: float) -> bytes:
        """Take bytes of commands, cut anywhere; return the answers."""
        self._heard += data
        said = b""
        while len(self._heard) >= _BEFORE_DATA + _CHECK_BYTES:
            size = _BEFORE_DATA + self._heard[3] + _CHECK_BYTES
            frame = bytes(self._heard[:size])
            if not frame.startswith(COMMAND_HEADER):
                del self._heard[0]
            elif len(frame) < size:
                break
            elif frame[-2:] in (UNCHECKED, checksum(frame[2:-2])):
                del self._heard[:size]
                said += write_reply(self._do(frame, seconds))
            else:
                del self._heard[0]
        return said

    def _do(self, frame: bytes, seconds: float) -> Reply:
        address = int.from_bytes(frame[4:6], "big")
        data = frame[_BEFORE_DATA:-_CHECK_BYTES]
        if not data or address + max(len(data), data[0]) > _ZONES:
            return _REFUSED
        match frame[2]:
            case Type.READ:
                wanted = self.zones[address : address + data[0]]
                return Reply(status=0, data=bytes(wanted))
            case Type.WRITE:
                self.zones[address : address + len(data)] = data
                if address == Zone.TRIGGER and data[0] & 1:
                    self._looks_until = seconds + self.zones[_READ_TIME] / 10
                return _OBEYED
            case Type.SAVE:
                self._flash[:] = self.zones
                return _OBEYED
            case _:
                return _REFUSED
