"""HTTP exchanges with one service over one pool of kept connections.

Nothing of a question or an answer reaches a log or an error from here, so no error of
the HTTP library is chained to ours: it may quote an address with a code in it.
"""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx2

from kiosk.upstream.call import Call
from kiosk.upstream.errors import AnswerMalformed, ServiceDown, ServiceUntrusted
from kiosk.upstream.tls import is_tls, trust
from kiosk.upstream.values import LARGEST

_LOG = logging.getLogger(__name__)
_OK: Final = 200
_POOL: Final = httpx2.Limits(
    max_connections=8, max_keepalive_connections=4, keepalive_expiry=60.0
)
# At its own level the library logs addresses, below it also headers.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """A status and a body of at most 64 KiB; the body is JSON if the status is 200."""

    status: int
    body: bytes = field(repr=False)


class Exchange:
    """One service's connections.

    Args:
        url: ``https://host[:port][/prefix]``; plain http only ever to this machine.
        ca_file: PEM with the one authority that is trusted; None trusts the system's.

    Raises:
        ConfigError: The CA file cannot be used.
    """

    def __init__(self, url: str, ca_file: Path | None = None) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url,
            verify=trust(ca_file, "health.ca_file"),
            trust_env=False,  # no proxy that the settings do not name
            follow_redirects=False,
            limits=_POOL,
            timeout=None,  # the caller's budget spans all of it
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    async def send(self, call: Call) -> HttpAnswer:
        """Send one request and read its answer; the caller bounds the time.

        Raises:
            ServiceDown: No connection, or it broke.
            ServiceUntrusted: The server is another.
            AnswerMalformed: Too large, compressed, or a success that is no JSON.
        """
        try:
            async with self._client.stream(
                call.method,
                call.target,
                headers=dict(call.headers),
                content=call.body or None,
            ) as response:
                return await _read(response)
        except AnswerMalformed:
            raise
        # The library reads a stranger's bytes: whatever it trips over is a service
        # that cannot be understood, and must not end the lane.
        except Exception as exc:  # noqa: BLE001
            if is_tls(exc):
                raise ServiceUntrusted from None
            _LOG.debug("health-service-unreachable cause=%s", type(exc).__name__)
            raise ServiceDown from None

    async def touch(self, path: str) -> None:
        """Open a connection, or keep the open one from falling asleep.

        Raises:
            HealthServiceError: As ``send``.
        """
        await self.send(Call(method="HEAD", target=path, headers={}, body=b""))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()


async def _read(response: httpx2.Response) -> HttpAnswer:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise AnswerMalformed("compressed, which was not asked for")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LARGEST:
            raise AnswerMalformed(f"more than {LARGEST} bytes")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    head = response.request.method == "HEAD"
    if response.status_code == _OK and kind != "application/json" and not head:
        raise AnswerMalformed("not application/json")
    return HttpAnswer(status=response.status_code, body=bytes(body))
