"""Which lists the journal says were in force here before."""

import json
from pathlib import Path
from typing import Final

from kiosk.core.errors import StoreError
from kiosk.core.record import Kind
from kiosk.store.reading import JournalReader

_MOST_ROWS: Final = 200


def lists_seen(store: Path) -> dict[str, int]:
    """The highest number of each list among the newest ``policy`` rows.

    A journal that cannot be read remembers nothing: its own light says so.

    Args:
        store: The store folder.
    """
    seen: dict[str, int] = {}
    try:
        entries = JournalReader(store).last(_MOST_ROWS, kind=Kind.POLICY)
    except StoreError:
        return seen
    for entry in entries:
        row = json.loads(entry.payload)
        if row.get("event") == "list-in-force":
            seen[row["list"]] = max(row["seq"], seen.get(row["list"], 0))
    return seen
