from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules import engine
from kiosk.rules.guards import guards_of


@pytest.mark.parametrize(
    ("condition", "guards"),
    [
        ("has(a.b) && a.b == 'x'", {"a.b"}),
        ("has(a.b) && has( c.d )", {"a.b", "c.d"}),
        ("c.d && (has(a.b) && a.b)", {"a.b"}),
        ("((has(a.b)))", {"a.b"}),
        ("!has(a.b) && c.d", set()),
        ("has(a.b) || c.d", set()),
        ("has(a.b) && c.d || e.f", set()),
        ("has(a.b) && (has(c.d) || e.f)", {"a.b"}),
        ("has(a.b) ? c.d : e.f", set()),
        ("(has(a.b)) && (c.d) && (has(e.f))", {"a.b", "e.f"}),
        ("a.b == '&& has(c.d)' && has(e.f)", {"e.f"}),
        ("a.b in [true && has(c.d)]", set()),
        ("has(a.b) == false && c.d", set()),
    ],
)
def test_what_a_condition_tests_first(condition: str, guards: set[str]) -> None:
    assert guards_of(condition) == guards


def _either(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, st.sampled_from(["&&", "||"]), inner)
    return (
        pair.map(lambda p: f"{p[0]} {p[1]} {p[2]}")
        | inner.map(lambda text: f"({text})")
        | inner.map(lambda text: f"!({text})")
    )


ATOMS = ["has(a.x)", "has(a.y)", "has(a.z)", "a.x", "a.y", "a.z"]


@given(
    st.recursive(st.sampled_from(ATOMS), _either, max_leaves=8),
    st.dictionaries(st.sampled_from("xyz"), st.booleans()),
)
def test_without_its_guards_a_condition_is_false(
    condition: str, known: dict[str, Any]
) -> None:
    if not guards_of(condition) <= {f"a.{name}" for name in known}:
        context = engine.Context(variables={"a": known})
        assert engine.compile(condition).execute(context) is False
