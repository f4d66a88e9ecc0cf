"""What the screen asks by hand, and the answers it offers."""

from dataclasses import replace

import pytest

from kiosk.core.questions import KINDS, QUESTIONS, said_by
from kiosk.core.statement import statement
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState
from kiosk.web.asking import asking_of, courier, kinds_without_pass
from kiosk.web.texts import Texts
from tests.fakes import NOON
from tests.web import scenes


@pytest.mark.parametrize("need", QUESTIONS)
def test_every_question_and_answer_has_words(need: Need, texts: Texts) -> None:
    for question in QUESTIONS[need]:
        view = replace(scenes.ASKED_WHO, needs=(need,))
        kind = next(iter(question.kinds), "visitor")
        asking = asking_of(replace(view, person=kind), need, texts)
        assert asking.need == need.value
        assert texts.has(f"ask.{question.fact}")
        labels = {a.label for asked in asking.questions for a in asked.answers}
        assert not any("." in label for label in labels)
        for word in question.answers:
            keys = f"answer.{question.fact}.{word}", f"answer.{word}"
            assert word.isdecimal() or any(texts.has(key) for key in keys), word


def test_one_question_after_another(zh: Texts) -> None:
    view = replace(scenes.ASKED_WHO, person="visitor")
    said = statement(said_by("person.kind=visitor", NOON), 0.0).facts

    first = asking_of(view, Need.PERSON, zh).questions
    then = asking_of(replace(view, told=said), Need.PERSON, zh).questions

    assert [asked.title for asked in (*first, *then)] == ["是什么人", "来做什么"]


def test_short_questions_stand_side_by_side(zh: Texts) -> None:
    asking = asking_of(scenes.ASKED_FOR_GOODS, Need.GOODS, zh)

    assert [asked.title for asked in asking.questions] == [
        *("货在门外交接", "外包装消毒")
    ]


def test_whoever_has_no_pass_has_a_button_until_it_is_said(zh: Texts) -> None:
    said = statement(said_by("pass.validity=none", NOON), 0.0).facts

    assert asking_of(scenes.WAITING, Need.CODE, zh).no_pass
    assert asking_of(scenes.NEEDS_CODE, Need.CODE, zh).no_pass
    told = replace(scenes.NEEDS_CODE, told=said)
    assert not asking_of(told, Need.CODE, zh).no_pass
    assert not asking_of(scenes.NEEDS_MASK, Need.MASK, zh).no_pass


def test_each_kind_of_person_without_a_pass_is_one_tap(texts: Texts) -> None:
    answers = kinds_without_pass(texts)

    kinds = [said_by(answer.words, NOON)["person"]["kind"] for answer in answers]
    assert kinds == list(KINDS)
    assert not any("kind." in answer.label for answer in answers)


def test_nothing_is_asked_by_hand_while_a_service_is_asked(zh: Texts) -> None:
    asked = replace(scenes.ASKED_FOR_A_TEST, asking=True)
    assert asking_of(asked, Need.NAT, zh).questions == ()

    held = replace(scenes.ASKED_FOR_A_TEST, state=LaneState.STOPPED)
    assert asking_of(held, Need.NAT, zh).questions == ()
    assert asking_of(scenes.WAITING, None, zh).questions == ()


def test_a_delivery_is_one_sheet(texts: Texts) -> None:
    sheet = courier(texts)

    for ending in sheet.endings:
        words = [sheet.words, *(q.answers[0].words for q in sheet.questions)]
        told = statement(said_by(",".join([*words, ending.words]), NOON), 0.0).facts
        assert told.person.kind == "delivery"
        assert told.goods.handed_over_outside is True
        assert None not in {told.goods.firm, told.goods.parcels, told.goods.disinfected}
