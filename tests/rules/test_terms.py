import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.expression import ExpressionError, compile_condition
from kiosk.rules.terms import TermError, spell_out


def test_a_term_stands_for_its_text_in_brackets() -> None:
    terms = {"out": "a.b == 'out'", "home": "c.d || out"}
    assert (
        spell_out("!out && home", terms) == "!(a.b == 'out') && (c.d || (a.b == 'out'))"
    )


@pytest.mark.parametrize(
    "untouched",
    ["'out'", '"out"', "a.out", "out.b", "out(1)", "about", "outer", "'a\\'out'"],
)
def test_only_a_bare_name_is_a_term(untouched: str) -> None:
    assert spell_out(untouched, {"out": "x"}) == untouched


def test_a_term_that_leads_back_to_itself_is_refused() -> None:
    with pytest.raises(TermError, match="'a_a' leads back to itself"):
        spell_out("a_a", {"a_a": "!b_b", "b_b": "!a_a"})


def test_terms_that_double_are_stopped() -> None:
    terms = {
        f"t{'x' * n}": f"t{'x' * (n + 1)} || t{'x' * (n + 1)}" for n in range(1, 40)
    }
    with pytest.raises(TermError, match="longer than"):
        spell_out("tx", terms)


@given(st.text(alphabet="abx .()'\"&|!_", max_size=40))
def test_text_without_terms_stays_as_it_is(text: str) -> None:
    assert spell_out(text, {}) == text


def test_names_inside_terms_are_checked_and_read() -> None:
    condition = compile_condition("worn && !worn", {}, {"worn": "mask.worn"})
    assert condition.names == ("mask.worn",)
    assert condition.source == "worn && !worn"
    with pytest.raises(ExpressionError, match=r"unknown name 'mask\.wron'"):
        compile_condition("worn", {}, {"worn": "mask.wron"})
