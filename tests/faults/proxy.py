"""A proxy between kiosks and hub nodes that breaks what goes through it."""

import asyncio
import itertools
import socket
import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Self

_CHUNK: Final = 16 * 1024
_RESET: Final = struct.pack("ii", 1, 0)  # linger for no time: close by RST
_UP, _DOWN = 40_000, 4_000  # bytes of a few batches, of a few answers
_WHAT: Final = ("cut", "reset", "cut", "reset", "delayed", "delayed", "stuck")
_LONGEST_S: Final = 1.5
# A server that is closed while it accepts loses the connection, unclosed: a warning in
# whichever test runs when the garbage is collected. Nobody comes any more by then.
_LAST_S: Final = 0.05
_STALL_S: Final = 12.0  # longer than a kiosk waits for an answer


@dataclass(slots=True)
class _Fate:
    """What happens to one connection, and after how many bytes."""

    what: str
    way: str
    left: int


class Proxy:
    """Deals connections to nodes in turn; use it with ``async with``.

    Args:
        ports: Of the nodes, on this machine.
        seed: Of the plan: the same connections meet the same fates.
        share: Of connections that something happens to.
        host: Address to listen on.
    """

    def __init__(
        self, ports: Sequence[int], seed: int, share: float, host: str = "127.0.0.1"
    ) -> None:
        self._ports, self._host = itertools.cycle(ports), host
        self._chance, self.share = Random(seed), share  # noqa: S311 - a plan
        self.done: Counter[str] = Counter()
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._host, 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(_LAST_S)
        self._server.close()
        tasks = list(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """Where kiosks find the hub."""
        return f"https://{self._host}:{self._server.sockets[0].getsockname()[1]}"

    def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.create_task(self._connect(reader, writer))
        self._open[task] = writer
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        """Close a connection, also one whose task never came to begin."""
        self._open.pop(task).transport.abort()

    async def _connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            theirs, node = await asyncio.open_connection("127.0.0.1", next(self._ports))
        except OSError:
            return  # the node is being started
        fate = self._fate()
        ways = [
            asyncio.create_task(self._pump(fate, "request", reader, node)),
            asyncio.create_task(self._pump(fate, "answer", theirs, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            node.transport.abort()

    def _fate(self) -> _Fate | None:
        if self._chance.random() >= self.share:
            return None
        what = self._chance.choice(_WHAT)
        way = self._chance.choice(("request", "answer", "answer"))
        return _Fate(what, way, self._somewhere(way))

    def _somewhere(self, way: str) -> int:
        return self._chance.randrange(_UP if way == "request" else _DOWN)

    async def _pump(
        self,
        fate: _Fate | None,
        way: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        while chunk := await reader.read(_CHUNK):
            if fate is not None and fate.way == way:
                if len(chunk) > fate.left:
                    if await self._struck(fate, chunk[: fate.left], writer):
                        return
                    fate.left = self._somewhere(way)
                fate.left -= len(chunk)
            writer.write(chunk)
            await writer.drain()

    async def _struck(
        self, fate: _Fate, last: bytes, writer: asyncio.StreamWriter
    ) -> bool:
        """Strike; True when the connection is over."""
        self.done[f"{fate.way} {fate.what}"] += 1
        if fate.what == "delayed":
            await asyncio.sleep(self._chance.uniform(0, _LONGEST_S))
            return False
        if fate.what == "stuck":
            await asyncio.sleep(_STALL_S)
        if fate.what == "reset":
            theirs: socket.socket = writer.get_extra_info("socket")
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        writer.write(last)
        await writer.drain()
        return True
