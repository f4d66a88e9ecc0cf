from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.upstream.answer import read_answer
from kiosk.upstream.answer_form import Answer
from kiosk.upstream.values import count, mask, moment, word_at

NINE = datetime(2022, 3, 1, 1, 0, tzinfo=UTC)  # nine in the morning in China


@pytest.mark.parametrize(
    ("told", "layout", "zone"),
    [
        ("2022-03-01 09:00:00", "%Y-%m-%d %H:%M:%S", "+08:00"),
        ("20220301090000", "%Y%m%d%H%M%S", "+08:00"),
        ("2022-02-28 19:30:00", "%Y-%m-%d %H:%M:%S", "-05:30"),
        ("2022-03-01T09:00:00", "iso", "+08:00"),
        ("2022-03-01T01:00:00Z", "iso", "+08:00"),
        ("1646096400", "unix-s", "+08:00"),
        ("1646096400000", "unix-ms", "+08:00"),
    ],
)
def test_every_way_to_write_a_time_is_the_same_moment(
    told: str, layout: str, zone: str
) -> None:
    assert moment(told, layout, zone) == NINE
    assert moment(told, layout, zone).tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("测试甲", "测**"),
        ("Zhang Test", "Z**"),
        ("*试*", "**试"),
        ("*", None),
        ("123", None),
        ("测" * 200, "测**"),
        ("\u202e<script>", "**s"),
    ],
)
def test_one_character_of_a_name_is_left(name: str, shown: str | None) -> None:
    assert mask(name) == shown


@pytest.mark.parametrize(
    ("told", "doses"),
    [("0", 0), ("3", 3), ("20", 20), ("21", None), ("-1", None), ("003", None)],
)
def test_doses_are_counted_up_to_twenty(told: str, doses: int | None) -> None:
    assert count(told) == doses


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"a": {"b": "x"}}, "x"),
        ({"a": [{"b": 1}, {"b": 2}]}, None),
        ({"a": {"b": ""}}, None),
        ({"a": {"b": None}}, None),
        ({"a": {"b": True}}, "true"),
        ({"a": {"b": 7}}, "7"),
        ({"a": "b"}, None),
        ([], None),
        (None, None),
    ],
)
def test_a_path_leads_to_a_word_or_to_nothing(body: Any, word: str | None) -> None:
    assert word_at(body, "a.b") == word


def test_a_number_in_a_path_is_a_place_in_a_list() -> None:
    assert word_at({"a": ["x", {"b": "y"}]}, "a.1.b") == "y"
    assert word_at({"a": ["x"]}, "a.1") is None


def test_doses_may_be_words() -> None:
    form = Answer.model_validate(
        {
            "outcome": {"field": "c", "values": {"0": "answered"}},
            "colour": {"field": "k", "values": {"1": "green"}},
            "doses": {"field": "v", "values": {"未接种": 0, "加强针": 3}},
        }
    )

    def doses(told: str) -> int | None:
        body = {"c": 0, "k": 1, "v": told}
        return read_answer(body, form, source="x", asked_at=0.0).answer.doses

    assert [doses(v) for v in ("未接种", "加强针", "3")] == [0, 3, None]
