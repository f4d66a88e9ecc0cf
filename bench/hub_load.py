"""Load on hub nodes from a process of its own: ``python -m bench.hub_load PLAN``.

PLAN is a pickle of ours: for each kiosk its requests, the nodes' ports, and over how
many seconds the kiosks' first requests are spread. Each request has a connection of its
own, as a kiosk that sends twice a minute has. A request's time counts from when it was
due, so that whoever waits behind a slow one is counted as slow.
"""

import asyncio
import json
import pickle
import sys
import time
from pathlib import Path
from typing import Final

_TAKEN: Final = b"HTTP/1.1 200 "
_REST: Final = 60.0


async def load(
    requests: list[list[bytes]], ports: list[int], spread_s: float
) -> dict[str, object]:
    """Send everything; return seconds of each request, and how many were refused."""
    taken: list[float] = []
    refused = 0
    began = time.perf_counter()

    async def send(number: int) -> None:
        nonlocal refused
        due = began + spread_s * number / len(requests)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        for count, request in enumerate(requests[number]):
            port = ports[(number + count) % len(ports)]
            refused += not await _post(port, request)
            now = time.perf_counter()
            taken.append(now - due)
            due = now

    await asyncio.gather(*map(send, range(len(requests))))
    seconds = time.perf_counter() - began
    return {"taken_s": taken, "refused": refused, "seconds": seconds}


async def _post(port: int, request: bytes) -> bool:
    try:
        async with asyncio.timeout(_REST):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            writer.close()
    except (OSError, asyncio.IncompleteReadError):
        return False
    return answer.startswith(_TAKEN)


if __name__ == "__main__":
    plan = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - ours
    print(json.dumps(asyncio.run(load(*plan))))
