import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes.batch import Event
from kiosk.core.chain import Row
from kiosk.hub.copy_text import COPY, copy_text
from kiosk.hub.judgement import Judged
from kiosk.hub.told import NOTHING
from tests.fakes import NOON
from tests.hub.gates import Hub, chain

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text(
    "\\tnrN.\t\n\r\0测", max_size=8
)
DIGITS = "0f" * 32
ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
NAMES = COPY[COPY.index("(") + 1 : COPY.index(")")].split(", ")


def read_back(text: str) -> list[dict[str, str | None]]:
    """What PostgreSQL makes of it."""
    rows = []
    for line in text.removesuffix("\n").split("\n"):
        cells = [
            None if cell == r"\N" else unescaped(cell) for cell in line.split("\t")
        ]
        rows.append(dict(zip(NAMES, cells, strict=True)))
    return rows


def unescaped(cell: str) -> str:
    return re.sub(r"\\.", lambda found: ESCAPES[found[0]], cell)


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
        rows.append((Judged(event=Event(row), moment=NOON, code=None), (*words, 36.5)))

    read = read_back(copy_text("gate-1", rows, NOON).decode())

    assert [(r["at"], r["kind"], r["payload"]) for r in read] == [
        (at, kind, payload) for at, kind, payload, _ in found
    ]
    searched = ("passage", "lane", "direction", "outcome", "verdict", "reason", "class")
    assert [tuple(r[name] for name in searched) for r in read] == [f[3] for f in found]
    assert {(r["kiosk"], r["moment"], r["prev"], r["celsius"]) for r in read} == {
        ("gate-1", str(NOON), rf"\x{DIGITS}", "36.5")
    }


def test_nothing_known_of_a_row_is_null() -> None:
    (row,) = chain([{}], kind="device")
    right = Judged(event=Event(row), moment=NOON, code=None)

    (read,) = read_back(copy_text("gate-1", [(right, NOTHING)], NOON).decode())

    assert [name for name, cell in read.items() if cell is None] == [
        *("passage", "lane", "direction", "outcome", "verdict", "reason", "class"),
        "celsius",
    ]


def test_postgresql_reads_what_was_written(hub: Hub) -> None:
    hostile = "\\N\\.\\x41 \" ' 测试 \u2028 \\t"
    payload = {"verdict": "a\\b", "passage": "\\N", "note": hostile + "\n\t\r"}
    rows = chain([payload, {}])

    assert hub.send(hub.gate(), rows).accepted_through == 2

    assert hub.ask("SELECT payload, at, verdict, passage FROM record ORDER BY seq") == [
        (rows[0].payload, rows[0].at, "a\\b", "\\N"),
        ("{}", rows[1].at, None, None),
    ]
