"""The rota's reader: whatever was signed comes back, or is refused by name."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, time

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import cose
from kiosk.codes.district import DistrictListMalformed
from kiosk.codes.rota_list import ROTA_AAD, ROTA_FORMAT, RotaList
from kiosk.core.shift import Assignment, Rota
from tests.codes.rota import CONTENT, ROTA
from tests.codes.scene import ROOT_SEED, public

ROOT = public(ROOT_SEED)
TEXTS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), max_size=60)
SHIFTS = st.builds(
    Assignment,
    place=TEXTS,
    day=st.dates(),
    number=st.integers(1, 3),
    names=st.lists(TEXTS.filter(bool), min_size=1, max_size=20).map(tuple),
)


def opened(**change: object) -> RotaList:
    signed = cose.sign(cbor2.dumps({**CONTENT, **change}), {}, ROTA_AAD, ROOT_SEED)
    return ROTA_FORMAT.open(signed, ROOT, "l")


@given(
    st.sampled_from([6, 8]),
    st.times().map(lambda at: time(at.hour, at.minute)),
    st.integers(1, 20),
    st.lists(SHIFTS, max_size=5).map(tuple),
)
def test_whatever_a_rota_says_comes_back(
    hours: int, first: time, people: int, entries: tuple[Assignment, ...]
) -> None:
    rota = Rota(hours=hours, first=first, people=people)
    listed = replace(ROTA, rota=rota, entries=entries)

    assert ROTA_FORMAT.open(ROTA_FORMAT.sign(listed, ROOT_SEED), ROOT, "l") == listed


@given(
    st.lists(
        st.tuples(
            TEXTS | st.none(),
            st.text(max_size=10) | st.dates().map(str),
            st.integers(-1, 5) | st.booleans(),
            st.lists(TEXTS | st.integers(), max_size=3) | st.none(),
        ),
        max_size=3,
    )
)
def test_any_signed_shifts_are_shifts_or_say_what_is_damaged(
    shifts: list[object],
) -> None:
    with suppress(DistrictListMalformed):
        for one in opened(shifts=shifts).entries:
            assert 1 <= one.number <= 3
            assert all(one.names)


SHIFT = ["", "2026-11-21", 1, ["测试甲"]]


def test_a_plain_rota_is_read() -> None:
    (entry,) = opened(shifts=[SHIFT]).entries

    assert (entry.day, entry.names) == (date(2026, 11, 21), ("测试甲",))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"hours": 7}, "hours"),
        ({"first": 24 * 60}, "first"),
        ({"people": 0}, "people"),
        ({"people": 21}, "people"),
        ({"shifts": {}}, "shifts"),
        ({"shifts": [SHIFT[:3]]}, "shift"),
        ({"shifts": [[*SHIFT[:3], []]]}, "shift"),
        ({"shifts": [[*SHIFT[:3], ["测试甲"] * 21]]}, "shift"),
        ({"shifts": [[*SHIFT[:3], [""]]]}, "name"),
        ({"shifts": [[*SHIFT[:3], ["\x1b[2J"]]]}, "name"),
        ({"shifts": [["x" * 61, *SHIFT[1:]]]}, "place"),
        ({"shifts": [["", "20261121", *SHIFT[2:]]]}, "day"),
        ({"shifts": [["", "2026-02-30", *SHIFT[2:]]]}, "day"),
        ({"shifts": [["", "2026-11-21", 0, SHIFT[3]]]}, "number"),
        ({"shifts": [["", "2026-11-21", 4, SHIFT[3]]]}, "number"),
    ],
)
def test_a_wrong_part_is_named(change: dict[str, object], part: str) -> None:
    with pytest.raises(DistrictListMalformed) as refused:
        opened(**change)

    assert refused.value.part == part
