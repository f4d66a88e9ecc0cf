"""Processor time of hub nodes and of their database."""

from typing import NamedTuple

import psutil
import psycopg


class Spent(NamedTuple):
    """Processor time, ms."""

    nodes: float
    database: float


class Processor:
    """What nodes and database took of the processor since it was asked last.

    The nodes are children of this process.

    Args:
        database: The address of a server on this machine.
    """

    def __init__(self, database: str) -> None:
        children = psutil.Process().children()
        self._nodes = [child for child in children if "serve" in child.cmdline()]
        with psycopg.connect(database) as connection:
            backend = psutil.Process(connection.info.backend_pid)
            self._server = psutil.Process(backend.ppid())
        self._before = self._taken()

    def spent(self) -> Spent:
        """Since the last time, or since it was made."""
        before, self._before = self._before, self._taken()
        return Spent(
            *(now - then for now, then in zip(self._before, before, strict=True))
        )

    def _taken(self) -> Spent:
        database = sum(map(_ms, [self._server, *self._server.children()]))
        ended = self._server.cpu_times()
        database += 1000 * (ended.children_user + ended.children_system)
        return Spent(nodes=sum(map(_ms, self._nodes)), database=database)


def _ms(process: psutil.Process) -> float:
    try:
        taken = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # ended just now: it is among the server's children that ended
    return float(1000 * (taken.user + taken.system))
