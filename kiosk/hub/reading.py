"""Reading a batch: quickly where every row is right, with care where one is not.

A row's hash covers its payload as text. Where the very bytes that came give the hash
that the row states, they are what the kiosk hashed and what is kept: nothing needs to
be written anew to find that out. Any batch with a row that is not like that, or not
written as ``codes.batch`` writes it, is read by ``codes.batch_reading`` from the start.
"""

import re
from typing import Final

import msgspec

from kiosk.codes import batch, batch_reading
from kiosk.codes.batch import MOST_BYTES, MOST_EVENTS, Event, Use
from kiosk.codes.batch_reading import LARGEST_MEMBER, Read
from kiosk.core.chain import Row, row_hash
from kiosk.core.record import Kind
from kiosk.hub.looked_at import look

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")  # no more than 64 bits hold
_KINDS: Final = {f"{batch.TYPE_PREFIX}{kind}": str(kind) for kind in Kind}
_MEMBERS: Final = {str(n): n for n in range(LARGEST_MEMBER + 1)}


class _Wire(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An event whose payload was not looked at."""

    specversion: str
    id: str
    source: str
    type: str
    time: str
    datacontenttype: str
    data: msgspec.Raw
    prevhash: str
    hash: str
    usekey: str | msgspec.UnsetType = msgspec.UNSET
    usewhat: str | msgspec.UnsetType = msgspec.UNSET
    usemember: str | msgspec.UnsetType = msgspec.UNSET


class _NotPlain(Exception):
    """Something that wants care."""


_EVENTS: Final = msgspec.json.Decoder(list[_Wire])


def read(kiosk: str, body: bytes) -> list[Read]:
    """Read a batch; as ``batch_reading.read``, with the same refusals.

    Returns:
        The events; the hashes of none or of all of them are proven. Then ``data`` has
        only what ``told`` looks at, and a payload is kept although another writer of
        JSON would write it otherwise.
    """
    try:
        return _read(kiosk, body)
    except (_NotPlain, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return batch_reading.read(kiosk, body)


def _read(kiosk: str, body: bytes) -> list[Read]:
    if len(body) > MOST_BYTES:
        raise _NotPlain
    events = _EVENTS.decode(body)
    if not 0 < len(events) <= MOST_EVENTS or not _NUMBER.fullmatch(events[0].id):
        raise _NotPlain
    source, first = f"/kiosks/{kiosk}", int(events[0].id)
    return [_proven(source, seq, event) for seq, event in enumerate(events, first)]


def _proven(source: str, seq: int, event: _Wire) -> Read:
    if (
        event.id != str(seq)
        or event.source != source
        or event.specversion != "1.0"
        or event.datacontenttype != batch.JSON
    ):
        raise _NotPlain
    kind = _KINDS.get(event.type) or _kind(event.type)
    data = bytes(event.data)
    if row_hash(event.prevhash, seq, event.time, kind, data) != event.hash:
        raise _NotPlain
    row = Row(seq, event.time, kind, data.decode(), event.prevhash, event.hash)
    return Read(Event(row, _use(event)), look(kind, data), data)


def _kind(name: str) -> str:
    if not name.startswith(batch.TYPE_PREFIX):
        raise _NotPlain
    return name[len(batch.TYPE_PREFIX) :]


def _use(event: _Wire) -> Use | None:
    if event.usekey is msgspec.UNSET:
        return None
    member = None
    if event.usemember is not msgspec.UNSET:
        member = _MEMBERS.get(event.usemember)
        if member is None:
            raise _NotPlain
    if event.usewhat is msgspec.UNSET:
        raise _NotPlain
    return Use(event.usekey, member, event.usewhat)
