"""Quick reading finds what careful reading finds; what was hashed is what is kept."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import batch_reading
from kiosk.codes.batch import MOST_BYTES, MOST_EVENTS, Event, Use, encode, lost
from kiosk.codes.batch_reading import Read
from kiosk.codes.hub_refusal import HubRefusal
from kiosk.core.chain import ZERO, Row, canonical, row_hash
from kiosk.hub import reading
from kiosk.hub.judgement import judge
from kiosk.hub.looked_at import LookedAt, PlainPassage
from kiosk.hub.told import Told, told_by
from tests.hub.gates import altered, chain, passage, passages

KIOSK = "gate-1"
PAYLOADS = [
    passage(),
    passage("hold", passage="p2", note='测试甲 \\ " \n', temperature={"celsius": 40}),
    passage("refuse", passage="p2", outcome="overridden", reasons=[]),
    passage(lane=None, reasons=["a", "b"], code=None, temperature={}, clock=None),
    passage(lane=1, reasons=[{}], code="resident", temperature=36.5, clock=True),
    passage(reasons="fever", code={"class": 7}, temperature={"celsius": "36.5"}),
    passage(passage=[], direction={}, temperature={"celsius": True}, code=[]),
    passage(verdict="a\0b", temperature={"celsius": 1e300}, lane="x" * 65),
    {"event": "closed", "incident": "p2", "clock": "unset", "summary": {"overdue": 3}},
    {"event": "daily-report", "day": "2026-11-20", "late": True, "zero": True},
]
WRITERS: dict[str, Callable[[Any], str]] = {
    "canonical": canonical,
    "spaced": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
    "escaped": lambda value: json.dumps(value, sort_keys=True, separators=(",", ":")),
    "reordered": lambda value: json.dumps(
        dict(sorted(value.items(), reverse=True)),
        ensure_ascii=False,
        separators=(",", ":"),
    ),
    "altered": lambda value: canonical({**value, "verdict": "refuse"}),
}
KINDS = st.sampled_from(["passage", "incident", "report", "shift", "device"])


def answer(read: Callable[[str, bytes], list[Read]], body: bytes) -> object:
    """All that becomes of a batch: a refusal, or each row's fate and what they tell."""
    try:
        found = read(KIOSK, body)
    except HubRefusal as refusal:
        return str(refusal)
    judged = list(judge(found, ZERO))
    right = [one for one in judged if one.code is None]
    fates = [(one.read.event, one.moment, one.code) for one in judged]
    return fates, told_by(right)


def body_of(rows: list[Row], texts: list[str]) -> bytes:
    """A batch in which each row's payload is written as it is said."""
    parts = []
    for row, text in zip(rows, texts, strict=True):
        event = json.loads(encode(KIOSK, [Event(row)])[0])[0]
        del event["data"]
        parts.append(f'{json.dumps(event)[:-1]}, "data" : {text} }}')
    return f"[{','.join(parts)}]".encode()


@given(
    st.lists(
        st.tuples(st.sampled_from(PAYLOADS), KINDS, st.sampled_from(sorted(WRITERS))),
        min_size=1,
        max_size=4,
    )
)
def test_however_payloads_are_written_every_row_meets_the_fate_it_met_before(
    found: list[tuple[dict[str, Any], str, str]],
) -> None:
    rows: list[Row] = []
    for payload, kind, _ in found:
        rows += chain([payload], after=rows[-1] if rows else None, kind=kind)
    texts = [WRITERS[writer](payload) for payload, _, writer in found]

    body = body_of(rows, texts)

    assert answer(reading.read, body) == answer(batch_reading.read, body)


@given(st.data())
def test_a_bent_batch_meets_the_fate_it_met_before(data: st.DataObject) -> None:
    body = bytearray(encode(KIOSK, [Event(row) for row in passages(2)])[0])
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))

    assert answer(reading.read, bytes(body)) == answer(batch_reading.read, bytes(body))


@pytest.mark.parametrize("writer", ["spaced", "escaped", "reordered"])
def test_a_payload_is_kept_as_it_was_hashed(writer: str) -> None:
    text = WRITERS[writer](PAYLOADS[1])
    (row,) = chain([PAYLOADS[1]])
    own = row_hash(row.prev, 1, row.at, row.kind, text)

    (one,) = reading.read(KIOSK, body_of([row._replace(hash=own)], [text]))

    assert one.hashed == text.encode()
    assert one.event.row == row._replace(hash=own, payload=text)
    assert [judged.code for judged in judge([one], ZERO)] == [None]


def test_right_rows_are_proven_and_one_that_is_not_leaves_none() -> None:
    rows = passages(3)
    right = [Event(row) for row in rows]
    wrong = [right[0], Event(altered(rows[1])), right[2]]

    assert [one.hashed for one in read(right)] == [row.payload.encode() for row in rows]
    assert [one.hashed for one in read(wrong)] == [None] * 3
    assert [one.hashed for one in read([*right[:2], lost(3)])] == [None] * 3


def read(events: list[Event]) -> list[Read]:
    return reading.read(KIOSK, encode(KIOSK, events)[0])


@pytest.mark.parametrize(
    "use", [Use("ab" * 16, None, "out"), Use("ab" * 16, 15, "undo-1"), Use("", 0, "")]
)
def test_a_use_is_read_quickly_too(use: Use) -> None:
    event = Event(passages(1)[0], use)

    (one,) = read([event])

    assert one.event == event
    assert one.hashed is not None


GOOD: dict[str, Any] = json.loads(encode(KIOSK, [Event(passages(1)[0])])[0])[0]


@pytest.mark.parametrize(
    "change",
    [
        {"specversion": "0.3"},
        {"source": "/kiosks/other"},
        {"type": "other.passage"},
        {"id": "01"},
        {"id": 1},
        {"id": "9" * 19},
        {"time": None},
        {"datacontenttype": "text/plain"},
        {"data": ...},
        {"data": [1]},
        {"usekey": "ab"},
        {"usekey": None},
        {"usekey": "ab", "usewhat": "in", "usemember": "16"},
        {"usekey": "ab", "usewhat": "in", "usemember": "01"},
        {"subject": "an attribute that nobody asked for"},
        {"time": "\udcff"},
    ],
)
def test_what_is_not_plain_is_left_to_careful_reading(change: dict[str, Any]) -> None:
    changed = {k: v for k, v in (GOOD | change).items() if v is not ...}
    body = WRITERS["escaped"]([changed]).encode()  # its payload as it was hashed

    assert answer(reading.read, body) == answer(batch_reading.read, body)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{}", b"[]", b"[1]", b"\xff", b"[" * 9000, b" " * (MOST_BYTES + 1)),
        json.dumps([GOOD] * (MOST_EVENTS + 1)).encode(),
        json.dumps([GOOD]).encode().replace(b'"north"', b'"n\0rth"'),
        json.dumps([GOOD, GOOD | {"id": "3"}]).encode(),
    ],
)
def test_a_body_of_another_form_is_refused_alike(body: bytes) -> None:
    refused = answer(batch_reading.read, body)

    assert isinstance(refused, str)
    assert answer(reading.read, body) == refused


class _Watched(dict[str, Any]):
    """A payload that notes what it is asked for."""

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__(payload)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_passage_that_says_anything_tells_the_same(payload: dict[str, Any]) -> None:
    body = encode(KIOSK, [Event(row) for row in chain([payload])])[0]

    assert answer(reading.read, body) == answer(batch_reading.read, body)


def test_passages_as_kiosks_write_them_are_read_quickest() -> None:
    found = read([Event(row) for row in passages(2)])

    assert [type(one.data) for one in found] == [PlainPassage] * 2


def test_nothing_is_looked_at_that_quick_reading_leaves_out() -> None:
    rows = [
        row
        for kind in ("passage", "incident", "report", "shift")
        for payload in PAYLOADS
        for row in chain([payload], kind=kind)
    ]
    asked: set[str] = set()
    for row in rows:
        payload = _Watched(json.loads(row.payload))
        right = list(judge([Read(Event(row), payload)], ZERO))
        told, _ = told_by(right)
        asked |= payload.asked
        assert isinstance(told, Told)

    assert asked == set(LookedAt.__annotations__)
