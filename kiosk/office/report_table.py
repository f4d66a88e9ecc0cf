"""Daily reports as files: JSON for a program, XLSX in the shapes of the plans' annexes.

Annex 5 of S2 is a table of statistics, annex 2 the work log.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from kiosk.core.report import Report
from kiosk.core.report_days import COLUMNS, ReportDay, numbers_of, totals_of
from kiosk.office.bundle import Written
from kiosk.office.workbook import Cell, Sheet, write_workbook
from kiosk.ports import ReportForm
from kiosk.web.options import WebOptions
from kiosk.web.texts import Texts
from kiosk.web.work_log import work_log


def report_json(report: Report) -> dict[str, Any]:
    """A report as a program reads it: the row's payload and where it is."""
    return {
        **report.written(),
        "silent": report.silent,
        "made_at": report.at.isoformat(),
        "row": report.sealed_by,
    }


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
    # The forms are Chinese, whatever language the screen is in.
    texts = Texts(WebOptions().languages[0])
    heads = ("day", "time", "situation", "measures", "outcome")
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
            heads=[texts(f"work-log.{head}") for head in heads],
            rows=(_log_row(day, texts) for day in days if day.reports),
        ),
    ]
    with TemporaryDirectory(prefix="report-") as folder:
        file = Path(folder) / "reports.xlsx"
        write_workbook(file, sheets)
        return file.read_bytes()


def _table_rows(days: Sequence[ReportDay], texts: Texts) -> Iterator[tuple[Cell, ...]]:
    for day in days:
        numbers = numbers_of(day.reports[-1]).values() if day.reports else ()
        state = texts(f"report-state.{day.state}")
        yield day.day.isoformat(), state, *numbers
    yield texts("report.total"), "", *totals_of(days).values()


def _log_row(day: ReportDay, texts: Texts) -> tuple[Cell, ...]:
    log = work_log(day.reports[-1], texts)
    when = f"{log.since} – {log.until}"
    return day.day.isoformat(), when, log.work, log.handling, log.results


_WRITERS: Final[Mapping[ReportForm, Callable[[Sequence[ReportDay]], bytes]]] = {
    "json": _write_json,
    "xlsx": _write_xlsx,
}
FORMS: Final[tuple[ReportForm, ...]] = tuple(_WRITERS)


def report_file(days: Sequence[ReportDay], form: ReportForm) -> Written:
    """Days, oldest first, as a file."""
    count = {"days": len(days), "reports": sum(len(day.reports) for day in days)}
    return Written(name=f"reports.{form}", content=_WRITERS[form](days), rows=count)
