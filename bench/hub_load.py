"""Load on hub nodes from a process of its own: ``python -m bench.hub_load PLAN``.

PLAN is a pickle of ours: for each kiosk its requests, the nodes' ports, and how many
seconds lie between two requests of a kiosk; 0: each follows the one before at once.
Each kiosk keeps one connection to one node, as the forwarder does. A request's time
counts from when it was due, so that whoever waits behind a slow one is counted as slow.
"""

import asyncio
import json
import pickle
import re
import sys
import time
from asyncio import StreamReader, StreamWriter
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from typing import Final

_TAKEN: Final = b"HTTP/1.1 200 "
_LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_REST: Final = 60.0


async def load(
    requests: list[list[bytes]], ports: list[int], every_s: float
) -> dict[str, object]:
    """Send everything.

    Returns:
        Seconds that the first, second … requests of the kiosks took, how many were
        refused, and seconds in all.
    """
    rounds: list[list[float]] = [[] for _ in requests[0]]
    refused = 0
    began = time.perf_counter()

    async def send(number: int) -> None:
        nonlocal refused
        due = began + every_s * number / len(requests)
        await _until(due)
        wire = await asyncio.open_connection("127.0.0.1", ports[number % len(ports)])
        for taken, request in zip(rounds, requests[number], strict=True):
            await _until(due)
            refused += not await _post(wire, request)
            now = time.perf_counter()
            taken.append(now - due)
            due = due + every_s if every_s else now
        wire[1].close()

    await asyncio.gather(*map(send, range(len(requests))))
    seconds = time.perf_counter() - began
    return {"rounds_s": rounds, "refused": refused, "seconds": seconds}


async def _until(due: float) -> None:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))


async def _post(wire: tuple[StreamReader, StreamWriter], request: bytes) -> bool:
    reader, writer = wire
    try:
        async with asyncio.timeout(_REST):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
    except (OSError, asyncio.IncompleteReadError):
        return False
    return head.startswith(_TAKEN)


if __name__ == "__main__":
    _, most = getrlimit(RLIMIT_NOFILE)
    setrlimit(RLIMIT_NOFILE, (most, most))  # a connection for each kiosk
    plan = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - ours
    print(json.dumps(asyncio.run(load(*plan))))
