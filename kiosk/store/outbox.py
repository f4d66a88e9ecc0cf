"""The outbox: journal rows on their way up. The journal itself is it.

Read-only, from a thread of its own, while the service writes.
"""

import os
import threading
from collections.abc import Generator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.codes.batch import Event, Use, lost
from kiosk.core.chain import Anchor, Row
from kiosk.core.record import Bearer, Kind
from kiosk.store import rows
from kiosk.store.database import open_for_reading
from kiosk.store.elsewhere import GRANTED, GRANTS
from kiosk.store.elsewhere_facts import came_back
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

_ROWS: Final = """
SELECT journal.seq, at, kind, payload, prev, hash, pass_id, household, member
FROM journal LEFT JOIN bearer USING (seq) WHERE journal.seq > ? ORDER BY journal.seq"""

# A hold, or somebody on the watch-list; as canonical JSON writes them.
_ALARMS: Final = ('%"verdict":"hold"%', '%"hit":true%')
_PRESSING: Final = """
SELECT 1 FROM journal WHERE seq > ? AND kind = 'passage'
AND (payload LIKE ? OR payload LIKE ?
     OR ? AND EXISTS (SELECT 1 FROM household_use WHERE seq = journal.seq)) LIMIT 1"""

_OUT: Final = "SELECT 1 FROM household_use WHERE seq = ?"
_IN: Final = "SELECT 1 FROM household_use WHERE in_seq = ?"
_UNDONE: Final = """
SELECT seq FROM household_use WHERE household = ? AND undone = ? LIMIT 1"""

_STRETCH: Final = 25
_BREATH_S: Final = 0.0002
# Every thread of a Python process takes turns. A thread that only computes hands over
# every 5 ms, one that waits does so at once: the lane never waits for longer than the
# few hundred microseconds between two breaths. In a process that gives way yielding at
# each row does the same, see ``upstream.forwarder.courier_process``.
_NEVER: Final = threading.Event()

_KEY_BYTES: Final = 16


class Outbox:
    """Reads the rows of one store folder that the hub has not got.

    Every method may raise a StoreError.

    Args:
        directory: The store folder.
        use_key: 32 secret bytes that the kiosks of a community share, so that the hub
            can pass household uses on and not read them; None: they stay here.
    """

    def __init__(self, directory: Path, use_key: bytes | None = None) -> None:
        self._path, self._use_key = StoreFiles(directory).database, use_key

    def head(self) -> Anchor:
        """The last row."""
        with open_for_reading(self._path) as db:
            return rows.head(db)[0]

    def hash_of(self, seq: int) -> str | None:
        """The hash of a row, or None: the journal lacks it."""
        with open_for_reading(self._path) as db:
            found = db.execute(
                "SELECT hash FROM journal WHERE seq = ?", [seq]
            ).fetchone()
        return found[0] if found else None

    def events(self, after: int) -> Generator[Event, None, None]:
        """Rows as events, without a gap; close it when enough were taken."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            due = after + 1
            for count, (seq, at, kind, payload, prev, own, *of) in enumerate(
                db.execute(_ROWS, [after])
            ):
                for missing in range(due, seq):
                    yield lost(missing)
                due = seq + 1
                use = self._use(db, seq, payload, of) if kind == Kind.PASSAGE else None
                yield Event(Row(seq, at, kind, payload, prev, own), use)
                os.sched_yield()
                if count % _STRETCH == 0:
                    _NEVER.wait(_BREATH_S)

    def presses(self, after: int) -> bool:
        """Whether a later row must not wait: an alarm, or a use siblings shall know."""
        shared = self._use_key is not None
        with open_for_reading(self._path) as db:
            found = db.execute(_PRESSING, [after, *_ALARMS, shared])
            return found.fetchone() is not None

    def _use(
        self, db: Database, seq: int, payload: str, of: Sequence[Any]
    ) -> Use | None:
        pass_id, household, member = of
        if self._use_key is None or household is None:
            return None
        mark = use_mark(self._use_key, household)
        bearer = Bearer(pass_id=pass_id, household=household, member=member)
        what = _what(db, seq, bearer, mark)
        if what == "out" and any(word in payload for word in GRANTS):
            what = GRANTED
        return None if what is None else Use(mark, member, what)


def use_mark(use_key: bytes, household: str) -> str:
    """Name a household to sibling kiosks: 32 hex digits.

    Args:
        use_key: 32 secret bytes of the community.
        household: Keyed hash of the household, as passes carry it.
    """
    return blake2b(
        household.encode(), digest_size=_KEY_BYTES, key=use_key, person=b"kiosk-use"
    ).hexdigest()


def _what(db: Database, seq: int, bearer: Bearer, mark: str) -> str | None:
    if db.execute(_OUT, [seq]).fetchone():
        return "out"
    if db.execute(_IN, [seq]).fetchone() or came_back(db, seq, bearer, mark):
        return "in"
    undone = db.execute(_UNDONE, [bearer.household, seq]).fetchone()
    return f"undo-{undone[0]}" if undone else None
