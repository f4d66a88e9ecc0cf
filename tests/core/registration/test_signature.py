import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.registration.signature import LONGEST_TEXT, signature_fault

SIGNED = '{"w":700,"h":300,"strokes":[[10,20,200,40,300,90],[40,50,60,200]]}'


def drawn(**changes: object) -> str:
    return json.dumps({"w": 700, "h": 300, "strokes": [[0, 0, 300, 0]], **changes})


def test_strokes_of_a_finger_are_a_signature() -> None:
    assert signature_fault(SIGNED) is None
    assert signature_fault(drawn(strokes=[[-5, -5, 900, 20]])) is None  # slid off


@pytest.mark.parametrize("strokes", [[], [[]], [[5, 5]], [[5, 5, 9, 9]], [[5, 5]] * 99])
def test_a_touch_by_mistake_is_too_short(strokes: list[list[int]]) -> None:
    assert signature_fault(drawn(strokes=strokes)) == "signature-short"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 9000,
        "1" * 9000,
        drawn(w=0),
        drawn(w=True),
        drawn(w=5000),
        drawn(h=1.5),
        drawn(more=1),
        drawn(strokes={}),
        drawn(strokes=[5]),
        drawn(strokes=[[1, 2, 3]]),
        drawn(strokes=[["1", "2"]]),
        drawn(strokes=[[99999, 0]]),
        drawn(strokes=[[0, 0]] * 121),
        drawn() + " " * LONGEST_TEXT,
    ],
)
def test_what_no_screen_sends_is_no_signature(text: str) -> None:
    assert signature_fault(text) == "not-a-signature"


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert signature_fault(text) in {"not-a-signature", "signature-short"}
