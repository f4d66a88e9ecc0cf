"""The district: kiosks that send through the proxy to two nodes, and who ends them."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from kiosk.clock import SystemClock
from kiosk.hub.node import open_node
from tests.faults.balance import Balance, balance
from tests.faults.kiosks import Kiosk
from tests.faults.nodes import HubNode
from tests.faults.postgres import Postgres
from tests.faults.proxy import Proxy
from tests.upstream.certificates import certificate

SEED: Final = 20261122
HERE: Final = "127.0.0.1"
_NODES: Final = 2
_PER_SECOND: Final = 400.0  # of each kiosk: a crossing every 2.5 ms
_TEND_S: Final = 0.2
_SOON: Final = 0.4  # of the usual span, for the first trouble of a kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What goes wrong; spans are means in seconds, None: never.

    Attributes:
        share: Of connections that the proxy breaks.
        hub_s: Between two kills of a node.
        kiosk_s: Between two kills of a kiosk.
        postgres_s: Between two restarts of the database.
    """

    share: float = 0.0
    hub_s: float | None = None
    kiosk_s: float | None = None
    postgres_s: float | None = None


@dataclass
class District:
    """Everything that runs.

    Attributes:
        struck: How often what was done to it.
    """

    postgres: Postgres
    nodes: Sequence[HubNode]
    proxy: Proxy
    kiosks: Sequence[Kiosk]
    struck: Counter[str] = field(default_factory=Counter)
    _chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311

    async def work(self, trouble: Trouble) -> None:
        """Let the kiosks send everything while this trouble lasts."""
        self.proxy.share = trouble.share
        running = [
            self._strike("node killed", trouble.hub_s, self._kill_node),
            self._strike("kiosk killed", trouble.kiosk_s, self._kill_kiosk),
            self._strike("database restarted", trouble.postgres_s, self._restart),
            self.tend(),
        ]
        async with asyncio.TaskGroup() as group:
            meanwhile = [group.create_task(one) for one in running]
            await asyncio.gather(*(one.run(self.proxy.url) for one in self.kiosks))
            for task in meanwhile:
                task.cancel()
        self.struck += self.proxy.done

    async def tend(self) -> None:
        """Start again whatever node ended, until cancelled."""
        while True:
            for node in self.nodes:
                node.tend()
            await asyncio.sleep(_TEND_S)

    def kill(self) -> None:
        """SIGKILL for every kiosk and node."""
        for kiosk in self.kiosks:
            kiosk.kill()
        for node in self.nodes:
            node.kill()

    async def settle(self, *, finished: bool = True) -> Balance:
        """Compare what the kiosks have with what the hub has.

        In a thread: connections that were accepted last are still to be closed.
        """
        return await asyncio.to_thread(self._balance, finished=finished)

    def _balance(self, *, finished: bool) -> Balance:
        with open_node(self.postgres.address, SystemClock(trusted=True)) as node:
            return balance(node, self.kiosks, finished=finished)

    async def _strike(
        self, what: str, mean_s: float | None, strike: Callable[[], None]
    ) -> None:
        part = _SOON
        while mean_s is not None:
            await asyncio.sleep(part * mean_s * self._chance.uniform(0.5, 1.5))
            await asyncio.to_thread(strike)
            self.struck[what] += 1
            part = 1.0

    def _kill_node(self) -> None:
        self._chance.choice(self.nodes).kill()

    def _kill_kiosk(self) -> None:
        self._chance.choice(self.kiosks).kill()

    def _restart(self) -> None:
        self.postgres.stop()
        self.postgres.start()


@asynccontextmanager
async def district(
    records: int,
    *,
    kiosks: int = 4,
    host: str = HERE,
    inside: Sequence[str] = (),
    disk: Path | None = None,
) -> AsyncIterator[District]:
    """A hub and its kiosks, in a folder that is thrown away.

    Args:
        records: That the kiosks write, together.
        kiosks: How many.
        host: Address at which kiosks find the hub.
        inside: Words before a kiosk's command line.
        disk: Where the database lies; None: in a folder of its own.
    """
    with (
        tempfile.TemporaryDirectory(prefix="kiosks-") as name,
        Postgres(disk) as server,
    ):
        folder = Path(name)
        pem = certificate(folder / "hub.pem", host)
        some = [
            Kiosk(folder / f"gate-{n}", records // kiosks, _PER_SECOND, inside)
            for n in range(kiosks)
        ]
        with open_node(server.address, SystemClock(trusted=True)) as node:
            for kiosk in some:
                kiosk.enrol(node)
        nodes = [HubNode(server.address, pem) for _ in range(_NODES)]
        async with Proxy([node.port for node in nodes], SEED, 0.0, host) as proxy:
            made = District(server, nodes, proxy, some)
            try:
                yield made
            finally:
                made.kill()
