"""``kiosk unseal``: open an extract on the supervisor's machine 解封."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import Final, Literal, get_args

from kiosk.commands import Verbs
from kiosk.commands.passphrase import Ask, add_stdin, asked
from kiosk.core.china import CHINA
from kiosk.core.unsealing import Opened
from kiosk.office.harmless import harmless
from kiosk.store.extract import read_extract
from kiosk.store.locked_key import read_locked, unlock
from kiosk.store.personal import opened

Form = Literal["text", "csv", "jsonl"]
_ROW: Final = ("seq", "at", "kind")


def add(verbs: Verbs, ask: Ask = getpass) -> None:
    """Register ``kiosk unseal``.

    Args:
        verbs: The command line.
        ask: Asks for the passphrase without showing it.
    """
    verb = verbs.add_parser(
        "unseal",
        help="open sealed records, on the supervisor's machine 解封",
        description="What it prints is personal: keep it off the kiosk.",
    )
    verb.add_argument("file", type=Path, help="what `kiosk store extract` wrote")
    verb.add_argument("--key", type=Path, required=True, help="supervisor.key")
    verb.add_argument("--form", choices=get_args(Form), default="text")
    add_stdin(verb)
    verb.set_defaults(run=partial(_unseal, ask=ask))


def _unseal(args: argparse.Namespace, ask: Ask) -> int:
    secret = unlock(read_locked(args.key), asked(args, "passphrase", ask))
    # All of them first: nothing of a file that was altered is shown.
    rows = [opened(row, secret) for row in read_extract(args.file)]
    if args.form == "jsonl":
        for row in rows:
            print(json.dumps(dict(_named(row)), ensure_ascii=False))
    elif args.form == "csv":
        _print_csv(rows)
    else:
        for row in rows:
            print(f"#{row.seq} {_local(row)} {row.kind}")
            for name, value in row.said.items():
                print(f"  {name}: {_printable(value)}")
    return 0


def _printable(text: str) -> str:
    """Without what could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _named(row: Opened) -> Iterator[tuple[str, str | int]]:
    yield from (("seq", row.seq), ("at", _local(row)), ("kind", row.kind))
    yield from row.said.items()


def _print_csv(rows: Sequence[Opened]) -> None:
    names = dict.fromkeys(name for row in rows for name in row.said)
    sheet = csv.writer(sys.stdout)
    sheet.writerow((*_ROW, *names))
    for row in rows:
        said = (harmless(row.said.get(name, "")) for name in names)
        sheet.writerow((row.seq, _local(row), row.kind, *said))


def _local(row: Opened) -> str:
    at = datetime.fromisoformat(row.at).astimezone(CHINA)
    return f"{at:%Y-%m-%d %H:%M:%S}"
