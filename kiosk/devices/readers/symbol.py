"""What a reader gives back, and which texts it may give back."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Frame: TypeAlias = npt.NDArray[np.uint8]
"""A picture: height x width x 3, order B, G, R."""

Grey: TypeAlias = npt.NDArray[np.uint8]
"""A picture of one channel: height x width."""

Corners: TypeAlias = tuple[tuple[int, int], ...]

# Version 40-L in alphanumeric mode (ISO/IEC 18004). More is digits only, and no
# issuer writes that.
LONGEST_TEXT: Final = 4296


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One QR code found in a picture.

    Attributes:
        text: The payload, 1 to 4,296 characters. Personal: never logged.
        corners: Four (x, y), px, clockwise from the symbol's own top left corner.
        colour: Colour of the dark modules, or None when not looked at.
    """

    text: str = field(repr=False)
    corners: Corners
    colour: str | None = None


class Reader(Protocol):
    """Finds QR codes; used by one thread at a time."""

    @property
    def name(self) -> str:
        """``zxing`` or ``zbar``."""
        ...

    @property
    def dropped(self) -> Counter[str]:
        """How many codes were read but not given back, by slug of the reason."""
        ...

    @property
    def located(self) -> bool:
        """Whether the pictures watched show a code that could not be read yet."""
        ...

    def read(self, frame: Frame) -> list[Symbol]:
        """All codes found in a single picture, with every effort. Never raises."""
        ...

    def watch(self, frame: Frame) -> list[Symbol]:
        """The same for the next picture of a running camera, with less effort.

        What was not tried on this picture is tried on those that follow.
        """
        ...


def refusal(text: str) -> str | None:
    """Slug of why a text must not leave the reader, or None when it may."""
    if not text:
        return "code-empty"
    if len(text) > LONGEST_TEXT:
        return "code-too-long"
    # A lone surrogate is not text: it could be neither stored nor sent.
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "code-not-text"
    return None
