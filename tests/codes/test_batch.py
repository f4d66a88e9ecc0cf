"""A batch reads back as it was written, and nothing hostile gets past reading."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.codes.batch import MOST_BYTES, MOST_EVENTS, Event, Use, encode, lost
from kiosk.codes.batch_reading import decode
from kiosk.codes.hub_refusal import BatchMalformed, BatchTooLarge
from kiosk.core.chain import START, Row, canonical, row_hash, walk
from tests.codes.batches import KIOSK, chained


def _or_text(value: Any) -> str:
    try:
        return canonical(value)
    except ValueError:  # an infinity
        return "{}"


# As SQLite gives it: bytes that are not UTF-8 are surrogate escapes.
STORED = st.binary(max_size=30).map(lambda b: b.decode(errors="surrogateescape"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


ROWS = st.builds(
    Row,
    seq=st.just(0),
    person=st.none(),
    bearer=st.none(),
    at=STORED,
    kind=STORED,
    payload=STORED | JSON.map(_or_text),
    prev=STORED,
    hash=STORED,
)
USES = st.none() | st.builds(
    Use,
    key=st.text("0123456789abcdef"),
    member=st.none() | st.integers(0, 15),
    what=st.sampled_from(["out", "in", "undo-17"]),
)


@given(
    st.lists(st.builds(Event, row=ROWS, use=USES), min_size=1, max_size=4),
    st.integers(1, 2**63 - 99),
)
@example([lost(1)], 1)
def test_any_rows_read_back_as_they_are_stored(found: list[Event], first: int) -> None:
    events = [
        event._replace(row=event.row._replace(seq=first + at))
        for at, event in enumerate(found)
    ]

    body, count = encode(KIOSK, events)

    assert count == len(events)
    assert decode(KIOSK, body) == events


def test_a_batch_keeps_the_chain() -> None:
    body, _ = encode(KIOSK, chained(3))

    rows = [event.row for event in decode(KIOSK, body)]

    assert [step.flaw for step in walk(rows, start=START)] == [None] * 3


def test_an_event_is_a_cloud_event() -> None:
    (event,) = chained(1)

    body, _ = encode(KIOSK, [event._replace(use=Use("ab" * 16, 2, "out"))])

    assert json.loads(body) == [
        {
            "specversion": "1.0",
            "id": "1",
            "source": "/kiosks/kiosk-1",
            "type": "checkpoint.device",
            "time": event.row.at,
            "datacontenttype": "application/json",
            "data": {"device": "测试", "number": 1},
            "prevhash": event.row.prev,
            "hash": event.row.hash,
            "usekey": "ab" * 16,
            "usewhat": "out",
            "usemember": "2",
        }
    ]


def test_a_batch_stops_at_so_many_events() -> None:
    body, count = encode(KIOSK, chained(MOST_EVENTS + 1))

    assert count == MOST_EVENTS
    assert len(decode(KIOSK, body)) == MOST_EVENTS


def test_a_batch_stops_at_so_many_bytes() -> None:
    row = chained(1)[0].row._replace(payload=canonical("x" * 60_000))
    events = [Event(row._replace(seq=seq)) for seq in range(1, 20)]

    body, count = encode(KIOSK, events)

    assert count == 8
    assert len(body) <= MOST_BYTES
    assert decode(KIOSK, body) == events[:8]


def test_an_event_larger_than_a_batch_counts_as_lost() -> None:
    row = chained(1)[0].row._replace(payload="x" * MOST_BYTES)

    body, count = encode(KIOSK, [Event(row)])

    assert (count, decode(KIOSK, body)) == (1, [lost(1)])


@pytest.mark.parametrize(
    "payload", ['{"a": 1}', '{"b":1,"a":2}', "NaN", "1e400", "[" * 5000, '"\\ud800"']
)
def test_json_that_is_not_canonical_travels_as_text(payload: str) -> None:
    event = Event(chained(1)[0].row._replace(payload=payload))

    body, _ = encode(KIOSK, [event])

    assert json.loads(body)[0]["datacontenttype"] == "text/plain"
    assert decode(KIOSK, body) == [event]


def test_bytes_that_are_no_text_travel_as_text_also_under_a_right_hash() -> None:
    payload = b'{"a":"\xff"}'.decode(errors="surrogateescape")
    own = row_hash("", 1, "", "audit", payload)
    row = Row(1, "", "audit", payload, "", own)

    body, _ = encode(KIOSK, [Event(row)])

    assert json.loads(body)[0]["datacontenttype"] == "text/plain"
    assert [event.row for event in decode(KIOSK, body)] == [row]


@pytest.mark.parametrize("payload", ["not JSON", '{"a": 1}', "1e400"])
def test_of_anothers_rows_no_hash_makes_a_payload_canonical(payload: str) -> None:
    row = chained(1)[0].row
    proven = row_hash(row.prev, row.seq, row.at, row.kind, payload)
    event = Event(row._replace(payload=payload, hash=proven))

    body, _ = encode(KIOSK, [event], own=False)

    assert json.loads(body)[0]["datacontenttype"] == "text/plain"
    assert decode(KIOSK, body) == [event]


GOOD: dict[str, Any] = json.loads(encode(KIOSK, chained(1))[0])[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("specversion", "0.3"),
        ("specversion", ...),
        ("source", "/kiosks/other"),
        ("type", "other.device"),
        ("type", 5),
        ("id", 1),
        ("id", "01"),
        ("id", "0"),
        ("id", "-1"),
        ("id", "１"),
        ("id", "9" * 19),
        ("id", "9" * 5000),
        ("id", ...),
        ("time", None),
        ("prevhash", ...),
        ("hash", ["x"]),
        ("data", ...),
        ("data", "\ud800"),
        ("datacontenttype", "text/plain"),
        ("datacontenttype", "application/xml"),
        ("usekey", 7),
    ],
)
def test_an_event_of_another_form_is_refused(name: str, value: object) -> None:
    wrong = {k: v for k, v in (GOOD | {name: value}).items() if v is not ...}

    with pytest.raises(BatchMalformed):
        decode(KIOSK, json.dumps([wrong]).encode())


def test_a_member_outside_of_any_household_is_refused() -> None:
    wrong = GOOD | {"usekey": "ab" * 16, "usewhat": "in", "usemember": "16"}

    with pytest.raises(BatchMalformed, match="usemember"):
        decode(KIOSK, json.dumps([wrong]).encode())


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"[1]", b"\xff", b"[NaN]", b"[" * 9000, b"null", b"1" * 5000],
)
def test_a_body_of_another_form_is_refused(body: bytes) -> None:
    with pytest.raises(BatchMalformed):
        decode(KIOSK, body)


@pytest.mark.parametrize("second", ["1", "3", "2000"])
def test_numbers_that_jump_are_refused(second: str) -> None:
    with pytest.raises(BatchMalformed, match="rise by 1"):
        decode(KIOSK, json.dumps([GOOD, GOOD | {"id": second}]).encode())


def test_more_than_a_batch_is_refused_as_too_large() -> None:
    with pytest.raises(BatchTooLarge):
        decode(KIOSK, json.dumps([GOOD] * (MOST_EVENTS + 1)).encode())
    with pytest.raises(BatchTooLarge):
        decode(KIOSK, b" " * (MOST_BYTES + 1))


@given(st.data())
def test_a_bent_batch_is_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(encode(KIOSK, chained(2))[0])
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))

    with suppress(BatchMalformed):
        decode(KIOSK, bytes(body))
