"""Journal rows for tests of the wire, chained as a kiosk chains them."""

from kiosk.codes.batch import Event
from kiosk.core.chain import START, Anchor, Row, canonical, row_hash

KIOSK = "kiosk-1"
AT = "2026-11-22T08:00:00.000000Z"


def chained(count: int, *, after: Anchor = START, kind: str = "device") -> list[Event]:
    events = []
    for seq in range(after.seq + 1, after.seq + 1 + count):
        payload = canonical({"device": "测试", "number": seq})
        own = row_hash(after.hash, seq, AT, kind, payload)
        events.append(Event(Row(seq, AT, kind, payload, after.hash, own)))
        after = Anchor(seq, own)
    return events
