import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import FormError
from kiosk.core.log_query import FIELDS, LogQuery, log_query
from kiosk.core.shift import Rota


def test_a_query_tells_what_was_asked() -> None:
    query = log_query(
        {"since": "2026-11-21T00:00+08:00", "verdict": "hold", "lane": ""}
    )

    assert query.told() == {"since": "2026-11-21T00:00:00+08:00", "verdict": "hold"}


def test_a_shift_narrows_the_times() -> None:
    asked = {"shift": "2026-11-21/2", "until": "2026-11-21T20:00+08:00"}

    query = log_query({**asked, "same_as": "17"}, Rota())

    assert query.told() == {
        "since": "2026-11-21T16:00:00+08:00",
        "until": "2026-11-21T20:00:00+08:00",
        "shift": "2026-11-21/2",
        "same_as": "17",
    }


def test_of_a_plate_is_told_that_it_is_one() -> None:
    assert LogQuery(plates=("a1",)).told() == {"plate": "given"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"shift": "2026-11-21/4"}, "shift"),
        ({"shift": "2026-11-21"}, "shift"),
        ({"shift": "9999-12-31/3"}, "shift"),
        ({"shift": "2026-11-21/" + "9" * 30}, "shift"),
        ({"same_as": "0"}, "same_as"),
        ({"same_as": "1e3"}, "same_as"),
        ({"same_as": str(1 << 63)}, "same_as"),
        ({"plate": "x"}, "plate"),
        ({"name": "x"}, "name"),
        ({"verdict": "maybe"}, "verdict"),
        ({"reason": "x" * 49}, "reason"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-11-21T00:00"}, "since"),
        (
            {"since": "2026-11-21T00:00+08:00", "until": "2026-11-20T00:00+08:00"},
            "until",
        ),
    ],
)
def test_what_makes_no_sense_is_named(asked: dict[str, str], field: str) -> None:
    with pytest.raises(FormError) as refused:
        log_query(asked)
    assert refused.value.field == field


@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "since", "until", "shift", "same_as", "x"]), st.text()
    )
)
def test_any_form_is_a_query_or_a_form_error(asked: dict[str, str]) -> None:
    try:
        query = log_query(asked)
    except FormError:
        return
    assert set(query.only) <= set(FIELDS)
