"""A simulated health-code service beside the kiosk under test."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from kiosk.clock import SystemClock
from kiosk.core.record import Kind
from kiosk.upstream.simulated.people import People
from kiosk.upstream.simulated.server import bind, serve
from kiosk.upstream.simulated.world import World
from tests.app.rig import Site

NOBODY_MEASURES = 'thermometer = { driver = "none" }'


@asynccontextmanager
async def simulator() -> AsyncIterator[tuple[World, int]]:
    world = World(people=People(seed=1, count=20), clock=SystemClock())
    stop, listener = asyncio.Event(), bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    task = asyncio.create_task(serve(world, listener, stop))
    try:
        yield world, port
    finally:
        stop.set()
        await task


def health(site: Site, port: int, **more: str) -> str:
    secret = site.folder / "health.key"
    secret.write_text("demo-secret\n")
    secret.chmod(0o600)
    keys = {
        "profile": "simulator",
        "url": f"http://127.0.0.1:{port}",
        "account": "demo",
        "secret_file": "health.key",
        **more,
    }
    told = (f'{key} = "{value}"' for key, value in keys.items())
    return "\n".join(["[health]", *told])


def recorded(site: Site) -> Callable[[], Awaitable[list[dict[str, Any]]]]:
    async def rows() -> list[dict[str, Any]]:
        return site.rows(Kind.PASSAGE)

    return rows
