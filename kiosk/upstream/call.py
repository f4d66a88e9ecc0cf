"""A request of a profile, filled in and signed: what goes over the wire. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

from kiosk.upstream.contact import Access
from kiosk.upstream.profile import Request, Signature
from kiosk.upstream.signing import signed

_PLACE = re.compile(r"\{([a-z_]+)\}")
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request.

    Attributes:
        method: GET or POST.
        target: Path, with the query where the fields travel in it.
        headers: Without those of the transport.
        body: Empty where the fields travel in the query.
    """

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def moments(at: datetime) -> dict[str, str]:
    """The placeholders that hold the time ``at``, aware."""
    since_1970 = at.timestamp()
    return {
        "timestamp_s": str(int(since_1970)),
        "timestamp_ms": str(int(since_1970 * 1000)),
        "time": at.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S"),
    }


def fill_in(
    request: Request, sign: Signature | None, access: Access, words: Mapping[str, str]
) -> Call:
    """Build a request.

    Args:
        request: The profile's table.
        sign: How it is signed, or None.
        access: Who asks.
        words: The other placeholders: ``moments``, ``nonce``, ``code``, ``token``.
    """
    known = {
        "account": access.account,
        "secret": access.secret,
        "device": access.device,
        **words,
    }

    def filled(template: str) -> str:
        return _PLACE.sub(lambda place: known[place[1]], template)

    fields = {name: filled(template) for name, template in request.fields.items()}
    headers = {name: filled(template) for name, template in request.headers.items()}
    if sign is not None:
        fields = signed(fields, sign, access.secret)
    target, body = request.path, b""
    match request.body:
        case "json":
            body = json.dumps(fields).encode("ascii")
            headers["Content-Type"] = "application/json"
        case "form":
            body = urlencode(fields).encode("ascii")
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        case "query":
            target += "?" + urlencode(fields)
    return Call(method=request.method, target=target, headers=headers, body=body)
