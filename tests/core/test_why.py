import pytest

from kiosk.core.errors import FormError
from kiosk.core.why import checked_purpose


@pytest.mark.parametrize("typed", ["", " a ", "x" * 81])
def test_a_purpose_is_told_in_words_and_not_at_length(typed: str) -> None:
    with pytest.raises(FormError) as refused:
        checked_purpose(typed)
    assert (refused.value.field, refused.value.slug) == ("why", "missing")


def test_a_purpose_comes_without_blanks_and_may_be_longer_where_it_is_said() -> None:
    assert checked_purpose(" tracing ") == "tracing"
    assert checked_purpose("x" * 81, most=200) == "x" * 81
