"""Simulated people at a simulated gate, written into a real journal."""

import asyncio
import random
from datetime import datetime, timedelta
from typing import Any, Final

from kiosk.clock import boot_id
from kiosk.core import report
from kiosk.core.record import Draft, Kind
from kiosk.hub.reports import due_day
from kiosk.ports import Clock
from kiosk.store.journal import SqliteJournal

_EARLIER: Final = 60
_BETWEEN_S: Final = (0.5, 6.0)
_VERDICTS: Final = ("allow",) * 16 + ("register", "register", "refuse", "hold")
_REASONS: Final = {"register": "nat-missing", "refuse": "pass-missing", "hold": "fever"}
REPORTS: Final = {
    "gate-1": ("made", "made", "made"),
    "gate-2": ("zero", "late", "zero"),
    "gate-3": (None, "made", "made"),
}
"""What each gate reported of the last days, the newest first; None: it forgot."""


async def people(journal: SqliteJournal, clock: Clock, kiosk: str) -> None:
    """Write reports and an hour of passages, then go on until cancelled."""
    chance = random.Random(kiosk)  # noqa: S311 - a play, the same each time
    for back, what in reversed(list(enumerate(REPORTS[kiosk]))):
        if what is not None:
            await journal.append(_report(clock.now(), back, what))
    for minutes in range(_EARLIER, 0, -1):
        at = clock.now() - timedelta(minutes=minutes)
        await journal.append(_passage(at, kiosk, chance))
    while True:
        await journal.append(_passage(clock.now(), kiosk, chance))
        await asyncio.sleep(chance.uniform(*_BETWEEN_S))


def _passage(at: datetime, kiosk: str, chance: random.Random) -> Draft:
    verdict = chance.choice(_VERDICTS)
    payload: dict[str, Any] = {
        "passage": f"{chance.getrandbits(48):012x}",
        "outcome": "decided",
        "kiosk": kiosk,
        "lane": "main",
        "direction": chance.choice(("in", "out")),
        "demonstration": True,
        "verdict": verdict,
        "reasons": [_REASONS[verdict]] if verdict in _REASONS else [],
        "clock": "synced",
        "boot": boot_id(),
        "code": {"class": chance.choice(("resident", "resident", "temporary"))},
        "temperature": {
            "celsius": round(chance.gauss(37.9 if verdict == "hold" else 36.5, 0.2), 2)
        },
    }
    return Draft(kind=Kind.PASSAGE, at=at, payload=payload)


def _report(now: datetime, back: int, what: str) -> Draft:
    payload = {
        "event": report.EVENT,
        "day": (due_day(now) - timedelta(days=back)).isoformat(),
        "late": report.Late.NOT_RUNNING if what == "late" else None,
        "zero": what == "zero",
        "summary": {"overdue": 0 if what == "zero" else 2},
    }
    return Draft(kind=Kind.REPORT, at=now, payload=payload)
