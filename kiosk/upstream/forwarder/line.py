"""The line to the hub: HTTP with this kiosk's credential, every answer told apart.

No error of the HTTP library is chained to ours: it may quote a header.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import httpx2

from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.upstream.forwarder.errors import HubBusy, HubDown, HubRefused, HubUntrusted
from kiosk.upstream.tls import is_tls, trust

_LOG = logging.getLogger(__name__)
_TIMEOUT_S: Final = 10.0
KEPT_S: Final = 75
"""Seconds that an idle connection is kept: longer than from one batch to the next."""
_MOST: Final = 256 * 1024
"""Bytes of an answer: 500 rejections of the longest text fit."""
_FIRST_ERROR: Final = 400
_BUSY: Final = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_SLUG: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer below status 400."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where a hub is, and how to greet it.

    Attributes:
        url: ``https://host[:port][/prefix]``; plain http only ever to this machine.
        ca_file: PEM with the one authority that is trusted; None trusts the system's.
        headers: Sent with every request, e.g. the credential.
    """

    url: str
    ca_file: Path | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Line:
    """One hub's connections.

    Args:
        address: Of the hub.

    Raises:
        ConfigError: The CA file cannot be used.
    """

    def __init__(self, address: HubAddress) -> None:
        self.address: Final = address
        self._client = httpx2.AsyncClient(
            base_url=address.url,
            verify=trust(address.ca_file, "hub.ca_file"),
            trust_env=False,  # no proxy that the settings do not name
            follow_redirects=False,
            timeout=_TIMEOUT_S,
            limits=httpx2.Limits(keepalive_expiry=KEPT_S),
            headers={**address.headers, "Accept-Encoding": "identity"},
        )

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send something.

        Raises:
            HubError: It was not taken.
            HubAnswerMalformed: What answered is no hub.
        """
        request = self._client.build_request(
            "POST", path, content=body, headers=dict(headers)
        )
        return await self._exchange(request, _MOST)

    async def get(
        self,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        most: int = _MOST,
        patience_s: float = _TIMEOUT_S,
    ) -> Reply:
        """Fetch something.

        Args:
            path: With its query.
            headers: Beside those of every request.
            most: Bytes of the largest answer.
            patience_s: For each step of the exchange, seconds.

        Raises:
            HubError: There is no answer, or a refusal.
            HubAnswerMalformed: What answered is no hub.
        """
        request = self._client.build_request(
            "GET", path, headers=dict(headers or {}), timeout=patience_s
        )
        return await self._exchange(request, most)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _exchange(self, request: httpx2.Request, most: int) -> Reply:
        try:
            response = await self._client.send(request, stream=True)
            try:
                body = await _read(response, most)
            finally:
                await response.aclose()
        except HubAnswerMalformed:
            raise
        # The library reads a stranger's bytes: whatever it trips over is a hub that
        # cannot be understood now, and must not end the kiosk.
        except Exception as exc:  # noqa: BLE001
            if is_tls(exc):
                raise HubUntrusted from None
            _LOG.debug("hub-unreachable cause=%s", type(exc).__name__)
            raise HubDown from None
        if response.status_code >= _FIRST_ERROR:
            raise _refusal(response, body)
        return Reply(status=response.status_code, headers=response.headers, body=body)


async def _read(response: httpx2.Response, most: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise HubAnswerMalformed("compressed, which was not asked for")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > most:
            raise HubAnswerMalformed(f"more than {most} bytes")
    return bytes(body)


def _refusal(response: httpx2.Response, body: bytes) -> HubBusy | HubRefused:
    status = response.status_code
    if status in _BUSY:
        wanted = patience_of(response.headers)
        return HubBusy(status=status, retry_after_s=wanted)
    said = _said(body)
    code, through = said.get("code"), said.get("accepted_through")
    plain = isinstance(code, str) and len(code) <= _LONGEST_SLUG and code.isascii()
    return HubRefused(
        status=status,
        code=str(code) if plain else "unknown",
        accepted_through=through if type(through) is int and through >= 0 else None,
    )


def _said(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def patience_of(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds, or None; RFC 9110, 10.2.3.

    A moment is counted from when the answer was sent, by the hub's own clock: ours may
    be wrong.
    """
    digits = 6  # eleven days; longer is no honest wish
    text = headers.get("Retry-After", "")
    if text.isascii() and text.isdigit() and len(text) <= digits:
        return float(text)
    try:
        until, sent = (
            parsedate_to_datetime(value).astimezone(UTC)
            for value in (text, headers.get("Date", ""))
        )
    except (ValueError, OverflowError):
        return None
    return max(0.0, (until - sent).total_seconds())
