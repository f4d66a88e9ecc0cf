from datetime import UTC, datetime, timedelta
from struct import unpack_from
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.batch import Event
from kiosk.codes.batch_reading import Read
from kiosk.core.chain import Row
from kiosk.hub.copy_rows import COPY, copy_rows
from kiosk.hub.judgement import Judged
from kiosk.hub.told import NOTHING
from tests.fakes import NOON
from tests.hub.gates import Hub, chain

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DIGITS = "0f" * 32
NAMES = COPY[COPY.index("(") + 1 : COPY.index(")")].split(", ")
SEARCHED = ("passage", "lane", "direction", "outcome", "verdict", "reason", "class")
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)


def read_back(sent: bytes) -> list[dict[str, bytes | None]]:
    """The cells of each row, as PostgreSQL finds them."""
    assert sent.startswith(HEADER)
    place, rows = len(HEADER), []
    while (columns := unpack_from(">h", sent, place)[0]) != -1:
        place += 2
        cells: list[bytes | None] = []
        for _ in range(columns):
            (length,) = unpack_from(">i", sent, place)
            place += 4
            cells.append(None if length < 0 else sent[place : place + length])
            place += max(0, length)
        rows.append(dict(zip(NAMES, cells, strict=True)))
    assert place + 2 == len(sent)
    return rows


def text(cell: bytes | None) -> str | None:
    return None if cell is None else cell.decode()


def number(cell: bytes | None) -> int:
    return int.from_bytes(cell or b"", "big", signed=True)


@given(
    st.lists(
        st.tuples(TEXT, TEXT, TEXT, st.tuples(*[st.none() | TEXT] * 7)),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_texts_say_each_stays_in_its_own_cell(
    found: list[tuple[str, str, str, tuple[str | None, ...]]],
) -> None:
    rows: list[tuple[Judged, tuple[Any, ...]]] = []
    for seq, (at, kind, payload, words) in enumerate(found, 1):
        row = Row(seq, at, kind, payload, DIGITS, DIGITS)
        hashed = payload.encode() if seq % 2 else None
        rows.append((Judged(Read(Event(row), {}, hashed), NOON, None), (*words, 36.5)))

    read = read_back(copy_rows("gate-1", rows, NOON))

    names = ("at", "kind", "payload")
    assert [tuple(text(r[name]) for name in names) for r in read] == [
        (at, kind, payload) for at, kind, payload, _ in found
    ]
    assert [tuple(text(r[name]) for name in SEARCHED) for r in read] == [
        words for *_, words in found
    ]
    assert [number(r["seq"]) for r in read] == list(range(1, len(found) + 1))
    assert {(r["kiosk"], r["prev"], r["hash"]) for r in read} == {
        (b"gate-1", bytes.fromhex(DIGITS), bytes.fromhex(DIGITS))
    }


@given(
    st.timedeltas(timedelta(days=-10957), timedelta(days=73000)).map(SINCE.__add__),
    st.floats(-999, 999),
)
def test_moments_and_degrees_are_what_they_were(
    moment: datetime, celsius: float
) -> None:
    (row,) = chain([{}])
    columns = (*[None] * 7, celsius)

    (read,) = read_back(
        copy_rows("g", [(Judged(Read(Event(row), {}), moment, None), columns)], NOON)
    )

    since = timedelta(microseconds=number(read["moment"]))
    assert SINCE + since == moment
    (degrees,) = unpack_from(">f", read["celsius"] or b"")
    assert abs(degrees - celsius) < 0.0001


def test_nothing_known_of_a_row_is_null() -> None:
    (row,) = chain([{}], kind="device")
    right = Judged(Read(Event(row), {}), NOON, None)

    (read,) = read_back(copy_rows("gate-1", [(right, NOTHING)], NOON))

    assert {name for name, cell in read.items() if cell is None} == {
        *SEARCHED,
        "celsius",
    }


def test_postgresql_reads_what_was_written(hub: Hub) -> None:
    hostile = "\\N\\.\\x41 \" ' 测试 \u2028 \\t"
    payload = {"verdict": "a\\b", "passage": "\\N", "note": hostile + "\n\t\r"}
    rows = chain([payload | {"temperature": {"celsius": 36.61}}, {}])

    assert hub.send(hub.gate(), rows).accepted_through == 2

    assert hub.ask(
        "SELECT payload, at, moment, prev, hash, verdict, passage, celsius::text,"
        " received_at FROM record ORDER BY seq"
    ) == [
        (
            *(row.payload, row.at, datetime.fromisoformat(row.at)),
            *(bytes.fromhex(row.prev), bytes.fromhex(row.hash), *words, NOON),
        )
        for row, words in zip(
            rows, [("a\\b", "\\N", "36.61"), (None, None, None)], strict=True
        )
    ]
