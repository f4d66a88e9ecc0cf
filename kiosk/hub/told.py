"""What a record tells supervisors: counts, incidents, reports, uses. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from kiosk.codes.batch import Event
from kiosk.core import report
from kiosk.core.china import china_day
from kiosk.core.incident import OPENS
from kiosk.core.record import Kind
from kiosk.core.verdict import Verdict
from kiosk.hub.judgement import Judged
from kiosk.hub.looked_at import PlainPassage
from kiosk.hub.reported import Reported, overdue_in, read_reported
from kiosk.store.passages import searched

NOTHING: Final = (None,) * 8
"""The columns of what is no passage."""

_LONGEST: Final = 64  # of what is searched by; longer is none of ours
_HOTTEST: Final = 1000.0
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_SUMMED: Final = frozenset({Kind.SHIFT, Kind.REPORT})
_COUNTED: Final = frozenset({"decided", "overridden"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An incident that a passage opened."""

    passage: str
    seq: int
    moment: datetime
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a passage is to its household's quota; see ``codes.batch.Use``."""

    seq: int
    at: str
    household: str
    member: int | None
    direction: str
    what: str


@dataclass(slots=True, kw_only=True)
class Told:
    """All that the right rows of a batch tell.

    Attributes:
        counts: Passages by day in China and verdict.
        opened: Incidents that began.
        closed: When incidents ended, by passage.
        reports: Daily reports.
        uses: For sibling kiosks.
        clock: How sure the kiosk last was of its clock, or None: it did not say.
        overdue: How many were overdue by the last summary, and when, or None.
    """

    counts: Counter[tuple[date, str]] = field(default_factory=Counter)
    opened: list[Opened] = field(default_factory=list)
    closed: dict[str, datetime] = field(default_factory=dict)
    reports: list[Reported] = field(default_factory=list)
    uses: list[Used] = field(default_factory=list)
    clock: str | None = None
    overdue: tuple[int, datetime] | None = None


def told_by(rows: Iterable[Judged]) -> tuple[Told, Sequence[tuple[Any, ...]]]:
    """Read the right rows of a batch.

    Returns:
        What they tell together, and of each the columns that it is searched by.
    """
    told, columns = Told(), []
    for one in rows:
        event, known, _ = one.read
        if isinstance(known, PlainPassage):
            payload, found = {"clock": known.clock}, _columns(known.searched())
        else:
            payload = known if isinstance(known, dict) else {}
            is_passage = event.row.kind == Kind.PASSAGE
            found = _columns(searched(payload)) if is_passage else NOTHING
        columns.append(found)
        _take(told, one, payload, found)
    return told, columns


def _take(
    told: Told, one: Judged, payload: Mapping[str, Any], found: tuple[Any, ...]
) -> None:
    row, moment = one.read.event.row, one.moment
    if moment is None:
        return
    told.clock = _word(payload.get("clock")) or told.clock
    if row.kind == Kind.PASSAGE:
        _take_passage(told, one.read.event, moment, found)
    elif row.kind == Kind.INCIDENT:
        _take_incident(told, row.seq, moment, payload)
    elif row.kind == Kind.REPORT and payload.get("event") == report.EVENT:
        made = read_reported(row.seq, moment, payload)
        told.reports += [made] if made else []
    if row.kind in _SUMMED:
        overdue = overdue_in(payload)
        if overdue is not None:
            told.overdue = overdue, moment


def _take_passage(
    told: Told, event: Event, moment: datetime, found: tuple[Any, ...]
) -> None:
    passage, _, direction, outcome, verdict, reason, *_ = found
    if outcome in _COUNTED and verdict:
        told.counts[china_day(moment), verdict] += 1
    if passage and outcome == "overridden":
        told.closed[passage] = moment
    elif passage and verdict in OPENS:
        told.opened.append(
            Opened(
                passage=passage,
                seq=event.row.seq,
                moment=moment,
                verdict=verdict,
                reason=reason or "",
            )
        )
    if (use := event.use) and _KEY.fullmatch(use.key):
        told.uses.append(
            Used(
                seq=event.row.seq,
                at=event.row.at,
                household=use.key,
                member=use.member,
                direction=direction or "",
                what=_word(use.what) or "",
            )
        )


def _take_incident(
    told: Told, seq: int, moment: datetime, payload: Mapping[str, Any]
) -> None:
    passage, event = _word(payload.get("incident")), payload.get("event")
    if passage and event == "closed":
        told.closed[passage] = moment
    elif passage and event == "conflict":
        # Of a passage that was let through. Its kiosk shows it so, too.
        *_, reason, _, _ = searched(payload)
        told.opened.append(
            Opened(
                passage=passage,
                seq=seq,
                moment=moment,
                verdict=Verdict.REFUSE,
                reason=_word(reason) or "",
            )
        )


def _columns(found: tuple[str | float | None, ...]) -> tuple[Any, ...]:
    passage, *words, celsius = found
    if not (isinstance(celsius, float) and abs(celsius) < _HOTTEST):
        celsius = None
    return (_word(passage), *_words(*words), celsius)


def _word(value: object) -> str | None:
    """A word that can be stored and shown: an escape may stand for a NUL."""
    fits = isinstance(value, str) and len(value) <= _LONGEST and value.isprintable()
    return str(value) if fits else None


@lru_cache(256)  # the same few all day; 128 MB of what a kiosk gone bad could send
def _words(*values: object) -> tuple[str | None, ...]:
    return tuple(map(_word, values))
