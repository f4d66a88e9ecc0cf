"""A batch of journal rows as CloudEvents 1.0, the way kiosk and hub both write it.

Pure functions. A row travels with everything its hash covers, so the hub recomputes
``core.chain.row_hash`` of what it reads. The payload is canonical JSON and travels
parsed, as ``data``; a damaged payload travels as the text it is. Nothing of the
``people`` table travels, and of the ``bearer`` table only what ``Use`` has.
"""

import json
from collections.abc import Iterable
from typing import Final, NamedTuple

from kiosk.core.chain import Row, canonical, row_hash

MOST_EVENTS: Final = 500
MOST_BYTES: Final = 512 * 1024
"""Bytes of a batch's JSON, before it is compressed."""

CONTENT_TYPE: Final = "application/cloudevents-batch+json"
LOST: Final = "lost"
"""Kind of an event that stands for a row the kiosk's journal lacks."""

TYPE_PREFIX: Final = "checkpoint."
JSON: Final = "application/json"
TEXT: Final = "text/plain"


class Use(NamedTuple):
    """A passage that counts against a household's quota, for sibling kiosks.

    Attributes:
        key: Keyed hash of the household, 32 hex digits; the hub cannot undo it.
        member: Member index in the household, 0 to 15, or None.
        what: ``out``; ``out-granted``, where a leader let them; ``in``; or ``undo-``
            and the number of the row taken back.
    """

    key: str
    member: int | None
    what: str


class Event(NamedTuple):
    """One row on the wire.

    Attributes:
        row: As the journal has it, right or wrong, without its personal side. Damaged
            text may hold NUL, and surrogate escapes for bytes that are not UTF-8.
        use: Of which household's quota, or None.
    """

    row: Row
    use: Use | None = None


def lost(seq: int) -> Event:
    """The event that stands for row ``seq``, which the kiosk's journal lacks."""
    return Event(Row(seq, "", LOST, "{}", "", ""))


def encode(
    kiosk: str, events: Iterable[Event], *, own: bool = True
) -> tuple[bytes, int]:
    """Write as many events as a batch may have.

    An event that alone is too large counts as lost, so that it blocks nothing.

    Args:
        kiosk: The kiosk's id: ASCII letters, digits, ``-``, ``_``, ``.``.
        events: Numbered without a gap, in the order of ``seq``.
        own: Whether they come from a journal of ours: then a row whose hash is right
            holds canonical JSON, and need not be parsed. Another's may hold anything.

    Returns:
        UTF-8 JSON of at most ``MOST_BYTES``, and how many events are in it.
    """
    texts: list[bytes] = []
    size = len(b"[]")
    for event in events:
        text = _written(kiosk, event, own=own)
        if len(text) + len(b"[]") > MOST_BYTES:
            text = _written(kiosk, lost(event.row.seq), own=own)
        size += len(text) + len(b",")
        if len(texts) == MOST_EVENTS or size - len(b",") > MOST_BYTES:
            break
        texts.append(text)
    return b"[" + b",".join(texts) + b"]", len(texts)


def _written(kiosk: str, event: Event, *, own: bool) -> bytes:
    row = event.row
    # A row is written some thousand times a second: see docs/measurements.md. dumps
    # escapes what is not ASCII, so damaged text survives byte for byte.
    attributes = (
        f'{{"specversion": "1.0", "id": "{row.seq}", "source": "/kiosks/{kiosk}",'
        f' "type": {json.dumps(TYPE_PREFIX + row.kind)}, "time": {json.dumps(row.at)},'
        f' "prevhash": {json.dumps(row.prev)}, "hash": {json.dumps(row.hash)}'
        f"{_use_written(event.use)}"
    )
    # Not written anew: a payload of canonical JSON is what stands after "data".
    data, content_type = _json_of(row, own=own), JSON
    if data is None:
        data, content_type = json.dumps(row.payload).encode(), TEXT
    start = f'{attributes}, "datacontenttype": "{content_type}", "data": '
    return b"".join((start.encode(), data, b"}"))


def _use_written(use: Use | None) -> str:
    if use is None:
        return ""
    member = "" if use.member is None else f', "usemember": "{use.member}"'
    what = json.dumps(use.what)
    return f', "usekey": {json.dumps(use.key)}, "usewhat": {what}{member}'


def _json_of(row: Row, *, own: bool) -> bytes | None:
    """The payload in UTF-8, or None: it is not canonical JSON.

    A row that is whole is as a journal wrote it, and so canonical; no need to parse it.
    """
    try:
        data = row.payload.encode()
    except UnicodeEncodeError:
        return None
    whole = own and row_hash(row.prev, row.seq, row.at, row.kind, data) == row.hash
    return data if whole or _is_canonical(row.payload) else None


def _is_canonical(payload: str) -> bool:
    try:
        return canonical(json.loads(payload)) == payload
    except (ValueError, RecursionError):
        return False
