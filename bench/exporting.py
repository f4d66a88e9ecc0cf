"""Exports of the log: time and memory, each in a process of its own.

``python -m bench.exporting STORE WHAT ROWS`` writes one and prints seconds and MB.
"""

import csv
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook

from bench.report import Row
from kiosk.core.log_query import log_query
from kiosk.office.export import FORMATS, export
from kiosk.office.pulled import incident_table, override_table, passage_table
from kiosk.store.search import LogReader

ROWS: Final = 100_000
_PLAIN: Final = "SELECT * FROM passage ORDER BY seq LIMIT ?"
_PEERS: Final = {
    "csv": "csv-alone",
    "jsonl": "json-alone",
    "xlsx": "openpyxl",
}
_SAID: Final = {
    "csv-alone": "the csv module alone",
    "json-alone": "the json module alone",
    "openpyxl": "openpyxl, write-only",
}


def rows(store: Path) -> Iterator[Row]:
    """Every form of 100,000 passages beside its peer; then all there are as CSV."""
    for form in FORMATS:
        part = f"export {ROWS:,} passages, {form.upper()}"
        own, peer = _run(store, form, ROWS), _run(store, _PEERS[form], ROWS)
        yield Row(part=part, what="s", value=own["s"], budget=5)
        yield Row(part=part, what="memory, RSS MB", value=own["mb"])
        note = f"{_SAID[_PEERS[form]]}: {peer['s']:.2g} s"
        yield Row(part=part, what="to peer", value=own["s"] / peer["s"], note=note)
    all_of_it = _run(store, "csv", 10 * ROWS)
    part = f"export {10 * ROWS:,} passages, CSV"
    yield Row(part=part, what="s", value=all_of_it["s"])
    yield Row(part=part, what="memory, RSS MB", value=all_of_it["mb"])


def _run(store: Path, what: str, count: int) -> dict[str, float]:
    words = [sys.executable, "-m", "bench.exporting", str(store), what, str(count)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _own(store: Path, folder: Path, form: Any, count: int) -> None:
    with LogReader(store).pull(log_query({})) as found:
        tables = (
            passage_table(islice(found.passages, count)),
            incident_table(islice(found.incidents, count // 20)),
            override_table(islice(found.overrides, count // 500)),
        )
        export(tables, folder, form)


def _plain(store: Path, count: int) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(store / "kiosk.db")) as connection:
        yield from connection.execute(_PLAIN, [count])


def _csv_alone(store: Path, folder: Path, count: int) -> None:
    with (folder / "x.csv").open("x", newline="") as out:
        csv.writer(out).writerows(_plain(store, count))


def _json_alone(store: Path, folder: Path, count: int) -> None:
    with (folder / "x.jsonl").open("x") as out:
        out.writelines(json.dumps(row) + "\n" for row in _plain(store, count))


def _openpyxl(store: Path, folder: Path, count: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _plain(store, count):
        sheet.append(row)
    book.save(folder / "x.xlsx")


_WORK: Final[dict[str, Callable[[Path, Path, int], None]]] = {
    "csv-alone": _csv_alone,
    "json-alone": _json_alone,
    "openpyxl": _openpyxl,
}


def main(store: Path, what: str, count: int) -> None:
    """Write one and say what it took."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=store.parent) as folder:
        if what in _WORK:
            _WORK[what](store, Path(folder), count)
        else:
            _own(store, Path(folder), what, count)
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": seconds, "mb": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
