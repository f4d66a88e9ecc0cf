"""A code as a picture, for printing or sending to a phone."""

from pathlib import Path
from typing import Final

from kiosk.codes.symbol import symbol_of
from kiosk.core.errors import ConfigError, FormError

_FORMATS: Final = (".png", ".svg")
_MODULE_PX: Final = 8


class PictureUnwritable(ConfigError):
    """The picture could not be saved."""

    slug = "picture-unwritable"

    def __init__(self, exc: OSError) -> None:
        super().__init__(
            f"the picture cannot be saved ({exc.strerror or type(exc).__name__}); "
            "choose another file"
        )


def check_picture(path: Path | None) -> None:
    """Refuse a file name whose ending is no format we draw.

    Raises:
        FormError: Neither .png nor .svg.
    """
    if path is not None and path.suffix.lower() not in _FORMATS:
        raise FormError("out", "unknown-format", "a file name in .png or .svg")


def draw(text: str, path: Path) -> None:
    """Save ``text`` as a QR symbol of level M, 8 px a module, with its quiet zone.

    Raises:
        PictureUnwritable: The system refused.
    """
    try:
        symbol_of(text).save(str(path), scale=_MODULE_PX)
    except OSError as exc:
        raise PictureUnwritable(exc) from exc
