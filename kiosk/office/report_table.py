"""Daily reports as files: JSON for a program, XLSX in the shapes of the plans' annexes.

Annex 5 of S2 is a table of statistics, annex 2 the work log.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from kiosk.core.report import Report
from kiosk.core.report_days import COLUMNS, ReportDay, numbers_of, totals_of
from kiosk.office.bundle import Written
from kiosk.office.harmless import harmless
from kiosk.office.workbook import Cell, Sheet, stream_workbook
from kiosk.ports import ReportForm
from kiosk.web.options import WebOptions
from kiosk.web.texts import Texts
from kiosk.web.work_log import work_log

_GRID: Final = ("street", "community", "grid")


def report_json(report: Report) -> dict[str, Any]:
    """A report as a program reads it: the row's payload and where it is."""
    return {
        **report.written(),
        "silent": report.silent,
        "made_at": report.at.isoformat(),
        "row": report.sealed_by,
        "work_log": _log_json(report),
    }


def _log_json(report: Report) -> dict[str, str]:
    """The work log, field by field, as annex 2 has them."""
    log = work_log(report, _form_texts())
    return dict(zip(_GRID, log.grid, strict=True)) | {
        "since": log.since,
        "until": log.until,
        "situation": log.work,
        "measures": log.handling,
        "outcome": log.results,
    }


def _form_texts() -> Texts:
    """The forms are Chinese, whatever language the screen is in."""
    return Texts(WebOptions().languages[0])


def _write_json(days: Sequence[ReportDay]) -> bytes:
    told = {
        "days": [
            {
                "day": day.day.isoformat(),
                "state": str(day.state),
                "reports": [report_json(report) for report in day.reports],
            }
            for day in days
        ],
        "totals": totals_of(days),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _write_xlsx(days: Sequence[ReportDay]) -> bytes:
    texts = _form_texts()
    heads = ("time", "situation", "measures", "outcome")
    sheets = [
        Sheet(
            name=texts("report.table"),
            heads=[
                texts("report.day"),
                texts("report.state"),
                *(texts(f"report-column.{column}") for column in COLUMNS),
            ],
            rows=_table_rows(days, texts),
        ),
        Sheet(
            name=texts("work-log.title"),
            heads=[
                texts("work-log.day"),
                *(texts(f"grid-level.{level}") for level in (1, 2, 3)),
                *(texts(f"work-log.{head}") for head in heads),
                texts("report.member"),
                texts("report.leader"),
            ],
            rows=(_log_row(day, texts) for day in days if day.reports),
            ruled=True,
        ),
    ]
    out = BytesIO()
    stream_workbook(out, sheets)
    return out.getvalue()


def _table_rows(days: Sequence[ReportDay], texts: Texts) -> Iterator[tuple[Cell, ...]]:
    for day in days:
        numbers = numbers_of(day.reports[-1]).values() if day.reports else ()
        state = texts(f"report-state.{day.state}")
        yield day.day.isoformat(), state, *numbers
    yield texts("report.total"), "", *totals_of(days).values()


def _log_row(day: ReportDay, texts: Texts) -> tuple[Cell, ...]:
    log = work_log(day.reports[-1], texts)
    when = f"{log.since} – {log.until}"
    said = (*log.grid, when, log.work, log.handling, log.results)
    # Two cells to be signed in.
    return day.day.isoformat(), *(harmless(text) for text in said), "", ""


_WRITERS: Final[Mapping[ReportForm, Callable[[Sequence[ReportDay]], bytes]]] = {
    "json": _write_json,
    "xlsx": _write_xlsx,
}
FORMS: Final[tuple[ReportForm, ...]] = tuple(_WRITERS)


def report_file(days: Sequence[ReportDay], form: ReportForm) -> Written:
    """Days, oldest first, as a file."""
    count = {"days": len(days), "reports": sum(len(day.reports) for day in days)}
    return Written(name=f"reports.{form}", content=_WRITERS[form](days), rows=count)
