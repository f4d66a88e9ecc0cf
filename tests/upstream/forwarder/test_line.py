"""How long a hub wants to be left alone, in either form of Retry-After."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.upstream.forwarder.line import patience_of

SENT = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Sat, 21 Nov 2026 12:01:30 GMT", "Date": SENT}, 90.0),
        ({"Retry-After": "Sat, 21 Nov 2026 11:00:00 GMT", "Date": SENT}, 0.0),
        ({"Retry-After": "Sat, 21 Nov 2026 12:01:30 GMT"}, None),
        ({"Retry-After": "9999999"}, None),
        ({"Retry-After": "soon", "Date": SENT}, None),
        ({}, None),
    ],
)
def test_a_wish_is_counted_by_the_hubs_own_clock(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert patience_of(headers) == seconds


@given(st.text(), st.text() | st.just(SENT))
def test_any_wish_is_a_time_to_wait_or_none(wish: str, sent: str) -> None:
    waited = patience_of({"Retry-After": wish, "Date": sent})

    assert waited is None or waited >= 0
