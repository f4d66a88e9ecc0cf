"""The bytes of one scan → its text. Pure.

An engine sends what the symbol holds as UTF-8, or as GBK where it is set so (GM65: zone
000D). The bytes do not say which. They are read as UTF-8 first, because GBK is hardly
ever valid UTF-8 by chance, and as GB18030, which contains GBK, otherwise. Passes and
health codes are ASCII, the same in both; only a foreign code can come out wrong.
"""

import unicodedata
from contextlib import suppress
from typing import Final

from kiosk.devices.readers.symbol import LONGEST_TEXT

LONGEST_BYTES: Final = 4 * LONGEST_TEXT
"""No character takes more than four bytes in either encoding."""

_ENCODINGS: Final = ("utf-8", "gb18030")
_CONTROL: Final = "Cc"
# The control characters that codes do contain: TAB, and those of ISO/IEC 15434. Any
# other is a sign of a damaged line: NUL of a plug going in, pieces of a reply.
_MEANT: Final = frozenset("\t\x04\x1c\x1d\x1e\x1f")


def read_text(data: bytes) -> str | None:
    """The text of one scan, 1 to 4,296 characters, or None if it is damaged.

    Args:
        data: What came between two ends of scans; some engines end with a TAB, too.
    """
    for encoding in _ENCODINGS:
        with suppress(UnicodeDecodeError):
            return _sound(data.decode(encoding))
    return None


def _sound(text: str) -> str | None:
    text = text.rstrip("\t")
    strange = any(
        unicodedata.category(character) == _CONTROL and character not in _MEANT
        for character in text
    )
    return text if 0 < len(text) <= LONGEST_TEXT and not strange else None
