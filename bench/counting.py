"""Cores that are busy for nothing: what a machine takes from a lane when it works.

``python -m bench.counting`` counts for ever, and gives way to whoever wants its core.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

_SPAN: Final = range(10_000)


@contextmanager
def counting(cores: Iterable[int]) -> Iterator[None]:
    """A process on each core that wants nothing but to count."""
    with ExitStack() as stack:
        for core in cores:
            command = [sys.executable, "-m", "bench.counting", str(core)]
            stack.callback(_end, subprocess.Popen(command))
        yield


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(10)


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[1])})
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    while True:
        sum(_SPAN)
