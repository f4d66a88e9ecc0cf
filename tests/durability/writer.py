"""Writes until its disk dies and says what was acknowledged; one store a line.

A line on standard input names a way of writing and a folder: ``kiosk`` is the kiosk's
own journal, the others are plain SQLite with the settings named. Answers ``pid N``,
then one acknowledged number a line, then ``dead``.
"""

import asyncio
import os
import sqlite3
import sys
from pathlib import Path
from typing import Final

from tests.store.scenes import ZHANG, journal, passage

PLAIN: Final = {
    "wal-normal": ("wal", "normal"),
    "delete-full": ("delete", "full"),
}
"""Ways that lose acknowledged rows: they prove that the rig notices."""


def _say(what: object) -> None:
    os.write(1, f"{what}\n".encode())


async def _kiosk(store: Path) -> None:
    async with journal(store) as pen:
        _say(f"pid {os.getpid()}")

        async def visitor(number: int) -> None:
            while True:
                kind = "hold" if number == 0 else "allow"
                entry = await pen.append(
                    passage(number, person=ZHANG, verdict=kind, reasons=["fever"])
                )
                _say(entry.seq)

        await asyncio.gather(*(visitor(number) for number in range(5)))


def _plain(store: Path, mode: str, synchronous: str) -> None:
    connection = sqlite3.connect(store / "plain.db", isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("CREATE TABLE row (seq INTEGER PRIMARY KEY, text TEXT)")
    _say(f"pid {os.getpid()}")
    while True:
        cursor = connection.execute("INSERT INTO row (text) VALUES (?)", ["x" * 400])
        _say(cursor.lastrowid)


def main() -> None:
    for line in sys.stdin:
        way, store = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # it dies on purpose
            if way in PLAIN:
                _plain(Path(store), *PLAIN[way])
            else:
                asyncio.run(_kiosk(Path(store)))
        os.waitpid(child, 0)
        _say("dead")


if __name__ == "__main__":
    main()
