"""Requests over a real socket, as a node reads them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from kiosk.hub.bounded_http import LONGEST_HEAD, BoundedHttp

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]
ANSWER = b"HTTP/1.1 200 OK"
CHUNKED = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"


@asynccontextmanager
async def wire() -> AsyncIterator[Wire]:
    """A connection to a server that reads nothing and answers everything."""
    config = uvicorn.Config(
        PlainTextResponse("ok"), http=BoundedHttp, lifespan="off", log_config=None
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        await server.startup(sockets=[listener])
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        yield reader, writer
        writer.close()
        await server.shutdown(sockets=[listener])


async def ask(wire: Wire, request: bytes) -> bytes:
    """The first line of the answer."""
    reader, writer = wire
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(len(b"ok"))
    return head.split(b"\r\n")[0]


async def test_many_requests_with_long_bodies_share_a_connection() -> None:
    body = b"x" * 3 * LONGEST_HEAD
    head = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(body)

    async with wire() as opened:
        answers = [await ask(opened, head + body) for _ in range(3)]

    assert answers == [ANSWER] * 3


@pytest.mark.parametrize(
    "endless",
    [
        b"GET / HTTP/1.1\r\nHost: h\r\nX: ",
        b"GET /",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 9,
        CHUNKED + b"0\r\nX: ",
    ],
)
async def test_whoever_sends_headers_without_end_is_shut_out(endless: bytes) -> None:
    async with wire() as (reader, writer):
        writer.write(endless + b"x" * 3 * LONGEST_HEAD)
        # It ends, where an open connection would be waited for.
        with suppress(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 20)
