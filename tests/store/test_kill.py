"""SIGKILL in the middle of writing: what was acknowledged is there, nothing half."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kiosk.core.chain import Anchor
from kiosk.store.database import open_for_reading
from kiosk.store.reading import JournalReader

_KILLS = 50
_ROOT = Path(__file__).parents[2]


@pytest.fixture
def appender(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.appender", str(tmp_path)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def _run_and_kill(process: subprocess.Popen[str], acknowledgements: int) -> list[int]:
    """Start a writer, kill it after so many acknowledgements, return all of them."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    pid = int(process.stdout.readline().split()[1])
    acknowledged = [int(process.stdout.readline()) for _ in range(acknowledgements)]
    os.kill(pid, signal.SIGKILL)
    for line in process.stdout:
        if line == "dead\n":
            break
        acknowledged.append(int(line))
    return acknowledged


def _halves(store: Path) -> int:
    """Rows without their people row or projection."""
    with open_for_reading(store / "kiosk.db") as db:
        row = db.execute(
            "SELECT count(*) FROM journal WHERE kind = 'passage' AND"
            " (seq NOT IN (SELECT seq FROM people)"
            " OR seq NOT IN (SELECT seq FROM passage))"
        ).fetchone()
    return int(row[0])


def test_fifty_kills_lose_nothing_and_leave_nothing_half(
    appender: subprocess.Popen[str], tmp_path: Path
) -> None:
    moment = Random(20261121)  # noqa: S311 - a seed, not a secret
    reader = JournalReader(tmp_path)
    heads: list[Anchor] = []
    for _ in range(_KILLS):
        acknowledged = _run_and_kill(appender, moment.randrange(12))

        survey = reader.survey()
        assert survey.flaw is None
        assert survey.count == survey.end.seq >= max(acknowledged, default=0)
        assert _halves(tmp_path) == 0
        for head in heads[-2:]:
            entry = reader.entry(head.seq)
            assert entry is not None
            assert entry.hash == head.hash
        heads.append(survey.end)
    assert not list(tmp_path.glob("*.damaged-*"))
