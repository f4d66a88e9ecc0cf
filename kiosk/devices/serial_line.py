"""A serial line: opened raw and exclusively, its troubles told as device errors."""

import errno
import termios
from types import TracebackType
from typing import Final, Self

import serial

from kiosk.core.errors import ConfigError, DeviceError

# termios.error is no OSError, and pyserial lets it through when the device vanishes
# between two calls.
_TROUBLE: Final = (OSError, termios.error)
_WRITE_TIMEOUT_S: Final = 1.0


class SerialLine:
    """An open serial port, 8N1 without flow control.

    Args:
        device: The device's name in settings and errors.
        url: A path such as ``/dev/serial0``, or a pyserial URL such as ``loop://``.
        baud: Symbols a second.
        timeout_s: How long ``read`` waits for the first byte, seconds.

    Raises:
        DeviceError: ``not-found``, ``no-permission``, ``busy`` or ``unusable``.
        ConfigError: The URL or the baud rate is none pyserial knows.
    """

    def __init__(
        self, device: str, url: str, baud: int, *, timeout_s: float = 0.1
    ) -> None:
        self._device = device
        try:
            self._port = serial.serial_for_url(
                url,
                baudrate=baud,
                timeout=timeout_s,
                write_timeout=_WRITE_TIMEOUT_S,
                # Without it two programs open the line and each gets half the bytes.
                exclusive=True,
                # Software flow control would eat 11 and 13 out of binary frames.
                xonxoff=False,
            )
        except _TROUBLE as exc:
            raise _refusal(device, url, exc) from exc
        except ValueError as exc:
            raise ConfigError(f"{device}: {exc}; correct its url or baud") from exc

    def read(self) -> bytes:
        """What has arrived, or ``b""`` when nothing came within the timeout.

        Raises:
            DeviceError: ``unplugged``.
        """
        try:
            return bytes(self._port.read(max(1, self._port.in_waiting)))
        except _TROUBLE as exc:
            raise self._unplugged() from exc

    def write(self, data: bytes) -> None:
        """Send ``data``; return once the system has taken it.

        Raises:
            DeviceError: ``unplugged``.
        """
        try:
            self._port.write(data)
            self._port.flush()
        except _TROUBLE as exc:
            raise self._unplugged() from exc

    def close(self) -> None:
        """Release the line; harmless when it is gone already."""
        self._port.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _unplugged(self) -> DeviceError:
        return DeviceError(self._device, "unplugged", "check its cable and its plug")


def _refusal(device: str, url: str, exc: Exception) -> DeviceError:
    match getattr(exc, "errno", None):
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.EIO:
            return DeviceError(
                device, "not-found", f"plug it in, or correct its path {url}"
            )
        case errno.EACCES | errno.EPERM:
            return DeviceError(
                device, "no-permission", f"add the kiosk's user to the group of {url}"
            )
        case errno.EAGAIN | errno.EBUSY:
            return DeviceError(
                device, "busy", f"close the other program that uses {url}"
            )
        case _:
            return DeviceError(
                device, "unusable", f"{url} cannot be set up as a serial line"
            )
