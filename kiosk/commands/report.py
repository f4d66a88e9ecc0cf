"""``kiosk report``: the daily reports 日报 listed, shown, exported and made up for."""

import argparse
import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from kiosk.app.handing_out import hand_out
from kiosk.app.report_maker import report_maker
from kiosk.app.report_office import reports_errand
from kiosk.clock import SystemClock
from kiosk.commands import Verbs
from kiosk.commands.beside import journal_of, quota_in_force
from kiosk.commands.handed_file import drafted
from kiosk.commands.pass_desk import print_json
from kiosk.commands.pen import by, writing
from kiosk.config.reading import load_settings
from kiosk.config.tables import Settings
from kiosk.core.china import CHINA
from kiosk.core.errors import ConfigError
from kiosk.core.report import Report
from kiosk.core.report_days import ReportDay, days_of
from kiosk.office.bundle import manifest_text
from kiosk.office.report_table import FORMS, report_file, report_json
from kiosk.ports import Clock
from kiosk.store.errors import StoreLocked
from kiosk.store.report_book import ReportBook

_CONFIG: Final = Path("kiosk.toml")
_STORE: Final = Path("var")


def add(verbs: Verbs, clock: Clock | None = None) -> None:
    """Register ``report list``, ``show``, ``export`` and ``make``.

    Args:
        verbs: The command line.
        clock: Wall time; whoever types a command vouches for the machine's.
    """
    clock = clock or SystemClock(trusted=True)
    noun = verbs.add_parser("report", help="list, show and export daily reports 日报")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    every = actions.add_parser("list", help="list every day and its reports")
    every.set_defaults(run=_list)
    show = actions.add_parser("show", help="print one as JSON")
    show.add_argument("number", type=int, help="its number, as on the sheet")
    show.set_defaults(run=_show)
    export = actions.add_parser(
        "export",
        help="write a file of several days",
        description="A row of the journal says who took it and why; beside the file "
        "lies its manifest.",
    )
    export.add_argument("--form", choices=FORMS, default="xlsx")
    export.add_argument("--output", type=Path, metavar="FILE", required=True)
    export.add_argument("--why", required=True, help="what for; is sealed")
    export.set_defaults(run=partial(_export, clock=clock))
    for parser in (every, export):
        parser.add_argument("--first", type=date.fromisoformat, default=date.min)
        parser.add_argument("--last", type=date.fromisoformat, default=date.max)
    for parser in (every, show, export):
        parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")
    make = actions.add_parser("make", help="make those that are due, kiosk stopped")
    make.add_argument("--config", type=Path, default=_CONFIG, help="settings file")
    make.set_defaults(run=partial(_make, clock=clock))


def _list(args: argparse.Namespace) -> int:
    for day in _days(args):
        if not day.reports:
            print(f"{day.day}\t{day.state}")
        for report in day.reports:
            print("\t".join((f"{day.day}", str(day.state), *_cells(report))))
    return 0


def _show(args: argparse.Namespace) -> int:
    number = args.number if 0 < args.number < 1 << 63 else 0
    found = ReportBook(args.store).numbered(number)
    if found is None:
        raise ConfigError(f"there is no report {args.number}; see `kiosk report list`")
    print_json(report_json(found))
    return 0


def _export(args: argparse.Namespace, clock: Clock) -> int:
    told = asyncio.run(_exported(args, clock))
    print(f"{args.output}: {told['files'][args.output.name]['sha256']}")
    return 0


async def _exported(args: argparse.Namespace, clock: Clock) -> dict[str, Any]:
    errand = reports_errand(args.form, (args.first, args.last), by(), args.why)
    async with writing(args.store, clock, "/reports") as journal:
        head = journal.head.short()
        written = replace(report_file(_days(args), args.form), name=args.output.name)
        with drafted(args.output, written.content) as draft:
            told = await hand_out(
                written, errand, head=head, clock=clock, journal=journal
            )
            draft.put(manifest_text(told))
    return told


def _make(args: argparse.Namespace, clock: Clock) -> int:
    try:
        made = asyncio.run(_made(load_settings(args.config), clock))
    except StoreLocked as error:
        raise ConfigError(
            "the kiosk is running: it makes its reports by itself, see /reports"
        ) from error
    for report in made:
        print("\t".join((f"{report.day}", *_cells(report))))
    return 0


async def _made(settings: Settings, clock: Clock) -> Iterable[Report]:
    store = settings.store.directory
    async with journal_of(store, clock) as journal:
        quota = quota_in_force(store)
        return await report_maker(settings, clock, journal, lambda: quota).make_due()


def _days(args: argparse.Namespace) -> tuple[ReportDay, ...]:
    """The days from the first to the last report; what lies between may be missing."""
    found = ReportBook(args.store).between(args.first, args.last)
    days = [report.day for report in found] or [date.max]
    return days_of(found, min(days), max(days) if found else date.min)


def _cells(report: Report) -> Iterable[str]:
    yield f"{report.number}"
    yield f"{report.at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    yield f"{report.summary.passages}"
    yield f"corrects {report.corrects}" if report.corrects else report.late or ""
    yield report.sealed_by
