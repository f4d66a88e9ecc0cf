"""Pick a reader by its word in the settings."""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from kiosk.core.errors import ConfigError
from kiosk.devices.readers.symbol import Reader

_LOG = logging.getLogger(__name__)


class ReaderMissing(ConfigError):
    """No library that can read QR codes is installed."""

    slug = "reader-missing"


def _zxing() -> Reader:
    # Imported late: there is no zxing-cpp wheel for 32-bit ARM.
    from kiosk.devices.readers.zxing import ZxingReader  # noqa: PLC0415

    return ZxingReader()


def _zbar() -> Reader:
    # Imported late: pyzbar loads libzbar, a package of the system, on import.
    from kiosk.devices.readers.zbar import ZbarReader  # noqa: PLC0415

    return ZbarReader()


READERS: Final[Mapping[str, Callable[[], Reader]]] = MappingProxyType(
    {"zxing": _zxing, "zbar": _zbar}
)
"""Reader by word; the first is the default, each falls back to those after it."""


def open_reader(
    name: str = "zxing", readers: Mapping[str, Callable[[], Reader]] = READERS
) -> Reader:
    """Open the named reader, or the next one when its library is missing.

    The reader's own ``name`` tells which one it became.

    Args:
        name: ``zxing`` or ``zbar``.
        readers: Openers by name, in order of preference.

    Raises:
        ReaderMissing: Neither its library nor a later one's is installed.
        ConfigError: No reader has that name.
    """
    words = list(readers)
    if name not in readers:
        raise ConfigError(f"no reader {name!r}; choose one of: {', '.join(words)}")
    for word in words[words.index(name) :]:
        try:
            return readers[word]()
        except (ImportError, OSError) as error:
            # The loader's words name a file, never a visitor.
            _LOG.warning("reader-missing reader=%s cause=%s", word, error)
    raise ReaderMissing(
        f"no library for the QR reader {name!r} is installed; "
        "run `make run` again, or `pip install zxing-cpp`, or `apt install libzbar0`"
    )
