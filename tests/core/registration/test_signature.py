import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.registration.signature import LONGEST, signature_fault, strokes

SIGNED = "700.300*10.20.200.40.300.90*40.50.60.200"


def test_strokes_of_a_finger_are_a_signature() -> None:
    assert signature_fault(SIGNED) is None
    assert signature_fault("700.300*-5.-5.900.20") is None  # slid off the canvas
    assert strokes(SIGNED)[1:] == [
        [(10, 20), (200, 40), (300, 90)],
        [(40, 50), (60, 200)],
    ]


@pytest.mark.parametrize("drawn", ["", "*5.5", "*5.5.9.9", "*5.5" * 99])
def test_a_touch_by_mistake_is_too_short(drawn: str) -> None:
    assert signature_fault(f"700.300{drawn}") == "signature-short"


@pytest.mark.parametrize(
    "text",
    [
        *("", "700", "700.300*", "700.300*5", "700.300*5.5.5", "700.300*a.b"),
        *("0.300*5.5.900.5", "700.0*5.5.900.5", "70000.300*5.5.900.5"),
        *("700.300*9999.5.5.5", "-700.300*5.5.900.5", "700.300*5.5.900.5\n"),
        *("７00.300*5.5.900.5", "700.300" + "*5.5" * 121, SIGNED + ".1.1" * LONGEST),
    ],
)
def test_what_no_screen_sends_is_no_signature(text: str) -> None:
    assert signature_fault(text) == "not-a-signature"


@given(st.text(".*-0123456789", max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert signature_fault(text) in {None, "not-a-signature", "signature-short"}
