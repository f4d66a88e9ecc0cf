"""A keyboard's device file below /dev/input, for the kiosk alone.

Without the grab every scan would also be typed into whatever has the focus: the screen,
a console, a log-in. Written here instead of taken from a library: docs/decisions/0009.
"""

import errno
import fcntl
import os
import select
import struct
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from kiosk.core.errors import DeviceError
from kiosk.devices.scanners.key_decoder import EVENT

# _IOW('E', 0x90, int), _IOW('E', 0x93, struct input_mask) and _IOW('E', 0xa0, int) of
# linux/input.h, as every architecture counts them that a kiosk runs on (x86, ARM,
# RISC-V).
_GRAB: Final = 0x40044590
_SET_MASK: Final = 0x40104593
_SET_CLOCK: Final = 0x400445A0
_MSC: Final = 0x04
_READ_BYTES: Final = 64 * EVENT.size

Seize = Callable[[int], None]
"""Makes an open file the kiosk's own, or raises OSError."""


def seize(file: int) -> None:
    """Let events carry monotonic time, and nobody else have them."""
    fcntl.ioctl(file, _SET_CLOCK, struct.pack("i", time.CLOCK_MONOTONIC))
    # The kernel holds 64 events for us. Without the scan code that comes with each key
    # that is a third more keys before some are lost.
    fcntl.ioctl(file, _SET_MASK, struct.pack("IIQ", _MSC, 0, 0))
    fcntl.ioctl(file, _GRAB, 1)


class InputFile:
    """An open device file; closing it gives the keyboard back.

    Args:
        device: The device's name in settings and errors.
        path: Best a link below ``/dev/input/by-id``: event numbers change.
        take: How it is made the kiosk's own; a recording needs nothing.

    Raises:
        DeviceError: ``not-found``, ``no-permission``, ``busy`` or ``unusable``.
    """

    def __init__(self, device: str, path: str, take: Seize = seize) -> None:
        self._device = device
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as exc:
            raise _refusal(device, path, exc) from exc
        try:
            take(self._file)
        except OSError as exc:
            os.close(self._file)
            raise _refusal(device, path, exc) from exc
        self._poll = select.poll()
        self._poll.register(self._file, select.POLLIN)

    def read(self, timeout_s: float) -> bytes:
        """The events that came, or ``b""`` when none did within the timeout.

        Raises:
            DeviceError: ``unplugged``.
        """
        if not self._poll.poll(timeout_s * 1000):
            return b""
        try:
            data = os.read(self._file, _READ_BYTES)
        except OSError as exc:
            raise self._unplugged() from exc
        if not data:
            raise self._unplugged()
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)

    def _unplugged(self) -> DeviceError:
        return DeviceError(self._device, "unplugged", "check its cable and its plug")


def _refusal(device: str, path: str, exc: OSError) -> DeviceError:
    match exc.errno:
        case errno.ENOENT | errno.ENODEV | errno.ENXIO:
            advice = f"plug it in, or correct its path {path}"
            return DeviceError(device, "not-found", advice)
        case errno.EACCES | errno.EPERM:
            advice = f"add the kiosk's user to the group of {path}"
            return DeviceError(device, "no-permission", advice)
        case errno.EBUSY:
            advice = f"close the other program that has taken {path}"
            return DeviceError(device, "busy", advice)
        case _:
            advice = f"{path} is no keyboard; name its link in /dev/input/by-id"
            return DeviceError(device, "unusable", advice)
