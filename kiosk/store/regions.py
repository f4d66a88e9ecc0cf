"""The table of regions that set-up writes into ``vendor``, ready to be searched."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kiosk.core.gazetteer import Gazetteer, Place

TABLE: Final = Path(__file__).parent / "vendor" / "regions.tsv"
_COLUMNS: Final = 4
_LOG = logging.getLogger(__name__)


def load_gazetteer(home: str, table: Path = TABLE) -> Gazetteer:
    """Read the table; without it, only codes and what lies abroad are found.

    Args:
        home: This community's code.
        table: Where it lies.
    """
    try:
        text = table.read_text(encoding="utf-8")
    except OSError:
        _LOG.warning("regions-missing the names of regions are not there; run set-up")
        text = ""
    return Gazetteer(_places(text), home)


def _places(text: str) -> Iterator[Place]:
    for line in text.splitlines():
        columns = line.split("\t")
        if len(columns) == _COLUMNS:
            code, name, read, spellings = columns
            yield Place(
                code=code,
                name=name,
                syllables=tuple(read.split()),
                spellings=tuple(spellings.split()),
            )
