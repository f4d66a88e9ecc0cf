"""The work log 网格工作日志 of a daily report, in the shape of annex 2 (S2). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.core.china import CHINA
from kiosk.core.handover import Counts
from kiosk.core.report import Report
from kiosk.core.report_days import numbers_of
from kiosk.web.texts import Texts

_LEVELS: Final = ("街道", "社区", "网格")  # the last three of a grid path


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLog:
    """The four fields of the form, and its head.

    Attributes:
        grid: 街道, 社区 and 网格; empty where the settings do not say.
        since: 巡查时间, from; local.
        until: Until; local.
        work: 工作情况.
        handling: 处置情况.
        results: 处置结果.
    """

    grid: tuple[str, str, str]
    since: str
    until: str
    work: str
    handling: str
    results: str


def work_log(report: Report, texts: Texts) -> WorkLog:
    """Say a report in the words of the form."""
    summary = report.summary
    begun = summary.since or summary.until
    return WorkLog(
        grid=grid_of(report.place.get("grid", "")),
        since=f"{begun.astimezone(CHINA):%Y-%m-%d %H:%M}",
        until=f"{summary.until.astimezone(CHINA):%Y-%m-%d %H:%M}",
        work="".join(_work(report, texts)),
        handling="".join(_handling(report, texts)),
        results="".join(_results(report, texts)),
    )


def grid_of(path: str) -> tuple[str, str, str]:
    """街道, 社区 and 网格 of a path such as 县/乡镇/社区/网格, without these words."""
    levels = path.split("/")[-len(_LEVELS) :]
    known = [""] * (len(_LEVELS) - len(levels)) + levels
    street, community, grid = (
        name.strip().removesuffix(level)
        for name, level in zip(known, _LEVELS, strict=True)
    )
    return street, community, grid


def listed(counts: Counts, group: str, texts: Texts) -> str:
    """Counts in words, e.g. 体温达到发热线 2、出入证过期 1."""
    said = (f"{texts.or_own(group, word)} {count}" for word, count in counts.items())
    return texts("form.and").join(said) or texts("handover.none")


def _work(report: Report, texts: Texts) -> Iterator[str]:
    figures = report.figures
    if report.silent:
        yield texts("report.silent")
        return
    arrivals = listed(figures.arrivals, "arrival", texts)
    staff = texts("form.and").join(figures.staff) or texts("shift.nobody")
    yield texts("work-log.work", **numbers_of(report))
    yield texts("work-log.arrivals", list=arrivals)
    yield texts("work-log.staff", list=staff)
    if report.zero:
        yield texts("report.nothing")


def _handling(report: Report, texts: Texts) -> Iterator[str]:
    figures = report.figures
    yield texts("work-log.held", list=listed(figures.held, "reason", texts))
    yield texts("work-log.refused", list=listed(figures.refused, "reason", texts))
    yield texts("work-log.handling", **numbers_of(report))


def _results(report: Report, texts: Texts) -> Iterator[str]:
    closed = listed(report.figures.closed, "result", texts)
    yield texts("work-log.results", list=closed, **numbers_of(report))
