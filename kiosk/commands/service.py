"""``kiosk run`` and ``kiosk check``: the service itself."""

import argparse
import asyncio
import logging
from pathlib import Path

from kiosk.app.check import check_parts
from kiosk.app.first_start import settings_at
from kiosk.app.service import serve
from kiosk.commands import Verbs
from kiosk.config.reading import load_settings

CONFIG = Path("kiosk.toml")


def add(verbs: Verbs) -> None:
    """Register the verbs."""
    run = verbs.add_parser("run", help="start the kiosk; writes kiosk.toml if missing")
    check = verbs.add_parser("check", help="try every part once, a line each")
    for verb, handler in ((run, run_service), (check, run_check)):
        verb.add_argument("--config", type=Path, default=CONFIG, help="settings file")
        verb.set_defaults(run=handler)


def run_service(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    settings, first = settings_at(args.config)
    if first:
        print(f"kiosk: first start, settings written to {args.config}", flush=True)
    asyncio.run(serve(settings, announce=lambda line: print(line, flush=True)))
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Print one line a part; exit code 1 if any is not well."""
    faults = 0
    for name, fault in check_parts(load_settings(args.config)):
        faults += fault is not None
        print(f"ok    {name}" if fault is None else f"FAIL  {name}: {fault}")
    return 1 if faults else 0
