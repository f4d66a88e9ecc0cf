"""Texts: keyed gettext catalogues, compiled in memory at start.

A key is a stable word such as ``verdict.allow``; the catalogues under ``locale/`` say
it in each language. There is no compiled file that could be out of date.
"""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kiosk.web.options import LANGUAGES

LOCALE = Path(__file__).parent / "locale"


class Texts:
    """The texts of one language.

    Args:
        language: A tag from ``LANGUAGES``, e.g. ``zh-CN``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _compiled(LANGUAGES[language])

    def __call__(self, key: str, **values: object) -> str:
        """Say ``key``, with ``values`` in its places; an unknown key says itself."""
        return self._catalogue.gettext(key).format_map(values) if self.has(key) else key

    def has(self, key: str) -> bool:
        """True when the catalogue knows ``key``."""
        return bool(key) and self._catalogue.gettext(key) != key

    def group(self, group: str) -> dict[str, str]:
        """Every word of ``group`` that has a text, in the catalogue's order."""
        prefix = f"{group}."
        return {
            key.removeprefix(prefix): self(key)
            for key in _keys(LANGUAGES[self.language])
            if key.startswith(prefix) and key != f"{prefix}unknown"
        }

    def or_own(self, group: str, word: str) -> str:
        """Say a word that another room chose, else show the word itself."""
        key = f"{group}.{word}"
        return self(key) if self.has(key) else word

    def device(self, name: str) -> str:
        """Say a device's name; where several lanes have one, with its lane's id."""
        kind = name
        while kind and not self.has(f"device.{kind}"):
            kind = kind.rpartition("-")[0]
        lane = name.removeprefix(kind).removeprefix("-")
        return f"{self(f'device.{kind}')} {lane}".rstrip() if kind else name

    def slug(self, group: str, slug: str) -> str:
        """Say a slug that another room chose.

        A slug without a text of its own is shown as it is inside the group's
        ``unknown`` text: a new rule must never blank the screen.
        """
        key = f"{group}.{slug}"
        return self(key) if self.has(key) else self(f"{group}.unknown", slug=slug)


@cache
def _read(folder: str) -> Catalog:
    with (LOCALE / folder / "LC_MESSAGES" / "kiosk.po").open("rb") as po:
        return read_po(po)


@cache
def _compiled(folder: str) -> gettext.GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, _read(folder))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _keys(folder: str) -> tuple[str, ...]:
    return tuple(str(message.id) for message in _read(folder))
