"""What the records know of whoever shows a pass: a ``kiosk.ports.StandingOf``.

Asked after every piece of evidence, so the connection stays open; every question is
answered by an index.
"""

import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from kiosk.core.errors import StoreError
from kiosk.core.household import Quota
from kiosk.core.record import Bearer
from kiosk.core.sections import HouseholdFacts, PresenceFacts
from kiosk.core.standing import Identity, Standing
from kiosk.ports import Clock
from kiosk.store import elsewhere_facts, household_facts
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.households import is_guest, version
from kiosk.store.schema import refuse_newer

_LOG = logging.getLogger(__name__)


class RecordedStanding:
    """Looks people up in the projections, on one thread.

    Args:
        directory: The store folder.
        clock: For how sure the time is.
        quota: The window of the policy in force.
        mark_of: How sibling kiosks name a household; None: there are none.
    """

    def __init__(
        self,
        directory: Path,
        *,
        clock: Clock,
        quota: Callable[[], Quota],
        mark_of: Callable[[str], str] | None = None,
    ) -> None:
        self._path = StoreFiles(directory).database
        self._clock, self._quota, self._mark_of = clock, quota, mark_of
        self._open = ExitStack()
        self._db: Database | None = None
        self._inode = 0

    def standing_of(self, identity: Identity, now: datetime) -> Standing:
        """What is known of somebody at ``now``; never raises.

        Records that cannot be read leave every fact missing: nobody is let out on a
        quota that could not be counted.
        """
        if identity.pass_id is None:
            return Standing()
        try:
            return self._look(self._database(), identity, now)
        except (StoreError, sqlite3.Error, OSError, OverflowError) as error:
            _LOG.warning("standing-unknown error=%s", type(error).__name__)
            self.close()
            return Standing()

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        self._open.close()
        self._db = None

    def _database(self) -> Database:
        # A damaged journal is moved aside while the kiosk runs.
        inode = os.stat(self._path).st_ino  # noqa: PTH116 - once per question
        if self._db is None or inode != self._inode:
            self.close()
            self._db = self._open.enter_context(open_for_reading(self._path))
            self._inode = inode
            refuse_newer(self._db)
        return self._db

    def _look(self, db: Database, identity: Identity, now: datetime) -> Standing:
        bearer = Bearer(
            pass_id=identity.pass_id,
            household=identity.household,
            member=identity.member,
        )
        # Asked first: what changes from here on makes the record out of date.
        newest = version(db, bearer)
        return Standing(
            household=self._household(db, bearer, now),
            presence=_presence(db, str(identity.pass_id)),
            version=newest,
        )

    def _household(self, db: Database, bearer: Bearer, now: datetime) -> HouseholdFacts:
        if bearer.household is None:
            return HouseholdFacts(uses=0, member_out=False, voided=False, relief=False)
        sure = self._clock.state() != "unsure"
        moment = now if sure else household_facts.earliest(db, now)
        guest = is_guest(db, str(bearer.pass_id))
        since = self._quota().since(moment)
        return HouseholdFacts(
            uses=0 if guest else self._uses(db, bearer.household, since),
            member_out=not guest
            and self._other_out(db, bearer.household, bearer.member),
            voided=household_facts.voided(db, bearer.household) is not None,
            relief=sure and household_facts.relief(db, bearer.household, now),
        )

    def _uses(self, db: Database, household: str, since: datetime) -> int:
        here = household_facts.uses(db, household, since)
        if self._mark_of is None:
            return here
        return here + elsewhere_facts.uses(db, self._mark_of(household), since)

    def _other_out(self, db: Database, household: str, member: int | None) -> bool:
        if self._mark_of is None:
            return household_facts.other_out(db, household, member)
        mark = self._mark_of(household)
        return elsewhere_facts.other_out(db, household, member, mark)


def _presence(db: Database, pass_id: str) -> PresenceFacts:
    row = db.execute(
        "SELECT direction, at FROM crossing WHERE pass_id = ? AND undone IS NULL"
        " ORDER BY seq DESC LIMIT 1",
        [pass_id],
    ).fetchone()
    if row is None:
        return PresenceFacts(state="unknown")
    state: Literal["inside", "outside"] = "outside" if row[0] == "out" else "inside"
    left_at = datetime.fromisoformat(row[1]) if state == "outside" else None
    return PresenceFacts(state=state, left_at=left_at)
