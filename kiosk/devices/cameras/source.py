"""What the driver asks of anything that delivers pictures."""

from typing import Protocol

from kiosk.core.errors import DeviceError
from kiosk.devices.cameras.picture import Picture


class Source(Protocol):
    """An open camera, stream or file, used by one thread.

    Attributes:
        light: Retrieving a picture costs next to nothing, so each one may be kept.
        waits: Nothing is lost by waiting, so each picture is looked at in its turn.
    """

    @property
    def light(self) -> bool: ...  # noqa: D102 - see the class

    @property
    def waits(self) -> bool: ...  # noqa: D102 - see the class

    def grab(self) -> bool:
        """Wait for the next picture; False when a file has ended.

        Raises:
            DeviceError: There will be none (``unplugged``).
        """
        ...

    def retrieve(self) -> Picture:
        """The picture that was grabbed last."""
        ...

    def interrupt(self) -> None:
        """Let a waiting ``grab`` return soon if possible; from any thread."""
        ...

    def close(self) -> None:
        """Release everything."""
        ...


class Where(Protocol):
    """Where pictures come from: plain values and how to open them."""

    def open(self, device: str, patience_s: float) -> Source:
        """Open it.

        Args:
            device: Name of the camera, for errors.
            patience_s: How long a source may wait for the other side, s.

        Raises:
            DeviceError: It is not there (``not-found``).
        """
        ...


def not_found(device: str, advice: str) -> DeviceError:
    """The error of a source that cannot be opened."""
    return DeviceError(device, "not-found", advice)


def unplugged(device: str, advice: str) -> DeviceError:
    """The error of a source that stopped delivering."""
    return DeviceError(device, "unplugged", advice)
