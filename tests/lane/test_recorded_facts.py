"""The facts of a record: enough to decide again, nothing personal."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.facts import Facts
from kiosk.lane.recorded_facts import recorded_facts
from kiosk.rules.decision import decide
from tests.fakes import NOON
from tests.rules.policies import policy
from tests.shipped import shipped

ROUTINE = shipped("routine")


def told(**sections: Any) -> Facts:
    return Facts.model_validate(sections)


def test_facts_read_back_from_the_record_as_they_were() -> None:
    facts = told(
        now=NOON,
        clock="synced",
        code={"kind": "pass"},
        lane={"direction": "in", "control_level": "closed"},
        temperature={"celsius": 36.449999, "kind": "surface", "quality": "too-low"},
        nat={"answer": "answered", "result": "negative", "sampled_at": NOON},
        person={"kind": "visitor", "purpose": "visit"},
        **{"pass": {"validity": "valid", "community": "620102001001", "member": 2}},
    )

    kept, withheld = recorded_facts(facts)

    assert withheld == []
    assert Facts.model_validate(json.loads(json.dumps(kept))) == facts


def test_free_text_that_is_no_word_of_ours_is_withheld_and_named() -> None:
    facts = told(
        person={"kind": "visitor", "purpose": "看望测试甲 13800000000"},
        watch_list={"hit": True, "category": "620102199001011234"},
    )

    kept, withheld = recorded_facts(facts)

    assert kept == {"person": {"kind": "visitor"}, "watch_list": {"hit": True}}
    assert sorted(withheld) == ["person.purpose", "watch_list.category"]


@given(st.text(max_size=30))
def test_no_text_gets_into_a_record_that_could_be_a_number_or_a_name(
    text: str,
) -> None:
    kept, _ = recorded_facts(told(person={"purpose": text}))

    for word in kept.get("person", {}).values():
        assert word.isascii()
        assert word[0].isalpha()
        assert word == word.lower()


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "mask": st.fixed_dictionaries({"worn": st.booleans()}),
            "pass": st.fixed_dictionaries(
                {"validity": st.sampled_from(["none", "valid", "forged"])}
            ),
            "temperature": st.fixed_dictionaries(
                {
                    "celsius": st.floats(30, 43),
                    "kind": st.just("surface"),
                    "quality": st.sampled_from(["good", "too-low"]),
                    "attempts": st.integers(1, 4),
                }
            ),
        },
    )
)
def test_a_decision_comes_out_again_from_its_record(sections: dict[str, Any]) -> None:
    facts = told(code={"kind": "pass"}, **sections)

    kept, _ = recorded_facts(facts)

    again = Facts.model_validate(json.loads(json.dumps(kept)))
    assert decide(again, ROUTINE) == decide(facts, ROUTINE)
    assert decide(again, policy("mask.worn == false")).policy == "small/3"


def test_free_text_that_looks_a_little_like_a_time_is_withheld() -> None:
    kept, withheld = recorded_facts(told(person={"purpose": "Tea with 测试甲"}))

    assert (kept, withheld) == ({}, ["person.purpose"])
