"""SIGKILL in the middle of a passage: nothing shown or opened that is not written."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.core.record import Kind
from kiosk.store.reading import JournalReader
from tests.app.rig import Site

_KILLS = 50
_MOST_LINES = 12
_SPIN = 20_000  # turns of an empty loop: about a millisecond, a passage's length
_ROOT = Path(__file__).parents[2]

Line = dict[str, Any]


@pytest.fixture
def kiosks(site: Site) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.app.passing_child", str(site.folder)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def _run_and_kill(process: subprocess.Popen[str], lines: int, spin: int) -> list[Line]:
    """Start a kiosk and kill it after so much was seen; return all that was seen."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    pid = _told(process)["pid"]
    seen = [_told(process) for _ in range(lines)]
    assert not any("dead" in line for line in seen), "the kiosk ended by itself"
    for _ in range(spin):
        pass
    os.kill(pid, signal.SIGKILL)
    while "dead" not in (line := _told(process)):
        seen.append(line)
    assert line["signal"] == signal.SIGKILL
    return seen


def _told(process: subprocess.Popen[str]) -> Line:
    assert process.stdout is not None
    line: Line = json.loads(process.stdout.readline() or '{"dead": "all"}')
    return line


@pytest.mark.timeout(120)
def test_fifty_kills_show_and_open_nothing_that_is_not_written(
    kiosks: subprocess.Popen[str], site: Site
) -> None:
    moment = Random(20261121)  # noqa: S311 - a seed, not a secret
    seen: list[Line] = []
    for _ in range(_KILLS):
        lines, spin = moment.randrange(_MOST_LINES), moment.randrange(_SPIN)
        seen += _run_and_kill(kiosks, lines, spin)

    journal = JournalReader(site.store)
    entries = journal.last(100_000, kind=Kind.PASSAGE)
    written = {entry.seq: json.loads(entry.payload) for entry in entries}
    shown = [line for line in seen if "shown" in line]
    opened = [line for line in seen if "opened" in line]
    assert journal.verify().flaw is None
    assert not list(site.store.glob("*.damaged-*"))
    for line in shown:
        record = written[line["seq"]]
        assert record["passage"] == line["shown"]
        assert (record["outcome"], record["verdict"]) == ("decided", line["verdict"])
    # What was opened was looked up in the file at that moment.
    for line in opened:
        assert (line["record"], line["verdict"]) == (line["opened"], "allow")
        assert written[line["seq"]]["passage"] == line["opened"]
    allowed = {line["shown"] for line in shown if line["verdict"] == "allow"}
    assert allowed <= {line["opened"] for line in opened}
    ids = [record["passage"] for record in written.values()]
    assert len(ids) == len(set(ids))
    assert len(shown) > _KILLS
    assert {line["verdict"] for line in shown} == {"allow", "hold"}
