"""Typed text as it is kept: what an input method or a finger added is taken away."""

import re
import unicodedata
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s·•・.\-－—_/]+")


def tidy_text(text: str) -> str:
    """One line, full-width letters and digits made narrow, spaces single."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def tidy_number(text: str) -> str:
    """A number without the spaces, dots and dashes that people group it by."""
    return _SEPARATORS.sub("", tidy_text(text)).upper()


def mask_name(name: str) -> str:
    """The name as screens may show it: the first character, then stars."""
    return name[:1] + "**" if name else ""
