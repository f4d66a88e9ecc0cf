import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import FormError
from kiosk.core.log_query import FIELDS, log_query


def test_a_query_tells_what_was_asked() -> None:
    query = log_query(
        {"since": "2026-11-21T00:00+08:00", "verdict": "hold", "lane": ""}
    )

    assert query.told() == {"since": "2026-11-21T00:00:00+08:00", "verdict": "hold"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
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


@given(st.dictionaries(st.sampled_from([*FIELDS, "since", "until", "x"]), st.text()))
def test_any_form_is_a_query_or_a_form_error(asked: dict[str, str]) -> None:
    try:
        query = log_query(asked)
    except FormError:
        return
    assert set(query.only) <= set(FIELDS)
