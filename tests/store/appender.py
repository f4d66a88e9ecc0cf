"""Appends as fast as it can and reports what was acknowledged; killed by its parent.

One process stays alive and forks a fresh writer for every line on its standard input,
so that fifty kills need one start of Python. Writes ``pid N`` and then one acknowledged
number a line.
"""

import asyncio
import os
import sys
from pathlib import Path

from tests.store.scenes import ZHANG, journal, passage

_TASKS = 5


async def _append(store: Path) -> None:
    async with journal(store) as pen:
        os.write(1, f"pid {os.getpid()}\n".encode())

        async def visitor(number: int) -> None:
            while True:
                entry = await pen.append(passage(number, person=ZHANG))
                os.write(1, f"{entry.seq}\n".encode())

        await asyncio.gather(*(visitor(number) for number in range(_TASKS)))


def main() -> None:
    store = Path(sys.argv[1])
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(_append(store))
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main()
