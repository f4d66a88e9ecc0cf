"""Bundles: signed files from above that the hub carries down and cannot forge."""

import json
from dataclasses import dataclass
from typing import Any, Final

from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.upstream.forwarder.line import Line

BUNDLES: Final = "/v1/bundles"
LARGEST: Final = 4 << 20
"""Bytes of the largest bundle: what a key folder's reader takes."""
_LONGEST: Final = 100
_NOT_MODIFIED: Final = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A file the hub has.

    Attributes:
        kind: ``policy``, ``risk-areas``, … ; what it is, its signature tells.
        seq: Its number at the hub.
        etag: Differs for each content.
    """

    kind: str
    seq: int
    etag: str


async def offered(line: Line) -> list[Offered]:
    """What the hub has for this kiosk, the newest of each kind.

    Raises:
        HubError: There is no answer, or a refusal.
        HubAnswerMalformed: What answered is no hub.
    """
    reply = await line.get(BUNDLES)
    try:
        return [_offered(one) for one in json.loads(reply.body)["bundles"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HubAnswerMalformed("no list of bundles") from None


async def fetched(line: Line, kind: str, etag: str) -> bytes | None:
    """A file; None when it is still the one with this ETag. Raises as ``offered``."""
    headers = {"If-None-Match": f'"{etag}"'} if etag else {}
    reply = await line.get(f"{BUNDLES}/{kind}", headers=headers, most=LARGEST)
    return None if reply.status == _NOT_MODIFIED else reply.body


def _offered(one: Any) -> Offered:
    kind, seq, etag = one["kind"], one["seq"], one["etag"]
    texts = all(
        isinstance(text, str) and 0 < len(text) <= _LONGEST for text in (kind, etag)
    )
    # Both go into a request; letters and digits can do no harm there.
    plain = texts and kind.replace("-", "").isalnum() and etag.isalnum()
    if not (plain and (kind + etag).isascii() and isinstance(seq, int)):
        raise ValueError(kind)
    return Offered(kind=kind, seq=seq, etag=etag)
