"""Who of a household came by, and what was measured and told of them last."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.household_form import Fact, Member, Noted
from kiosk.ports import NameOf
from kiosk.store.database import open_for_reading
from kiosk.store.errors import StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.households import is_guest
from kiosk.store.schema import refuse_newer

# No index leads from a household to its rows: bearers are few, as they are erased.
_ROWS: Final = """
SELECT pass_id, member, at, payload FROM bearer JOIN journal USING (seq)
WHERE household = ? AND pass_id IS NOT NULL AND kind = 'passage' ORDER BY seq"""

_WAYS: Final = """
SELECT direction, at, seq FROM crossing WHERE undone IS NULL
AND pass_id IN (SELECT value FROM json_each(?)) ORDER BY seq"""

_FACTS: Final[Mapping[Fact, tuple[str, ...]]] = {
    "celsius": ("temperature", "celsius"),
    "colour": ("facts", "health", "colour"),
    "nat": ("facts", "nat", "result"),
    "risk": ("facts", "travel", "risk"),
    "key_region": ("facts", "travel", "key_region"),
    "returnee": ("facts", "travel", "returnee"),
}
_SAMPLED: Final = ("facts", "nat", "sampled_at")
_OWN: Final = "resident"


class HouseholdMembers:
    """Reads them on a read-only connection.

    Args:
        directory: The store folder.
        name_of: Masked names by pass id.
    """

    def __init__(self, directory: Path, name_of: NameOf) -> None:
        self._path, self._name_of = StoreFiles(directory).database, name_of

    def of(self, household: str) -> tuple[Member, ...]:
        """Everybody of a household who came by here, by member; guests are none.

        Raises:
            StoreError: The records cannot be read.
        """
        try:
            with open_for_reading(self._path) as db:
                refuse_newer(db)
                db.execute("BEGIN")  # one state of the file for every question
                return tuple(self._members(db, household))
        except ValueError as exc:
            raise StoreDamaged("a household's passage is unreadable") from exc

    def _members(self, db: Database, household: str) -> Iterator[Member]:
        passes: dict[object, list[str]] = {}
        noted: dict[object, dict[Fact, Noted]] = {}
        who: dict[object, int | None] = {}
        guests: dict[str, bool] = {}
        for pass_id, member, at, payload in db.execute(_ROWS, [household]).fetchall():
            if pass_id not in guests:
                guests[pass_id] = is_guest(db, pass_id)
            if guests[pass_id]:
                continue
            key = pass_id if member is None else member
            who[key] = member
            passes.setdefault(key, []).append(pass_id)
            told = _told(json.loads(payload), datetime.fromisoformat(at))
            noted.setdefault(key, {}).update(told)
        for key in sorted(who, key=lambda k: (who[k] is None, str(k).zfill(2))):
            yield self._member(db, who[key], passes[key], noted[key])

    def _member(
        self,
        db: Database,
        member: int | None,
        passes: list[str],
        noted: Mapping[Fact, Noted],
    ) -> Member:
        ways = db.execute(_WAYS, [json.dumps(passes)]).fetchall()
        last = {way: datetime.fromisoformat(at) for way, at, _ in ways}
        return Member(
            pass_id=passes[-1],
            member=member,
            masked_name=self._name_of(passes[-1]),
            noted=noted,
            left=last.get("out"),
            returned=last.get("in"),
            out=bool(ways) and ways[-1][0] == "out",
        )


def _told(payload: object, at: datetime) -> Iterator[tuple[Fact, Noted]]:
    """What a passage says; a value of an unexpected type says nothing."""
    for fact, path in _FACTS.items():
        value = _at(payload, path)
        if isinstance(value, (str, bool, int, float)):
            sampled = _at(payload, _SAMPLED) if fact == "nat" else None
            when = datetime.fromisoformat(sampled) if isinstance(sampled, str) else at
            yield fact, Noted(value, when)
    if _at(payload, ("vehicle", "kind")) == _OWN:
        yield "vehicle", Noted(_OWN, at)


def _at(value: Any, path: tuple[str, ...]) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
