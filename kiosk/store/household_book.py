"""The households as a leader looks at them: one of them, or everybody who is out."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.household import Exit, HouseholdCard, Quota
from kiosk.ports import NameOf
from kiosk.store import household_facts
from kiosk.store.database import open_for_reading
from kiosk.store.errors import StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

LONGEST_OUT: Final = """
SELECT seq, household, member, pass_id, out_at, counts_at, in_at FROM household_use
WHERE in_seq IS NULL AND undone IS NULL ORDER BY out_at LIMIT ?"""

_NEWEST: Final = """
SELECT seq, household, member, pass_id, out_at, counts_at, in_at FROM household_use
WHERE household = ? AND undone IS NULL ORDER BY seq DESC LIMIT ?"""

# By index each: a list of passes or households, not the uses, is gone through. A use
# that was taken back still names whose pass it was.
OF_PASSES: Final = """
SELECT DISTINCT household FROM (
    SELECT (SELECT household FROM household_use WHERE pass_id = value LIMIT 1)
    AS household FROM json_each(?))
WHERE household IS NOT NULL ORDER BY household LIMIT ?"""

AMONG: Final = """
SELECT value FROM json_each(?)
WHERE EXISTS (SELECT 1 FROM household_use WHERE household = value AND undone IS NULL)
   OR EXISTS (SELECT 1 FROM household_mark WHERE household = value)"""

PASSES: Final = """
SELECT DISTINCT household, pass_id FROM json_each(?) CROSS JOIN household_use
ON household = value AND undone IS NULL"""

_MOST_EXITS: Final = 10
_MOST_OUT: Final = 200


class HouseholdBook:
    """Answers leaders, each question on a read-only connection of its own.

    Args:
        directory: The store folder.
        name_of: Masked names by pass id.
    """

    def __init__(self, directory: Path, name_of: NameOf) -> None:
        self._path, self._name_of = StoreFiles(directory).database, name_of

    def card(
        self, household: str, quota: Quota, now: datetime, *, sure: bool
    ) -> HouseholdCard:
        """What is known of a household at ``now``.

        Args:
            household: Keyed hash, 12 hex digits.
            quota: The window of the policy in force.
            now: Wall time, aware.
            sure: Whether it can be believed.

        Raises:
            StoreError: The records cannot be read.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            moment = now if sure else household_facts.earliest(db, now)
            void = household_facts.voided(db, household)
            exits = self._exits(db, quota, _NEWEST, [household, _MOST_EXITS])
            return HouseholdCard(
                household=household,
                uses=household_facts.uses(db, household, quota.since(moment)),
                voided=void.reason if void else None,
                voided_at=void.at if void else None,
                relief=sure and household_facts.relief(db, household, now),
                exits=exits,
            )

    def known_among(self, households: Iterable[str]) -> frozenset[str]:
        """Those of ``households`` that went out or were spoken of here.

        Raises:
            StoreError: The records cannot be read.
        """
        return frozenset(str(one) for (one,) in self._asked(AMONG, households))

    def households_of(self, passes: Iterable[str]) -> tuple[str, ...]:
        """The households whose members went out on these passes, by id; 200 at most.

        Raises:
            StoreError: The records cannot be read.
        """
        found = self._asked(OF_PASSES, passes, _MOST_OUT)
        return tuple(str(household) for (household,) in found)

    def passes_of(self, households: Iterable[str]) -> Mapping[str, list[str]]:
        """The passes on which somebody of each household went out.

        Raises:
            StoreError: The records cannot be read.
        """
        passes = defaultdict[str, list[str]](list)
        for household, pass_id in self._asked(PASSES, households):
            passes[household].append(pass_id)
        return passes

    def _asked(
        self, sql: str, listed: Iterable[str], *values: object
    ) -> list[tuple[Any, ...]]:
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return db.execute(sql, [json.dumps(list(listed)), *values]).fetchall()

    def out(self, quota: Quota) -> tuple[Exit, ...]:
        """Everybody who is out, the longest first; 200 at most.

        Raises:
            StoreError: The records cannot be read.
        """
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return self._exits(db, quota, LONGEST_OUT, [_MOST_OUT])

    def _exits(
        self, db: Database, quota: Quota, sql: str, values: list[Any]
    ) -> tuple[Exit, ...]:
        try:
            found = db.execute(sql, values).fetchall()
            return tuple(self._exit(quota, *row) for row in found)
        except ValueError as exc:
            raise StoreDamaged("a household's exit is unreadable") from exc

    def _exit(  # noqa: PLR0913, PLR0917 - a column an argument
        self,
        quota: Quota,
        seq: int,
        household: str,
        member: int | None,
        pass_id: str,
        out_at: str,
        counts_at: str,
        in_at: str | None,
    ) -> Exit:
        left = datetime.fromisoformat(out_at)
        return Exit(
            seq=seq,
            household=household,
            member=member,
            out_at=left,
            due_at=quota.due(left),
            in_at=datetime.fromisoformat(in_at) if in_at else None,
            clock_sure=counts_at == out_at,
            masked_name=self._name_of(pass_id),
        )
