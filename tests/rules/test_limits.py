import math
from collections.abc import Mapping

import pytest

from kiosk.rules import engine
from kiosk.rules.limits import with_limits
from kiosk.rules.text import Limit

LIMITS: Mapping[str, Limit] = {
    "count": 3,
    "below": -0.5,
    "rolling": False,
    "name": "a 'b' \"c\"",
    "hours": {"low": 72.0, "from": 6.0},
    "never": math.inf,
}


@pytest.mark.parametrize(
    "condition",
    [
        "parameters.count == 3",
        "1.0 - parameters.below == 1.5",
        "!parameters.rolling",
        "parameters.name == 'a \\'b\\' \"c\"'",
        "parameters.hours['from'] == 6.0",
        "parameters.hours[a.b] == 72.0",
        "'low' in parameters.hours",
        "parameters.never > 1e9",
        "has(parameters.count)",
        "!has(parameters.height)",
        "a.text == 'parameters.count'",
    ],
)
def test_every_kind_of_limit_stands_in_its_place(condition: str) -> None:
    facts = {"a": {"b": "low", "text": "parameters.count"}}
    program = engine.compile(with_limits(condition, LIMITS))
    assert program.execute(engine.Context(variables=facts)) is True


def test_a_limit_that_is_not_there_stays_to_be_found() -> None:
    assert with_limits("parameters.height > 1", LIMITS) == "parameters.height > 1"
