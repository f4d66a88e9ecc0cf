import pytest

from kiosk.lane.names import same_name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("测**", "测**", True),
        ("测某*", "测**", True),  # how much is hidden differs
        ("测**", "乙**", False),
        ("**甲", "**甲", True),
        ("**甲", "**乙", False),
        ("测**", "**甲", None),  # another letter of it
        ("测**", "Z** T**", None),  # another script
        ("Z** T**", "T**", True),  # which part is the surname?
        ("Z** T**", "z** t**", True),
        ("Z** T**", "M**", False),
        ("É**", "E**", True),
        ("**", "测**", None),
        ("", "", None),
    ],
)
def test_masked_names_are_compared_by_what_both_show(
    one: str, other: str, *, same: bool | None
) -> None:
    assert same_name(one, other) is same
    assert same_name(other, one) is same
