import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.chain import (
    START,
    ZERO,
    Anchor,
    Flaw,
    PeopleRow,
    Row,
    canonical,
    person_digest,
    row_hash,
    walk,
)

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)
_FIELDS = st.tuples(st.text(), st.integers(1), st.text(), st.text(), st.text())


def _rows(count: int, start: Anchor = START) -> list[Row]:
    rows, last = [], start
    for _ in range(count):
        seq, payload = last.seq + 1, f'{{"n":{last.seq}}}'
        own = row_hash(last.hash, seq, "noon", "audit", payload)
        rows.append(Row(seq, "noon", "audit", payload, last.hash, own))
        last = Anchor(seq, own)
    return rows


def _flaws(rows: list[Row], start: Anchor | None = None) -> list[tuple[int, Flaw]]:
    return [(s.end.seq, s.flaw) for s in walk(rows, start=start) if s.flaw]


@given(_VALUES)
def test_canonical_json_says_the_same_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), _VALUES))
def test_canonical_json_does_not_depend_on_the_order_of_keys(
    value: dict[str, Any],
) -> None:
    turned = dict(reversed(value.items()))

    assert canonical(turned) == canonical(value)


def test_canonical_json_is_sorted_compact_and_keeps_chinese() -> None:
    assert canonical({"b": [1, 2.5], "a": "放行"}) == '{"a":"放行","b":[1,2.5]}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_canonical_json_refuses_what_is_not_json(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical({"value": value})


def test_the_hash_is_the_documented_one() -> None:
    fields = (ZERO, "1", "2026-11-21T04:00:00.000000Z", "passage", '{"a":"放行"}')
    written = b"".join(len(f.encode()).to_bytes(8, "big") + f.encode() for f in fields)

    found = row_hash(ZERO, 1, *fields[2:])

    assert found == sha256(written).hexdigest()


@given(_FIELDS, _FIELDS)
def test_different_rows_never_hash_the_same_bytes(
    one: tuple[str, int, str, str, str], other: tuple[str, int, str, str, str]
) -> None:
    def readable() -> Iterator[bool]:
        for row in (one, other):
            yield not any("\ud800" <= c <= "\udfff" for f in row for c in str(f))

    if all(readable()):
        assert (row_hash(*one) == row_hash(*other)) == (one == other)


def test_a_border_between_fields_cannot_be_moved() -> None:
    assert row_hash(ZERO, 1, "ab", "c", "") != row_hash(ZERO, 1, "a", "bc", "")


def test_an_intact_chain_has_no_flaw_and_ends_at_its_last_row() -> None:
    rows = _rows(5)

    steps = list(walk(rows, start=None))

    assert [s.flaw for s in steps] == [None] * 5
    assert steps[-1].end == Anchor(5, rows[-1].hash)


@given(st.integers(1, 20), st.data())
def test_any_changed_field_is_told_at_its_row(count: int, data: st.DataObject) -> None:
    rows = _rows(count)
    place = data.draw(st.integers(0, count - 1))
    fields = list(rows[place])
    fields[data.draw(st.integers(1, 5))] = "x"  # at, kind, payload, prev or hash
    rows[place] = Row._make(fields)

    assert _flaws(rows)[0][0] == place + 1


@given(st.integers(2, 20), st.data())
def test_a_removed_row_leaves_a_gap_unless_it_was_the_last(
    count: int, data: st.DataObject
) -> None:
    rows = _rows(count)
    place = data.draw(st.integers(0, count - 2))
    del rows[place]

    assert _flaws(rows) == [(place + 2, Flaw.GAP)]


@given(st.integers(2, 20), st.data())
def test_exchanged_contents_are_found(count: int, data: st.DataObject) -> None:
    rows = _rows(count)
    one, other = sorted(data.draw(st.permutations(range(count)))[:2])
    a, b = rows[one], rows[other]
    rows[one], rows[other] = b._replace(seq=a.seq), a._replace(seq=b.seq)

    assert _flaws(rows)[0][0] == one + 1


def test_rows_that_begin_elsewhere_follow_their_anchor() -> None:
    before = Anchor(41, "a" * 64)

    assert _flaws(_rows(3, before), start=before) == []
    assert _flaws(_rows(3, before)) == [(42, Flaw.GAP)]


def test_a_first_row_that_names_a_damaged_file_begins_a_chain() -> None:
    payload = canonical({"segment": {"last_seq": 41, "last_hash": "a" * 64}})
    own = row_hash("a" * 64, 42, "noon", "device", payload)
    row = Row(42, "noon", "device", payload, "a" * 64, own)

    assert _flaws([row]) == []
    assert _flaws([row._replace(seq=43)]) == [(43, Flaw.GAP)]


@pytest.mark.parametrize("payload", ["no json", "[]", '{"segment":{"last_seq":"x"}}'])
def test_a_first_row_that_names_nothing_must_be_number_one(payload: str) -> None:
    row = Row(42, "noon", "device", payload, ZERO, ZERO)

    assert _flaws([row]) == [(42, Flaw.GAP)]


def test_a_people_row_must_be_the_one_the_payload_names() -> None:
    person = PeopleRow(1, "token", "测**", b"sealed")
    payload = canonical({"person": person_digest(person)})
    own = row_hash(ZERO, 1, "noon", "passage", payload)
    row = Row(1, "noon", "passage", payload, ZERO, own, person)

    assert _flaws([row]) == []
    assert _flaws([row._replace(person=None)]) == []  # erased
    for other in (
        person._replace(token="other"),
        person._replace(masked="甲**"),
        person._replace(sealed=b"Sealed"),
        person._replace(seq=2),
    ):
        assert _flaws([row._replace(person=other)]) == [(1, Flaw.PERSON)]


def test_the_short_form_fits_on_a_slip() -> None:
    assert Anchor(128, "3f9a1c2277b0" + "0" * 52).short() == "128:3f9a1c2277b0"
