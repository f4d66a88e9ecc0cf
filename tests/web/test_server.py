"""The server inside the kiosk's loop: it stops with open streams, and says who is in
its way."""

import asyncio

import pytest

from kiosk.core.errors import ConfigError
from kiosk.web.app import build_app
from kiosk.web.options import WebOptions
from kiosk.web.server import bind, serve
from tests.fakes import FakeClock
from tests.web.fakes import FakeDesk, FakePreview, FakeStatus


async def test_open_streams_do_not_hold_up_the_stop() -> None:
    desk, stop = FakeDesk(), asyncio.Event()
    app = build_app(
        [desk], FakePreview(b"x"), FakeStatus(), clock=FakeClock(), options=WebOptions()
    )
    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serve(app, listener, stop))
        streams = []
        for path in ("/lane/1/events", "/preview.mjpg"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert b"200 OK" in await reader.readuntil(b"\r\n")
            streams.append((reader, writer))
        asked = loop.time()

        stop.set()

        for reader, writer in streams:
            await reader.read()
            writer.close()
    assert loop.time() - asked < 1.5
    assert desk.screens == 0


def test_a_port_in_use_is_said_before_anything_starts() -> None:
    taken = bind("127.0.0.1", 0)
    port = taken.getsockname()[1]

    with pytest.raises(ConfigError, match=f"port {port}.*choose another"):
        bind("127.0.0.1", port)
    taken.close()
