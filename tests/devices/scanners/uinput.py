"""A keyboard that the kernel takes for a real one, through /dev/uinput."""

import fcntl
import os
import struct
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.devices.scanners.key_decoder import EVENT, KEY, SYN
from tests.devices.scanners.rig import PATIENCE_S

# Of linux/uinput.h: _IO('U', 1), _IO('U', 2), _IOW('U', 3, 92), _IOW('U', 100, int),
# _IOW('U', 101, int), _IOR('U', 44, 64).
_CREATE, _DESTROY, _SETUP = 0x5501, 0x5502, 0x405C5503
_EVENT_BIT, _KEY_BIT, _SYSTEM_NAME = 0x40045564, 0x40045565, 0x8040552C
_USB, _LAST_KEY = 0x03, 248


class Keyboard:
    """A scan engine's keyboard, plugged in until the block ends.

    Args:
        label: The name it gives itself.

    Attributes:
        path: Its device file.
        played_at: When keys were last played, monotonic seconds.
    """

    def __init__(self, label: str) -> None:
        self.played_at = 0.0
        self._file = os.open("/dev/uinput", os.O_WRONLY | os.O_NONBLOCK)
        fcntl.ioctl(self._file, _EVENT_BIT, KEY)
        for code in range(1, _LAST_KEY):
            fcntl.ioctl(self._file, _KEY_BIT, code)
        setup = struct.pack("HHHH80sI", _USB, 1, 1, 1, label.encode(), 0)
        fcntl.ioctl(self._file, _SETUP, setup)
        fcntl.ioctl(self._file, _CREATE)
        self.path = str(self._appeared())

    def _appeared(self) -> Path:
        """Where udev or devtmpfs put it; waits for that."""
        name = fcntl.ioctl(self._file, _SYSTEM_NAME, bytes(64)).rstrip(b"\0").decode()
        pause, deadline = threading.Event(), time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for event in Path("/sys/devices/virtual/input", name).glob("event*"):
                path = Path("/dev/input", event.name)
                if os.access(path, os.R_OK):
                    return path
            pause.wait(0.01)
        raise TimeoutError(f"no device file for {name}")

    def play(self, data: bytes, pace_s: float = 0.004) -> None:
        """Press the keys of recorded events, with a pause after each report."""
        pause = threading.Event()
        for start in range(0, len(data), EVENT.size):
            event = data[start : start + EVENT.size]
            os.write(self._file, event)
            if EVENT.unpack(event)[2] == SYN and pace_s:
                pause.wait(pace_s)
        self.played_at = time.monotonic()

    def pull(self) -> None:
        """Pull the plug."""
        if self._file >= 0:
            fcntl.ioctl(self._file, _DESTROY)
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.pull()
