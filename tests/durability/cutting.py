"""One power cut: a writer at work, the plug, and what is left of its rows."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kiosk.store.database import open_for_reading, open_for_writing
from kiosk.store.projection import rebuild
from kiosk.store.reading import JournalReader
from tests.durability.disk import Disk

_ROOT = Path(__file__).parents[2]
_PROJECTIONS = "passage", "incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What one cut did.

    Attributes:
        acknowledged: The highest number that was acknowledged before the cut.
        kept: The highest number that is there after it.
        flaw: What is wrong with the file otherwise, or None.
    """

    acknowledged: int
    kept: int
    flaw: str | None

    @property
    def lost(self) -> int:
        """Acknowledged rows that are gone."""
        return max(0, self.acknowledged - self.kept)


class WriterProcess:
    """The process that forks writers; use it with ``with``."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.writer"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def cut(self, way: str, folder: Path, rows: int) -> Cut:
        """Let a writer of this way write, pull the plug after ``rows`` rows, look.

        Only what was read from the pipe before the plug counts as acknowledged: the
        cut races with a sync under way.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with Disk(folder) as disk:
            store = disk.path / "store"
            store.mkdir(mode=0o700)
            self._process.stdin.write(f"{way}\t{store}\n")
            self._process.stdin.flush()
            pid = int(self._process.stdout.readline().split()[1])
            told = [int(self._process.stdout.readline()) for _ in range(rows)]
            disk.cut()
            os.kill(pid, signal.SIGKILL)
            for line in self._process.stdout:
                if line == "dead\n":
                    break
            disk.power_on()
            look = _kiosk_rows if way == "kiosk" else _plain_rows
            kept, flaw = look(store)
            return Cut(acknowledged=max(told), kept=kept, flaw=flaw)


def _kiosk_rows(store: Path) -> tuple[int, str | None]:
    survey = JournalReader(store).survey()
    return survey.end.seq, survey.flaw or _half_written(store)


def _half_written(store: Path) -> str | None:
    path = store / "kiosk.db"
    with open_for_reading(path) as db:
        halves = db.execute(
            "SELECT count(*) FROM journal WHERE kind = 'passage' AND"
            " (seq NOT IN (SELECT seq FROM people)"
            " OR seq NOT IN (SELECT seq FROM passage))"
        ).fetchone()[0]
        before = {name: list(db[name].rows) for name in _PROJECTIONS}
        sound = db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    with open_for_writing(path) as db:
        rebuild(db)
        after = {name: list(db[name].rows) for name in _PROJECTIONS}
    if halves or not sound:
        return "half-written" if halves else "damaged"
    return None if before == after else "projection differs from a rebuild"


def _plain_rows(store: Path) -> tuple[int, str | None]:
    try:
        with closing(sqlite3.connect(store / "plain.db")) as connection:
            kept = connection.execute("SELECT max(seq) FROM row").fetchone()[0]
    except sqlite3.OperationalError:  # not even the table
        return 0, None
    return kept or 0, None
