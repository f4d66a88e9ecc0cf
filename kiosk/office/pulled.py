"""What a pull of the log consists of, as tables: passages, incidents, overrides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from kiosk.core.incident import Incident
from kiosk.core.log_query import LoggedOverride, LoggedPassage


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one kind.

    Attributes:
        name: Of its file.
        title: Of its sheet.
        heads: A column's name, in Chinese.
        keys: A column's name in JSON; those of ``TIMES`` hold ISO 8601 with an offset.
        rows: Each as wide as ``heads``; texts, numbers and None.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    keys: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]


TIMES: Final = frozenset({"at", "closed_at"})

_PASSAGE: Final = tuple(field.name for field in fields(LoggedPassage))
_OVERRIDE: Final = tuple(field.name for field in fields(LoggedOverride))


def passage_table(passages: Iterable[LoggedPassage]) -> Table:
    """过卡: who came by, without a name."""
    heads = "序号 时间 过卡编号 通道 方向 结果 结论 原因 证类 体温℃"
    return Table(
        name="log",
        title="过卡",
        heads=tuple(heads.split()),
        keys=_PASSAGE,
        rows=map(attrgetter(*_PASSAGE), passages),
    )


def incident_table(incidents: Iterable[Incident]) -> Table:
    """处置事项: what was held or turned back, and how it ended."""
    heads = "序号 时间 过卡编号 通道 结论 原因 处置步骤 办结时间 办结结果 办结人"
    keys = (
        *("seq", "at", "passage", "lane", "verdict", "reasons", "steps"),
        *("closed_at", "result", "closed_by"),
    )
    return Table(
        name="incidents",
        title="处置事项",
        heads=tuple(heads.split()),
        keys=keys,
        rows=_incident_rows(incidents),
    )


def override_table(overrides: Iterable[LoggedOverride]) -> Table:
    """组长放行: whom a leader let pass after all, why, and who."""
    heads = "序号 时间 过卡编号 通道 原结论 原原因 被拦序号 放行理由 放行人"
    return Table(
        name="overrides",
        title="组长放行",
        heads=tuple(heads.split()),
        keys=_OVERRIDE,
        rows=map(attrgetter(*_OVERRIDE), overrides),
    )


def _incident_rows(incidents: Iterable[Incident]) -> Iterator[tuple[Any, ...]]:
    for incident in incidents:
        yield (
            incident.seq,
            incident.at.isoformat(),
            incident.passage,
            incident.lane,
            str(incident.verdict),
            " ".join(incident.reasons),
            " ".join(tick.step for tick in incident.ticks),
            incident.closed_at.isoformat() if incident.closed_at else None,
            str(incident.result) if incident.result else None,
            incident.closed_by,
        )
