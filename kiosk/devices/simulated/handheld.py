"""The thing a visitor holds up: a phone or a paper pass with a QR code on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import segno

from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated.script import Colour, Medium

# The hues of common health-code apps, guessed from published screenshots; B, G, R.
_INKS: Final[Mapping[Colour, tuple[int, int, int]]] = MappingProxyType(
    {
        Colour.BLACK: (22, 20, 20),
        Colour.GREEN: (62, 158, 36),
        Colour.YELLOW: (38, 190, 238),
        Colour.RED: (44, 40, 212),
    }
)
_QUIET: Final = 4  # modules of white around a code (ISO/IEC 18004)
_JITTER: Final = 14.0  # grey levels by which apps and screens differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A flat thing with a code, seen straight on.

    Attributes:
        picture: B, G, R.
        code: The code's corners in ``picture``, px, clockwise from top left.
        modules: Modules along the code's side.
    """

    picture: Frame
    code: npt.NDArray[np.float64]
    modules: int

    @property
    def module_px(self) -> float:
        """Width of one module in ``picture``, px."""
        return float(self.code[1, 0] - self.code[0, 0]) / self.modules


def make_card(
    text: str | None, medium: Medium, colour: Colour, rng: np.random.Generator
) -> Card:
    """Draw a phone or pass that shows ``text``; None leaves the code's place empty."""
    ink = np.clip(np.array(_INKS[colour]) + rng.normal(0, _JITTER, 3), 0, 255)
    white = float(rng.uniform(236, 255) if medium is Medium.PHONE else 228)
    modules = _modules(text or "-" * 60)
    side = len(modules)
    pixels = np.kron(modules, np.ones((8, 8), np.uint8))[..., None]
    paint = np.where(pixels if text else pixels * 0, ink, white).astype(np.uint8)
    margin = 8 * _QUIET
    width = paint.shape[1] + 2 * margin
    picture = _blank(medium, width, white, rng)
    top = int(picture.shape[0] * (0.34 if medium is Medium.PHONE else 0.3))
    left = (picture.shape[1] - paint.shape[1]) // 2
    picture[top : top + paint.shape[0], left : left + paint.shape[1]] = paint
    right, bottom = left + paint.shape[1], top + paint.shape[0]
    code = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return Card(picture=picture, code=code.astype(np.float64) - 0.5, modules=side)


def _modules(text: str) -> npt.NDArray[np.uint8]:
    # Level M, as the passes are issued; boosting it would change the symbol's size.
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return np.array([list(row) for row in code.matrix], np.uint8)


def _blank(medium: Medium, width: int, white: float, rng: np.random.Generator) -> Frame:
    """A phone's screen or a paper pass with everything on it but the code."""
    height = int(width * (1.8 if medium is Medium.PHONE else 1.55))
    face = np.full((height, width, 3), white, np.uint8)
    accent = tuple(int(value) for value in rng.integers(60, 190, 3))
    bar = int(height * 0.11)
    cv2.rectangle(face, (0, 0), (width, bar), accent, cv2.FILLED)
    font = cv2.FontFace("sans")
    title = "出入证 PASS" if medium is Medium.PAPER else "健康码"
    place = (width // 12, int(bar * 0.75))
    cv2.putText(face, title, place, (255, 255, 255), font, int(bar * 0.6), 600)
    for line in (0.17, 0.22, 0.93):  # a name, a date, an advice: grey bars
        left, right = width // 8, int(width * float(rng.uniform(0.5, 0.85)))
        y = int(height * line)
        cv2.line(face, (left, y), (right, y), (120, 120, 120), max(3, height // 70))
    if medium is Medium.PAPER:
        return face
    bezel = max(6, width // 22)
    dark = (28, 26, 26)
    return np.asarray(
        cv2.copyMakeBorder(
            face, bezel * 2, bezel * 2, bezel, bezel, cv2.BORDER_CONSTANT, value=dark
        ),
        np.uint8,
    )
