from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules import engine
from kiosk.rules.sieve import sieve_of
from kiosk.rules.values import Lacks, comparison

NOON = datetime(2022, 4, 1, 4, 0, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))
KNOWN: dict[str, Any] = {
    "now": NOON,
    "a": {
        "whole": 3,
        "part": 3.5,
        "word": "x",
        "other": "y",
        "tick": True,
        "at": NOON.astimezone(CHINA) - timedelta(hours=48),
        "last": datetime.max.replace(tzinfo=UTC),
    },
    "pass": {"generation": 1},
}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("a.whole >= 3", True),
        ("a.whole != (3)", False),
        ("pass.generation < (2)", True),
        ("a.part == 3.5", True),
        ("a.part + 0.5 > double((4))", False),
        ("a.part - (0.3) >= 3.2", True),
        ("double(a.whole) / 2.0 < 1.6", True),
        ("double(now.getHours()) + double(now.getMinutes()) / 60.0 >= (4.0)", True),
        ("double((now + duration(string(8) + 'h')).getHours()) == 12.0", True),
        ("now - duration('1h') < now", True),
        ("now >= a.at", True),
        ("now - a.at <= duration(string((48.0)) + 'h')", True),
        ("now - a.at > duration('47h')", True),
        ('{"x": (1.5)}[a.word] - (0.5) == 1.0', True),
        ("a.word != a.other", True),
        # What is missing, the engine would stumble over.
        ("a.none > 3", Lacks.FACT),
        ("a.whole > a.none", Lacks.FACT),
        ("{'x': 1.0}[a.none] > 0.0", Lacks.FACT),
        ("double(a.none) > 0.0", Lacks.FACT),
        ("a.none - a.at > duration('1h')", Lacks.FACT),
        # What the engine says of these is its own affair.
        ("a.whole < 3.5", None),
        ("a.tick == a.tick", None),
        ("a.tick == true", None),
        ("a.word > 3", None),
        ("double(a.word) > a.none", None),
        ("{'z': 1.0}[a.word] > 0.0", None),
        ("a.part / 0.0 > 1.0", None),
        ("a.last + duration('1h') > now", None),
        ("a.last + a.last > now", None),
        ("now - a.at > duration('1ns')", None),
        ("a.whole > 9007199254740993", None),
    ],
)
def test_figures_and_times_are_compared_as_the_engine_does(
    condition: str, *, said: bool | Lacks | None
) -> None:
    value = comparison(condition)
    found = value(KNOWN) if value else None
    assert found is said
    if isinstance(said, bool):
        context = engine.Context(variables=KNOWN)
        assert engine.compile(condition).execute(context) is said


@pytest.mark.parametrize(
    "text",
    [
        "a.whole",
        "a.whole + 1",
        "a.whole < 3 < 4",
        "a.whole in [1, 3]",
        "size(a.word) > 1",
        "a.word.size() > 1",
        "now.getSeconds() > 1",
        "a.word == '\\x41'",
        "-a.whole < 3",
        "-a.part + 1.0 < a.part",
        "double(-a.whole) < 3.0",
        "{'x': a.part}[a.word] > 1.0",
        "a.table['x'] > 1",
        "timestamp('no time') > now",
        "a.none[a.word] > 1.0",
        "has(a.word) == has(a.other)",
        "a.word[0] == 'x'",
        "a.whole % 2 == 1",
        "a.whole * 2 == a.whole - 1",
        "== 3",
        "a.whole > " + "(" * 300 + "1" + ")" * 300,
    ],
)
def test_what_is_no_plain_comparison_is_left_to_the_engine(text: str) -> None:
    value = comparison(text)
    assert value is None or value(KNOWN) is None


def test_a_comment_is_left_to_the_engine() -> None:
    assert sieve_of("a.tick // && a.none")({"a": {"tick": True, "none": False}}) is None


MOMENTS = st.one_of(
    st.timedeltas(min_value=timedelta(days=-3), max_value=timedelta(days=1)),
    st.sampled_from([timedelta(), timedelta(hours=-48), timedelta(days=-2.1)]),
).flatmap(lambda ago: st.sampled_from([UTC, CHINA]).map((NOON + ago).astimezone))
NUMBERS = st.floats(allow_nan=False) | st.sampled_from([37.0, 37.3, 37.3 - 0.3])
TEXTS = [
    "a.f >= {'x': 37.3, 'y': 37.0}[a.w]",
    "a.f < {'x': 37.3, 'y': 37.0}[a.w] - (0.3)",
    "a.f + a.g > a.f - 1.5",
    "a.i < a.j",
    "a.i >= (3)",
    "now - a.t <= duration(string((48.0)) + 'h')",
    "now >= a.t && a.i == 3",
    "(now + duration('8h')).getHours() >= 20 || a.f == a.g",
    "double(now.getHours()) + double(now.getMinutes()) / 60.0 < (20.5)",
    "!(a.w == a.v) || !(now - a.t > duration('1h'))",
]


@given(
    st.sampled_from(TEXTS),
    MOMENTS,
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys("fg", NUMBERS),
            **dict.fromkeys("ij", st.integers(-(2**53), 2**53 - 1)),
            **dict.fromkeys("wv", st.sampled_from(["x", "y", "z"])),
            "t": MOMENTS,
        },
    ),
)
def test_the_engine_never_says_otherwise_of_any_value(
    condition: str, now: datetime, known: dict[str, Any]
) -> None:
    facts = {"now": now, "a": known}
    said = sieve_of(condition)(facts)
    program = engine.compile(condition)
    context = engine.Context(variables=facts)
    if isinstance(said, bool):
        assert program.execute(context) is said
    elif said is Lacks.FACT:
        with pytest.raises((KeyError, RuntimeError)):
            program.execute(context)
