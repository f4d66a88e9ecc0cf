from datetime import timedelta

import pytest

from kiosk.core.errors import FormError
from kiosk.core.facts import Facts
from kiosk.core.questions import (
    NO_PASS,
    QUESTIONS,
    Question,
    open_questions,
    said_by,
)
from kiosk.core.statement import statement
from kiosk.core.verdict import Need
from tests.fakes import NOON

EVERY = [q for questions in QUESTIONS.values() for q in questions]


def facts_of(words: str) -> Facts:
    return statement(said_by(words, NOON), 0.0).facts


@pytest.mark.parametrize("question", EVERY, ids=lambda q: q.fact)
def test_every_answer_offered_can_be_stated_and_answers_its_question(
    question: Question,
) -> None:
    need = next(n for n, questions in QUESTIONS.items() if question in questions)
    kind = next(iter(question.kinds), None)
    others = set(open_questions(need, Facts(), kind)) - {question}
    for word in question.answers:
        still = set(open_questions(need, facts_of(f"{question.fact}={word}"), kind))
        assert still == (others or {question}) or word == "unverified"


def test_no_pass_and_who_it_is_are_said_by_one_tap() -> None:
    told = facts_of(f"{NO_PASS},person.kind=delivery")

    assert told.pass_.validity == "none"
    assert told.person.kind == "delivery"


def test_within_48_hours_is_as_old_as_that_can_be_and_still_holds_at_the_form() -> None:
    nat = facts_of("nat.result=48h").nat

    assert nat.result == "negative"
    assert nat.source == "volunteer"
    assert nat.sampled_at is not None
    age = NOON - nat.sampled_at
    assert timedelta(hours=47) < age
    assert age + timedelta(minutes=5) < timedelta(hours=48)


@pytest.mark.parametrize(
    ("words", "section", "value"),
    [
        ("health.colour=none", "health", {"answer": "not-found"}),
        ("health.colour=unverified", "health", {"answer": "unverified"}),
        ("nat.result=none", "nat", {"result": "none"}),
        ("goods.parcels=10", "goods", {"parcels": 10}),
        ("goods.firm=sf", "goods", {"firm": "sf"}),
        ("proofs.medical=no", "proofs", {"medical": False}),
        ("travel.arrived_at=today", "travel", {"arrived_at": NOON}),
    ],
)
def test_an_answer_says_what_it_says(
    words: str, section: str, value: dict[str, object]
) -> None:
    assert said_by(words, NOON) == {section: value}


@pytest.mark.parametrize(
    "words",
    [
        *("", "pass.validity=valid", "person.kind=king", "nat.sampled_at=today"),
        *("person.kind=visitor,", "watch_list.hit=no", "health.colour"),
    ],
)
def test_what_no_question_offers_cannot_be_said(words: str) -> None:
    with pytest.raises(FormError) as caught:
        said_by(words, NOON)
    assert caught.value.slug == "not-sayable"


def test_what_was_answered_is_not_asked_again_until_all_is() -> None:
    def asked(words: str, kind: str | None = None) -> list[str]:
        told = facts_of(words) if words else Facts()
        return [q.fact for q in open_questions(Need.GOODS, told, kind)]

    assert asked("") == [q.fact for q in QUESTIONS[Need.GOODS]]
    assert asked("goods.disinfected=yes,goods.firm=sf") == [
        "goods.handed_over_outside",
        "goods.parcels",
    ]
    all_said = (
        "goods.handed_over_outside=yes,goods.disinfected=yes,"
        "goods.firm=sf,goods.parcels=1"
    )
    assert asked(all_said) == asked("")


def test_a_proof_is_asked_of_those_who_have_one() -> None:
    def asked(kind: str | None) -> list[str]:
        return [q.fact for q in open_questions(Need.PROOFS, Facts(), kind)]

    assert asked("commuter") == ["proofs.employer", "proofs.village"]
    assert asked("patient") == ["proofs.medical", "proofs.village"]
    assert asked(None) == ["proofs.village"]


def test_what_a_volunteer_cannot_answer_has_no_questions() -> None:
    assert list(open_questions(Need.WATCH_LIST, Facts(), None)) == []


def test_a_key_region_is_one_tap_and_the_next_tap_corrects_it() -> None:
    listed = said_by("travel.risk=key", NOON)["travel"]
    corrected = said_by("travel.risk=medium", NOON)["travel"]

    assert listed == {"risk": "low", "key_region": True}
    assert corrected == {"risk": "medium", "key_region": False}
