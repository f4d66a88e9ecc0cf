"""The shifts as staff look at them: who is on duty, and what was handed over."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from kiosk.core.chain import Anchor
from kiosk.core.handover import STOCK, Handover, read_summary
from kiosk.core.shift import Duty, DutyEnd
from kiosk.core.staff import Role
from kiosk.store.database import open_for_reading
from kiosk.store.errors import StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

_DUTIES: Final = "SELECT seq, staff, name, role, on_at, off_at, ended FROM duty"

_HANDOVERS: Final = """
SELECT offer.seq, offer.at, offer.payload, number,
       closed, closing.at, closing.payload, closing.hash
FROM handover JOIN journal AS offer USING (seq)
LEFT JOIN journal AS closing ON closing.seq = closed"""


class ShiftBook:
    """Reads shifts, each question on a read-only connection of its own.

    Every method may raise a StoreError.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def present(self) -> tuple[Duty, ...]:
        """Who is on duty, the longest first."""
        found = self._ask(f"{_DUTIES} WHERE off_at IS NULL ORDER BY seq", [])
        return tuple(_duty(*row) for row in found)

    def past(self, count: int) -> tuple[Duty, ...]:
        """The last duties that ended, the newest first."""
        sql = f"{_DUTIES} WHERE off_at IS NOT NULL ORDER BY seq DESC LIMIT ?"
        return tuple(_duty(*row) for row in self._ask(sql, [count]))

    def offered(self) -> Handover | None:
        """The handover that waits for whoever accepts it, or None."""
        sql = f"{_HANDOVERS} WHERE closed IS NULL ORDER BY handover.seq DESC LIMIT 1"
        found = self._ask(sql, [])
        return _handover(*found[0]) if found else None

    def accepted(self, number: int) -> Handover | None:
        """The handover with this number, or None."""
        found = self._ask(f"{_HANDOVERS} WHERE number = ?", [number])
        return _handover(*found[0]) if found else None

    def last(self, count: int) -> tuple[Handover, ...]:
        """The last accepted handovers, the newest first."""
        sql = f"{_HANDOVERS} WHERE number > 0 ORDER BY number DESC LIMIT ?"
        return tuple(_handover(*row) for row in self._ask(sql, [count]))

    def _ask(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            return _all(db, sql, values)


def _all(db: Database, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = db.execute(sql, values).fetchall()
    return rows


def _duty(  # noqa: PLR0913, PLR0917 - a column an argument
    seq: int,
    staff: str,
    name: str,
    role: str,
    on_at: str,
    off_at: str | None,
    ended: str | None,
) -> Duty:
    return Duty(
        seq=seq,
        staff=staff,
        name=name,
        role=Role(role),
        since=datetime.fromisoformat(on_at),
        until=datetime.fromisoformat(off_at) if off_at else None,
        ended=DutyEnd(ended) if ended else None,
    )


def _handover(  # noqa: PLR0913, PLR0917 - a column an argument
    seq: int,
    at: str,
    offered: str,
    number: int | None,
    closed: int | None,
    closed_at: str | None,
    closing: str | None,
    closing_hash: str | None,
) -> Handover:
    try:
        offer = json.loads(offered)
        end = json.loads(closing) if closing else {}
        return Handover(
            seq=seq,
            at=datetime.fromisoformat(at),
            kiosk=str(offer.get("kiosk", "")),
            checkpoint=str(offer.get("checkpoint", "")),
            turn=str(offer["turn"]),
            outgoing=str(offer["by"]),
            leaving=tuple(int(duty) for duty in offer["leaving"]),
            stock={k: int(offer["stock"][k]) for k in STOCK if k in offer["stock"]},
            summary=read_summary(offer["summary"]),
            remarked=bool(offer["remarked"]),
            signed=bool(offer["signed"]),
            number=number,
            accepted_at=datetime.fromisoformat(closed_at) if closed_at else None,
            incoming=end.get("by"),
            sealed_by=Anchor(closed, closing_hash).short()
            if closed and closing_hash
            else None,
            countersigned=bool(end.get("signed")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise StoreDamaged(f"the handover in row {seq} is unreadable") from exc
