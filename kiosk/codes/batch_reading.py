"""Reading a batch that may be anything: what a hub does before it believes a row."""

import json
from typing import Any, Final, NamedTuple

from kiosk.codes import batch
from kiosk.codes.batch import MOST_BYTES, MOST_EVENTS, Event, Use
from kiosk.codes.hub_refusal import BatchMalformed, BatchTooLarge
from kiosk.core.chain import Row, canonical

_LARGEST_SEQ: Final = 2**63 - 1
LARGEST_MEMBER: Final = 15
"""Of a household; see ``batch.Use``."""


class Read(NamedTuple):
    """An event as it was read.

    Attributes:
        event: The event.
        data: Its payload parsed; None where that is damaged.
        hashed: Its payload as it came, where its hash was found to be that of its
            fields; None: nobody looked.
    """

    event: Event
    data: Any
    hashed: bytes | None = None


def decode(kiosk: str, body: bytes) -> list[Event]:
    """Read a batch without its parsed payloads; as ``read``."""
    return [one.event for one in read(kiosk, body)]


def read(kiosk: str, body: bytes) -> list[Read]:
    """Read a batch; the hashes are left for the caller to check.

    Args:
        kiosk: Whose batch it must be.
        body: JSON, inflated.

    Raises:
        BatchTooLarge: More than ``MOST_EVENTS`` or ``MOST_BYTES``.
        BatchMalformed: Anything else that ``encode`` does not write.
    """
    if len(body) > MOST_BYTES:
        raise BatchTooLarge
    listed = _parsed(body)
    if type(listed) is not list or not listed:
        raise BatchMalformed("not a list of events")
    if len(listed) > MOST_EVENTS:
        raise BatchTooLarge
    found = [Read(_read(kiosk, item), _data(item)) for item in listed]
    numbers = [one.event.row.seq for one in found]
    first = numbers[0]
    if first < 1 or numbers != list(range(first, first + len(numbers))):
        raise BatchMalformed("the numbers do not rise by 1")
    return found


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        # The exception quotes the body.
        raise BatchMalformed("not JSON") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _read(kiosk: str, item: Any) -> Event:
    if type(item) is not dict:
        raise BatchMalformed("an event is no object")
    if item.get("specversion") != "1.0":
        raise BatchMalformed("specversion")
    if item.get("source") != f"/kiosks/{kiosk}":
        raise BatchMalformed("source")
    kind = _text(item, "type")
    if not kind.startswith(batch.TYPE_PREFIX):
        raise BatchMalformed("type")
    row = Row(
        seq=_number(item, "id", _LARGEST_SEQ),
        at=_text(item, "time"),
        kind=kind.removeprefix(batch.TYPE_PREFIX),
        payload=_payload(item),
        prev=_text(item, "prevhash"),
        hash=_text(item, "hash"),
    )
    return Event(row, _use(item))


def _payload(item: dict[str, Any]) -> str:
    match item.get("datacontenttype"):
        case batch.TEXT:
            return _text(item, "data")
        case batch.JSON if "data" in item:
            try:
                return canonical(item["data"])
            except (ValueError, RecursionError):
                raise BatchMalformed("data") from None
        case _:
            raise BatchMalformed("datacontenttype")


def _data(item: dict[str, Any]) -> Any:
    return item["data"] if item["datacontenttype"] == batch.JSON else None


def _use(item: dict[str, Any]) -> Use | None:
    if "usekey" not in item:
        return None
    member = None
    if "usemember" in item:
        member = _number(item, "usemember", LARGEST_MEMBER)
    return Use(_text(item, "usekey"), member, _text(item, "usewhat"))


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if type(value) is not str:
        raise BatchMalformed(name)
    return value


def _number(item: dict[str, Any], name: str, largest: int) -> int:
    text = _text(item, name)
    # A longer one costs time to read, and is none of ours.
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(largest)):
        raise BatchMalformed(name)
    value = int(text)
    if str(value) != text or value > largest:
        raise BatchMalformed(name)
    return value
