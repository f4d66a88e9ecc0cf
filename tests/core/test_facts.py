import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from kiosk.core.facts import SECTIONS, Facts, fact_names
from kiosk.core.sections import LaneFacts, MaskFacts, NatFacts, PassFacts
from kiosk.core.verdict import Need


def test_nothing_known_is_every_section_empty() -> None:
    assert Facts().context() == {section: {} for section in SECTIONS}


def test_a_missing_fact_is_absent_and_a_false_one_is_there() -> None:
    context = Facts(mask=MaskFacts(worn=False), lane=LaneFacts()).context()

    assert context["mask"] == {"worn": False}
    assert context["lane"] == {}
    assert "now" not in context


def test_facts_are_named_as_the_rules_name_them() -> None:
    written = {"pass": {"class": "resident", "validity": "valid"}}
    facts = Facts.model_validate(written)

    assert facts.pass_.pass_class == "resident"
    assert facts.context()["pass"] == written["pass"]
    assert Facts(pass_=PassFacts(pass_class="resident", validity="valid")) == facts


def test_every_fact_has_a_dotted_name() -> None:
    names = fact_names()

    assert {"now", "clock", "pass.class", "temperature.celsius", "mask.worn"} <= names
    assert not any("pass_" in name for name in names)
    assert {name.partition(".")[0] for name in names} == {*SECTIONS, "now", "clock"}


def test_every_section_can_be_needed() -> None:
    assert {str(need) for need in Need} == {*SECTIONS, "clock"}


@pytest.mark.parametrize(
    "facts",
    [
        {"heat": {}},
        {"mask": {"worn": True, "colour": "blue"}},
        {"temperature": {"celsius": math.nan}},
        {"temperature": {"celsius": 1000}},
        {"pass": {"validity": "probably"}},
        {"now": "2026-11-21T04:00:00"},
        {"vehicle": {"occupants": 0}},
    ],
)
def test_what_no_rule_could_judge_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Facts.model_validate(facts)


def test_facts_never_change() -> None:
    facts = Facts(now=datetime(2026, 11, 21, tzinfo=UTC))

    with pytest.raises(ValidationError):
        facts.now = None


def test_who_somebody_is_follows_from_the_pass_unless_stated() -> None:
    shown = {"pass": {"class": "temporary"}}
    stated = shown | {"person": {"kind": "worker"}}

    assert Facts.model_validate(shown).context()["person"] == {"kind": "visitor"}
    assert Facts.model_validate(stated).context()["person"] == {"kind": "worker"}
    assert Facts(pass_=PassFacts(pass_class="vehicle")).context()["person"] == {}


def test_a_stated_time_is_trusted_and_told_in_utc() -> None:
    morning = datetime(2026, 11, 21, 7, tzinfo=timezone(timedelta(hours=8)))
    context = Facts(now=morning).context()

    assert context["clock"] == "trusted"
    assert (context["now"].hour, context["now"].tzinfo) == (23, UTC)
    assert Facts(now=morning, clock="unsure").context()["clock"] == "unsure"
    assert "clock" not in Facts().context()


def test_every_time_is_told_in_utc_as_far_as_the_calendar_goes() -> None:
    east = timezone(timedelta(hours=8))
    sampled = datetime(2026, 11, 21, 7, tzinfo=east)
    first = datetime(1, 1, 1, tzinfo=east)
    facts = Facts(nat=NatFacts(sampled_at=sampled), now=first)

    context = facts.context()

    assert context["nat"]["sampled_at"].tzinfo is UTC
    assert context["now"] == first
