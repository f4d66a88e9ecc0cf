"""A policy written out whole is the same policy."""

import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import PolicyError
from kiosk.rules.decision import load_policy
from kiosk.rules.self_contained import self_contained, toml_value
from kiosk.store.policies import read_policy_file, shipped_policies
from tests.rules.policies import POLICY

PLAIN = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.datetimes(timezones=st.just(UTC), min_value=datetime(1000, 1, 1)),  # noqa: DTZ001
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)
    ),
    max_leaves=8,
)


@given(PLAIN)
def test_any_value_reads_back(value: Any) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value


def test_what_toml_cannot_say_is_refused() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        toml_value(None)


@pytest.mark.parametrize("name", shipped_policies())
def test_a_shipped_policy_written_out_says_the_same(name: str) -> None:
    file = read_policy_file(name)

    text = self_contained(file.text, file.origin)

    before, after = load_policy(file.text, name), load_policy(text, name)
    assert "include" not in tomllib.loads(text)
    assert [r.text for r in after.rules] == [r.text for r in before.rules]
    assert [r.condition.spelt for r in after.rules] == [
        r.condition.spelt for r in before.rules
    ]
    assert after.parameters == before.parameters
    assert after.sources == before.sources
    assert after.header == before.header
    assert after.examples == before.examples
    assert self_contained(text, name) == text


def test_a_policy_without_parts_keeps_its_comments() -> None:
    assert self_contained("# why\n" + POLICY, "small.toml") == "# why\n" + POLICY


@pytest.mark.parametrize(
    "text", ["x", POLICY.replace("[policy]", "include=['no/1']\n[policy]")]
)
def test_what_is_no_policy_cannot_be_written_out(text: str) -> None:
    with pytest.raises(PolicyError, match=r"small\.toml"):
        self_contained(text, "small.toml")
