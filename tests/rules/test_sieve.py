from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules import engine
from kiosk.rules.sieve import sieve_of
from kiosk.rules.values import Lacks

Known = Mapping[str, Any]


@pytest.mark.parametrize(
    ("condition", "known", "said"),
    [
        ("has(a.b) && a.b == 'x'", {}, False),
        ("has(a.b) && a.b == 'x'", {"b": "y"}, False),
        ("has(a.b) && a.b == 'x'", {"b": "x"}, True),
        ("a.b == 'x'", {}, Lacks.FACT),
        ("a.b != 'x'", {"b": "y"}, True),
        ("a.b in ['x', 'y']", {"b": "y"}, True),
        ("a.b in ['x', 'y']", {"b": "z"}, False),
        ("a.n > 3 && a.b == 'x'", {"b": "y"}, False),
        ("a.n > 3 && a.b == 'x'", {"b": "x"}, Lacks.FACT),
        ("a.n > 3 || a.b == 'x'", {"b": "x"}, True),
        ("!(has(a.b) && a.b == 'x')", {}, True),
        ("!(has(a.b) && a.b == 'x')", {"b": "x"}, False),
        ("!a.t", {"t": False}, True),
        ("!a.t", {"t": "no tick"}, None),
        ("a.t == true", {"t": False}, None),
        ("!a.t == false", {"t": False}, None),
        ("has(a.b) ? a.t : !a.t", {}, None),
        ("a.b == 'x' || a.t ? a.t : !a.t", {"b": "x", "t": False}, None),
        ("a.b == '&& has(a.t)' || a.b == \"x\"", {"b": "y"}, False),
        ("!a.b == 'x'", {"b": "x"}, None),
        ("a.t", {}, Lacks.FACT),
        ("a.t || a.b == 'x'", {"t": "no tick"}, None),
        ("a.b == 'x' || a.t", {"t": "no tick"}, None),
        ("clock == 'unsure'", {"b": "x"}, False),
    ],
)
def test_what_is_plain_needs_no_engine(
    condition: str, known: Known, *, said: bool | Lacks | None
) -> None:
    assert sieve_of(condition)({"a": known, "clock": "synced"}) is said


def _either(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, st.sampled_from(["&&", "||"]), inner)
    return (
        pair.map(lambda p: f"{p[0]} {p[1]} {p[2]}")
        | inner.map(lambda text: f"({text})")
        | inner.map(lambda text: f"!({text})")
    )


ATOMS = ["has(a.x)", "a.x == 'p'", "a.x != 'q'", "a.x in ['p', 'q']", "a.n > 2"]
ATOMS += ["has(a.t)", "a.t", "!a.t", "!has(a.n)"]
VALUES: Known = {"x": ["p", "q", "r"], "t": [True, False], "n": [1, 3]}


@given(
    st.recursive(st.sampled_from(ATOMS), _either, max_leaves=8),
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in VALUES.items()}
    ),
)
def test_the_engine_never_says_otherwise(condition: str, known: Known) -> None:
    said = sieve_of(condition)({"a": known})
    program = engine.compile(condition)
    context = engine.Context(variables={"a": dict(known)})
    if isinstance(said, bool):
        assert program.execute(context) is said
    elif said is Lacks.FACT:
        with pytest.raises((KeyError, RuntimeError)):
            program.execute(context)
