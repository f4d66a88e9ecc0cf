"""Alarms: what somebody at the district must look into, told once until it is seen."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.hub.database import Connection, Database

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm that nobody has seen to.

    Attributes:
        id: Its number.
        kiosk: Whose.
        code: What happened, a slug.
        detail: The latest, in English, without anything personal.
        first_at: When it began.
        last_at: When it last happened.
        count: How often.
    """

    id: int
    kiosk: str
    code: str
    detail: str
    first_at: datetime
    last_at: datetime
    count: int


def raise_alarm(
    connection: Connection, kiosk: str, code: str, detail: str, now: datetime
) -> None:
    """Raise an alarm, or count the one that stands."""
    _log.warning("hub-alarm kiosk=%s code=%s", kiosk, code)
    connection.execute(
        "INSERT INTO alarm (kiosk, code, detail, first_at, last_at)"
        " VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (kiosk, code) WHERE seen_at IS NULL DO UPDATE SET"
        " detail = excluded.detail, last_at = excluded.last_at,"
        " count = alarm.count + 1",
        [kiosk, code, detail, now, now],
    )


class Alarms:
    """The alarms that stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def raise_one(self, kiosk: str, code: str, detail: str, now: datetime) -> None:
        """Raise an alarm by itself."""
        with self._database.look() as connection:
            raise_alarm(connection, kiosk, code, detail, now)

    def standing(self, kiosk: str | None = None) -> list[Alarm]:
        """Every alarm that stands, or those of one kiosk, the newest first."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT id, kiosk, code, detail, first_at, last_at, count FROM alarm"
                " WHERE seen_at IS NULL AND coalesce(kiosk = %s, true)"
                " ORDER BY last_at DESC LIMIT 200",
                [kiosk],
            ).fetchall()
        names = ("id", "kiosk", "code", "detail", "first_at", "last_at", "count")
        return [Alarm(**dict(zip(names, row, strict=True))) for row in rows]

    def see(self, number: int, staff: str, now: datetime) -> None:
        """Say that somebody saw to it; the next time it is raised anew."""
        with self._database.look() as connection:
            connection.execute(
                "UPDATE alarm SET seen_at = %s, seen_by = %s"
                " WHERE id = %s AND seen_at IS NULL",
                [now, staff, number],
            )
