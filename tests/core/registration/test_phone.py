import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.registration.phone import phone_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("010-00000000", None),
        ("010-60000000", "01060000000"),
        ("(0931) 8000000", "09318000000"),
        ("+86 931 8000000", "09318000000"),
        ("+852 2000 0000", "+85220000000"),
        ("001 202 555 0100", "+12025550100"),
    ],
)
def test_a_number_is_kept_the_same_however_it_is_written(
    typed: str, kept: str | None
) -> None:
    assert phone_number(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "12800138000", "1380013800", "138001380000", "+0123456", "电"],
)
def test_what_cannot_be_called_is_no_number(typed: str) -> None:
    assert phone_number(typed) is None


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.integers(0, 10))
def test_a_dash_anywhere_changes_nothing(mobile: str, place: int) -> None:
    assert phone_number(f"{mobile[:place]}-{mobile[place:]}") == mobile


@given(st.text(max_size=24))
def test_what_is_kept_is_kept_again(text: str) -> None:
    kept = phone_number(text)

    assert kept is None or phone_number(kept) == kept
