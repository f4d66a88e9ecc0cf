"""Masked names of pass holders, in a file of their own.

Not part of the journal: they can be erased, and ``kiosk pass issue`` adds to them
while the service writes the journal.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kiosk.core.errors import StoreError
from kiosk.store.side_file import SideFile

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS holders (
    pass_id TEXT PRIMARY KEY,
    masked  TEXT NOT NULL
) STRICT, WITHOUT ROWID"""

_FIRST: Final = """
CREATE INDEX IF NOT EXISTS holders_first ON holders (substr(masked, 1, 1))"""

CALLED: Final = "SELECT pass_id FROM holders WHERE substr(masked, 1, 1) = ?"

_NAMES: Final = """
SELECT pass_id, masked FROM json_each(?) CROSS JOIN holders ON pass_id = value"""


class Holders:
    """The holders known to this kiosk.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        opening = ["PRAGMA secure_delete = ON", _TABLE, _FIRST]
        self._file = SideFile(directory / "holders.db", opening)

    def masked_name(self, pass_id: str) -> str | None:
        """Masked name by pass id, or None when it is not known: a ``NameOf``.

        A file that cannot be read knows nobody: a name must not stop a gate.
        """
        sql = "SELECT masked FROM holders WHERE pass_id = ?"
        try:
            found = self._file.ask(sql, [pass_id])
        except StoreError:
            return None
        return str(found[0][0]) if found else None

    def called(self, first: str) -> tuple[str, ...]:
        """Pass ids of everybody whose masked name begins with a character.

        Raises:
            StoreError: The file cannot be read.
        """
        found = self._file.ask(CALLED, [first])
        return tuple(str(pass_id) for (pass_id,) in found)

    def masked_names(self, passes: Iterable[str]) -> dict[str, str]:
        """Masked names by pass id, of those that are known; as ``masked_name``."""
        try:
            return dict(self._file.ask(_NAMES, [json.dumps(list(passes))]))
        except StoreError:
            return {}

    def note(self, pass_id: str, masked: str) -> None:
        """Remember a holder, or how the name of a known one is shown now.

        Raises:
            StoreError: Not remembered.
        """
        self.note_all([(pass_id, masked)])

    def note_all(self, holders: Iterable[tuple[str, str]]) -> None:
        """Remember many holders, pass id and masked name, in one step.

        Raises:
            StoreError: None of them is remembered.
        """
        with self._file.open() as db, db.conn:
            db.conn.executemany(
                "INSERT INTO holders VALUES (?, ?)"
                " ON CONFLICT (pass_id) DO UPDATE SET masked = excluded.masked",
                holders,
            )

    def forget(self, pass_id: str) -> None:
        """Erase a holder.

        Raises:
            StoreError: Not erased.
        """
        with self._file.open() as db:
            db.execute("DELETE FROM holders WHERE pass_id = ?", [pass_id])
