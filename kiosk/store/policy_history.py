"""Which policies were in force here, from when on: the journal's word."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.core.policy import PolicyStamp
from kiosk.core.record import Draft, Kind
from kiosk.core.sections import ControlLevel
from kiosk.store.checking import parsed
from kiosk.store.database import open_for_reading
from kiosk.store.errors import StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

IN_FORCE: Final = "policy-in-force"
KEY_IN_FORCE: Final = "policy-key-in-force"
_MOST: Final = 1000
# The kind is written out, for only so the index of these rows is used.
_ASK: Final = (
    "SELECT seq, at, payload FROM journal WHERE kind = 'policy' AND seq < ?"
    " AND json_extract(payload, '$.event') = 'policy-in-force'"
    " ORDER BY seq DESC LIMIT ?"
)
_ASK_KEY: Final = (
    "SELECT max(json_extract(payload, '$.key')) FROM journal"
    " WHERE kind = 'policy' AND seq < ?"
    " AND json_extract(payload, '$.event') = 'policy-key-in-force'"
)
_NEWEST: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Enacted:
    """One row of the journal that says which policy is in force from there on.

    Attributes:
        seq: Its number.
        at: When, aware.
        stamp: Which policy.
        how: ``start``, ``activated``, ``back`` or ``upgrade``.
        by: Who asked for it.
    """

    seq: int
    at: datetime
    stamp: PolicyStamp
    how: str
    by: str


@dataclass(frozen=True, slots=True)
class History:
    """The policies that were in force, newest first, and the key that signs them.

    Attributes:
        rows: The policies.
        key: The lowest policy key that is not withdrawn; 0 while none was.
    """

    rows: tuple[Enacted, ...] = ()
    key: int = 0

    @property
    def newest(self) -> Enacted | None:
        """The last one."""
        return self.rows[0] if self.rows else None

    def previous(self) -> PolicyStamp | None:
        """The last policy that was another one than the newest."""
        stamps = [row.stamp for row in self.rows]
        return next((s for s in stamps if s.digest != stamps[0].digest), None)

    def digests(self) -> frozenset[str]:
        """Of every policy that was in force."""
        return frozenset(row.stamp.digest for row in self.rows)

    def version(self, version: str) -> Enacted | None:
        """The newest row of a version such as ``routine/1``."""
        return next((row for row in self.rows if row.stamp.version == version), None)

    def after(self, row: Enacted) -> "History":
        """The history with one more row."""
        return replace(self, rows=(row, *self.rows)[:_MOST])

    def knowing(self, key: int) -> "History":
        """The history once policy key ``key`` has withdrawn those before it."""
        return replace(self, key=max(self.key, key))

    @property
    def withdrawn(self) -> bool:
        """Whether the newest policy was signed by a key that is withdrawn by now."""
        signed = self.newest.stamp.key if self.newest else None
        return signed is not None and signed < self.key


def read_history(store: Path, *, before: int = _NEWEST) -> History:
    """What the journal knows of the policies in force.

    Args:
        store: The store folder.
        before: Only rows with a lower number.

    Raises:
        StoreError: There is no journal, or it cannot be read.
    """
    with open_for_reading(StoreFiles(store).database) as db:
        refuse_newer(db)
        found = db.execute(_ASK, [before, _MOST]).fetchall()
        (key,) = db.execute(_ASK_KEY, [before]).fetchone()
    try:
        return History(tuple(_row(*one) for one in found), int(key or 0))
    except (KeyError, TypeError, ValueError) as exc:
        raise StoreDamaged("a policy row is unreadable") from exc


def in_force_draft(
    stamp: PolicyStamp, at: datetime, *, how: str, by: str, before: PolicyStamp | None
) -> Draft:
    """The journal row that says a policy is in force from now on."""
    payload = {
        "event": IN_FORCE,
        "policy": stamp.version,
        "title": stamp.title,
        "level": str(stamp.level),
        "digest": stamp.digest,
        "source": stamp.source,
        "key": stamp.key,
        "how": how,
        "by": by,
        "from": before.version if before else None,
        "from_digest": before.digest if before else None,
    }
    return Draft(kind=Kind.POLICY, at=at, payload=payload)


def key_in_force_draft(key: int, at: datetime) -> Draft:
    """The journal row that withdraws every policy key below ``key``."""
    payload = {"event": KEY_IN_FORCE, "key": key}
    return Draft(kind=Kind.POLICY, at=at, payload=payload)


def _row(seq: int, at: str, payload: str) -> Enacted:
    row: Mapping[str, Any] = json.loads(payload)
    stamp = PolicyStamp(
        version=row["policy"],
        title=row["title"],
        level=ControlLevel(row["level"]),
        digest=row["digest"],
        source=row["source"],
        key=row["key"],
    )
    return Enacted(seq=seq, at=parsed(at), stamp=stamp, how=row["how"], by=row["by"])
