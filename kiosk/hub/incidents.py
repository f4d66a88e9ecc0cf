"""Incidents that stand: whom a checkpoint stopped, and nobody has said how it ended."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.hub.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An incident that is not closed.

    Attributes:
        seq: Number of the row that opened it.
        moment: When.
        verdict: What the rules said.
        reason: The worst reason, a slug, or an empty string.
    """

    seq: int
    moment: datetime
    verdict: str
    reason: str


class Incidents:
    """Reads incidents; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, kiosk: str, most: int = 50) -> list[Standing]:
        """Those of a kiosk that are not closed, the longest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT seq, moment, verdict, reason FROM incident"
                " WHERE kiosk = %s AND closed_at IS NULL ORDER BY moment LIMIT %s",
                [kiosk, most],
            ).fetchall()
        names = ("seq", "moment", "verdict", "reason")
        return [Standing(**dict(zip(names, row, strict=True))) for row in rows]
