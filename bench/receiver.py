"""A hub that believes everything, in a process of its own: the ceiling of a kiosk."""

import asyncio
import json
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

from kiosk.codes.acknowledgement import Acknowledgement, write_acknowledgement
from kiosk.codes.batch_seal import inflate
from kiosk.codes.signed_head import Head, sign_head

SEED = b"h" * 32
Message = MutableMapping[str, Any]


async def receive_batch(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Acknowledge every row of a batch."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    kiosk = dict(scope["headers"])[b"kiosk-id"].decode()
    last = json.loads(inflate(body))[-1]
    seq = int(last["id"])
    signed = sign_head(Head(kiosk=kiosk, seq=seq, hash=last["hash"], at="now"), SEED)
    answer = Acknowledgement(accepted_through=seq, rejected=(), signed=signed)
    told = json.dumps(write_acknowledgement(answer)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": told})


def serve() -> None:
    """Serve on the socket that was handed over as a file descriptor."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    config = uvicorn.Config(receive_batch, lifespan="off", log_level="error")
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    serve()
