"""The correction report of the clock 校时: what time it really was when rows were made.

Within one boot the steady clock never jumps. So the wall time at which a boot began, as
the rows of a sure clock tell it, gives the true time of every other row of that boot. A
boot that never had a sure clock cannot be corrected; its rows keep their order by
``seq``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from kiosk.store.checking import parsed
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer

SAME_S: Final = 2.0
"""Two clocks that differ by less count as one, seconds."""
_AT_ONCE: Final = 2000
_RANK: Final = {"synced": 3, "rtc": 2, "trusted": 1, "unsure": 0}
_ROWS: Final = """
SELECT seq, at, payload ->> '$.boot', payload ->> '$.monotonic',
    payload ->> '$.clock', payload ->> '$.event' = 'clock-adjusted',
    payload ->> '$.jump_s'
FROM journal ORDER BY seq"""


class Timed(NamedTuple):
    """A row as far as its time goes; None: it does not say."""

    seq: int
    at: str
    boot: str | None
    monotonic: float | None
    clock: str | None
    adjusted: int | None = None
    jump_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """The clock was set.

    Attributes:
        seq: The row that says so.
        seconds: By how much; positive is forward.
    """

    seq: int
    seconds: float


@dataclass(slots=True, kw_only=True)
class Run:
    """Neighbouring rows of one boot by the same hands of the clock.

    Attributes:
        first: Their first row.
        last: Their last row.
        count: How many of them there are.
        clock: What the clock said of itself.
        began: When the boot began, by this clock.
        first_at: Wall time of the first row as written.
        last_at: That of the last.
        offset_s: What to add to their time, seconds; None: it cannot be told.
        by: The row whose clock tells the offset, or None.
    """

    first: int
    last: int
    count: int
    clock: str
    began: datetime
    first_at: datetime
    last_at: datetime
    offset_s: float | None = None
    by: int | None = None

    @property
    def doubtful(self) -> bool:
        """Whether its times are not to be taken as written."""
        return self.clock == "unsure" or bool(self.offset_s)


@dataclass(slots=True, kw_only=True)
class Boot:
    """One boot of the machine.

    Attributes:
        boot: Its id.
        jumps: When the clock was set.
        runs: Its rows, in order.
        untimed: Rows that were written later than they happened, or by a version
            that did not say; they are in no run.
    """

    boot: str
    jumps: list[Jump] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    untimed: int = 0


def read_report(directory: Path) -> list[Boot]:
    """Read every row's time; seconds per million rows, little memory.

    Raises:
        StoreError: The journal cannot be read.
    """
    with open_for_reading(StoreFiles(directory).database) as db:
        refuse_newer(db)
        cursor = db.execute(_ROWS)
        return report(_timed(iter(lambda: cursor.fetchmany(_AT_ONCE), [])))


def _timed(heaps: Iterable[list[tuple[Any, ...]]]) -> Iterator[Timed]:
    for heap in heaps:
        for row in heap:
            yield Timed(*row)


def report(rows: Iterable[Timed]) -> list[Boot]:
    """The boots of a journal, oldest first, with what to add to their times.

    Args:
        rows: In the order of ``seq``.
    """
    boots: dict[str, Boot] = {}
    for row in rows:
        name = row.boot or "unknown"
        _add(boots.setdefault(name, Boot(boot=name)), row)
    for boot in boots.values():
        _correct(boot.runs)
    return list(boots.values())


def _add(boot: Boot, row: Timed) -> None:
    if row.adjusted and row.jump_s is not None:
        boot.jumps.append(Jump(seq=row.seq, seconds=row.jump_s))
    if row.monotonic is None or row.clock not in _RANK or boot.boot == "unknown":
        boot.untimed += 1
        return
    at = parsed(row.at)
    began = at - timedelta(seconds=row.monotonic)
    last = boot.runs[-1] if boot.runs else None
    if last and last.clock == row.clock and abs(_between(last.began, began)) < SAME_S:
        last.last, last.last_at, last.count = row.seq, at, last.count + 1
        return
    boot.runs.append(
        Run(
            first=row.seq,
            last=row.seq,
            count=1,
            clock=row.clock,
            began=began,
            first_at=at,
            last_at=at,
        )
    )


def _correct(runs: list[Run]) -> None:
    """Tell each run's offset by the surest clock of its boot, the next one first."""
    best = max((_RANK[run.clock] for run in runs), default=0)
    sure = [run for run in runs if best and _RANK[run.clock] == best]
    for run in runs:
        if not sure or run in sure:
            run.offset_s = 0.0 if sure else None
            continue
        later = (one for one in sure if one.first > run.last)
        told = next(later, sure[-1])
        offset = _between(run.began, told.began)
        run.offset_s = offset if abs(offset) >= SAME_S else 0.0
        run.by = told.first


def _between(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()
