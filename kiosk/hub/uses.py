"""Household uses for sibling kiosks: what was filed after a cursor, waited for."""

import asyncio
import contextlib
import logging
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import psycopg

from kiosk.hub.database import Connection, Database
from kiosk.hub.filing import USES
from kiosk.hub.kiosks import Known

_MOST: Final = 500
_RETRY_S: Final = 2.0
_LISTEN_S: Final = 1.0  # how soon the bell notices that it shall stop

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A use as the wire has it; see the interface's page."""

    kiosk: str
    seq: int
    at: str
    household_key: str
    member: int | None
    direction: str
    what: str


class Uses:
    """Reads uses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, kiosk: Known, cursor: int) -> dict[str, Any]:
        """What other kiosks of the community filed after ``cursor``, as JSON.

        A cursor beyond every use is another hub's, or from before this one was
        restored: then all are told, from the first.
        """
        with self._database.look() as connection:
            rows = connection.execute(_AFTER, [kiosk.community, cursor, _MOST])
            found = rows.fetchall()
            if cursor and not found and _is_beyond(connection, cursor):
                cursor = 0
                rows = connection.execute(_AFTER, [kiosk.community, 0, _MOST])
                found = rows.fetchall()
        names = ("kiosk", "seq", "at", "household_key", "member", "direction", "what")
        uses = [Use(**dict(zip(names, row[1:], strict=True))) for row in found]
        others = [asdict(use) for use in uses if use.kiosk != kiosk.id]
        return {"cursor": found[-1][0] if found else cursor, "uses": others}


_AFTER: Final = (
    "SELECT id, kiosk, seq, at, household, member, direction, what FROM use"
    " WHERE community = %s AND id > %s ORDER BY id LIMIT %s"
)


def _is_beyond(connection: Connection, cursor: int) -> bool:
    row = connection.execute("SELECT coalesce(max(id), 0) FROM use").fetchone()
    return row is not None and cursor > row[0]


class Bell:
    """Rings for a community when new uses were filed, on whichever node.

    One thread listens for the whole node, so that those who wait cost no thread and no
    connection. When the connection breaks everybody is woken: a ring may be lost.

    Args:
        address: The database's.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._stop = threading.Event()
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(
            target=self._listen, name="hub-bell", daemon=True
        )

    def start(self) -> None:
        """Begin to listen; to be called in the loop whose tasks will wait."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    def stop(self) -> None:
        """Wake everybody and end the thread within about a second."""
        self._stop.set()
        self._ring(None)

    @contextlib.contextmanager
    def waiting(self, community: str) -> Iterator[asyncio.Event]:
        """An event that is set when uses of ``community`` come from now on."""
        rung = asyncio.Event()
        self._waiting[community].add(rung)
        try:
            yield rung
        finally:
            self._waiting[community].discard(rung)
            if not self._waiting[community]:
                del self._waiting[community]

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen_once()
            except psycopg.Error as error:
                if self._stop.is_set():
                    return
                _log.warning("hub-bell-broken error=%s", type(error).__name__)
                self._tell(None)
                self._stop.wait(_RETRY_S)

    def _listen_once(self) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"LISTEN {USES}")
            self._tell(None)  # what came before is not told
            while not self._stop.is_set():
                for told in connection.notifies(timeout=_LISTEN_S):
                    self._tell(told.payload)
                    if self._stop.is_set():
                        return

    def _tell(self, community: str | None) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is over
                self._loop.call_soon_threadsafe(self._ring, community)

    def _ring(self, community: str | None) -> None:
        names = list(self._waiting) if community is None else [community]
        for name in names:
            for rung in self._waiting.get(name, ()):
                rung.set()
