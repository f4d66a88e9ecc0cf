"""The form at the lane: typed, from an ID card, or as earlier today."""

import pytest

from kiosk.core.errors import FormError, FormRefused
from kiosk.core.facts import Facts
from kiosk.core.registration.form import IdCard
from kiosk.core.verdict import Decision, Need, Verdict
from kiosk.core.view import LaneState
from kiosk.lane.facts import passage_facts
from tests.lane.conftest import FORM, SITUATION, Scene
from tests.lane.conftest import WHOLE_FORM as VISITOR

NUMBER = VISITOR["id_number"]


def id_card(scene: Scene, number: str = NUMBER) -> IdCard:
    return IdCard(name="测试甲", id_number=number, address="测试省", at=scene.clock.at)


def facts_of(scene: Scene) -> Facts:
    passage = scene.lane.passage
    assert passage is not None
    return passage_facts(passage, SITUATION)


async def say(scene: Scene, **said: dict[str, object]) -> None:
    names = {"pass_": "pass"}
    told = {names.get(section, section): values for section, values in said.items()}
    scene.desk.state(scene.view().passage, told)
    await scene.take_offered()


async def send(scene: Scene, form: dict[str, str]) -> None:
    scene.desk.register(scene.view().passage, form)
    await scene.take_offered()


async def test_every_wrong_field_is_told_and_the_form_stays_open(scene: Scene) -> None:
    scene.registering()
    await scene.code("pass:zz")

    with pytest.raises(FormRefused) as caught:
        scene.desk.register(scene.view().passage, FORM | {"phone": "1", "contact": ""})

    wrong = [(p.field, p.slug) for p in caught.value.problems]
    assert wrong == [("phone", "not-a-phone"), ("contact", "missing")]
    assert scene.view().state is LaneState.REGISTERING


async def test_more_is_asked_of_a_visitor_than_of_a_resident(scene: Scene) -> None:
    scene.registering()
    await say(scene, pass_={"validity": "none"}, person={"kind": "visitor"})
    assert scene.view().person == "visitor"

    with pytest.raises(FormRefused) as caught:
        scene.desk.register(scene.view().passage, FORM)
    assert {p.field for p in caught.value.problems} == VISITOR.keys() - FORM.keys()

    await send(scene, VISITOR)
    assert scene.verdicts() == [("decided", "allow")]


async def test_the_form_says_purpose_contact_and_signature_to_the_rules(
    scene: Scene,
) -> None:
    scene.registering()
    told: list[Facts] = []
    await scene.code("pass:zz")
    unsigned = {k: v for k, v in FORM.items() if k != "signature"}
    unsigned |= {"unsigned": "refused", "contact": "yes", "purpose": "care"}

    def judge(facts: Facts) -> Decision:
        told.append(facts)
        return Decision(verdict=Verdict.HOLD)

    scene.judging(judge)
    await send(scene, unsigned)

    registration = told[-1].registration
    assert registration.complete is True
    assert registration.signed is False
    assert registration.contact is True
    assert told[-1].person.purpose == "care"
    assert told[-1].person.kind == "resident"
    record = scene.journal.drafts[0].payload["registration"]
    assert (record["unsigned"], record["purpose"]) == ("refused", "care")


async def test_an_id_card_says_name_number_and_domicile(scene: Scene) -> None:
    scene.registering()
    await say(scene, pass_={"validity": "none"}, person={"kind": "visitor"})
    await scene.lane.take(id_card(scene))
    assert scene.view().card == "测**"
    assert scene.view().state is LaneState.REGISTERING

    typed = {
        k: v for k, v in VISITOR.items() if k not in {"name", "id_number", "domicile"}
    }
    await send(scene, typed)

    person = scene.journal.drafts[0].person
    assert person is not None
    form = person.private["form"]
    assert (form["name"], form["id_number"]) == ("测试甲", NUMBER)
    assert form["domicile"] == "测试省"
    assert scene.journal.drafts[0].payload["registration"]["source"] == "card"


async def test_an_id_card_may_come_first(scene: Scene) -> None:
    await scene.lane.take(id_card(scene))

    assert scene.view().state is LaneState.GATHERING
    assert scene.view().masked_name == "测**"
    assert scene.lane.passage is not None
    assert scene.lane.passage.identity.id_number == NUMBER


async def test_another_id_card_is_another_person(scene: Scene) -> None:
    await scene.lane.take(id_card(scene))
    await scene.lane.take(id_card(scene))
    await scene.lane.take(id_card(scene, "another"))

    assert scene.verdicts() == [("abandoned", None)]
    person = scene.journal.drafts[0].person
    assert person is not None
    assert person.subject == NUMBER
    assert NUMBER not in str(dict(scene.journal.drafts[0].payload))


async def test_a_card_on_the_reader_after_the_verdict_is_the_next_persons(
    scene: Scene,
) -> None:
    await scene.admit("pass:aa")
    await scene.lane.take(id_card(scene))
    assert scene.view().passage == "passage-2"

    await scene.forehead(38.5)
    await scene.lane.take(id_card(scene, "another"))  # held: nothing changes
    assert scene.view().state is LaneState.STOPPED


async def test_who_registered_today_confirms_by_a_tap(scene: Scene) -> None:
    scene.registering()
    await say(scene, pass_={"validity": "none"}, person={"kind": "visitor"})
    assert scene.desk.recall(scene.view().passage, {"phone": FORM["phone"]}) is None
    await send(scene, VISITOR)
    scene.desk.next_person(scene.view().passage)
    await scene.take_offered()

    await say(scene, pass_={"validity": "none"}, person={"kind": "visitor"})
    passage = scene.view().passage
    found = scene.desk.recall(passage, {"phone": "138-0000-0000"})
    assert found == ("测**", scene.clock.now())
    again = {"earlier": "yes", "phone": FORM["phone"], "name": "测试乙"}
    with pytest.raises(FormRefused) as caught:
        scene.desk.register(passage, again)
    assert [p.field for p in caught.value.problems] == [
        *("purpose", "household", "contact")
    ]
    today = {"purpose": "care", "household": "3-2-501", "contact": "no"}
    await send(scene, again | today)

    person = scene.journal.drafts[-1].person
    assert person is not None
    assert person.private["form"]["name"] == "测试甲"
    assert scene.journal.drafts[-1].payload["registration"]["source"] == "earlier"


async def test_a_form_of_yesterday_is_forgotten(scene: Scene) -> None:
    scene.registering()
    await scene.code("pass:zz")
    await send(scene, FORM)
    scene.clock.turn(24 * 3600)
    await scene.code("pass:zz")

    passage = scene.view().passage
    assert scene.desk.recall(passage, {}) is None
    with pytest.raises(FormError, match="fill in the form"):
        scene.desk.register(passage, {"earlier": "yes", "contact": "no"})


async def test_a_pass_tells_who_registered_today(scene: Scene) -> None:
    scene.registering()
    await scene.code("pass:zz")
    await send(scene, FORM)
    scene.clock.turn(60)
    await scene.code("pass:zz")

    assert scene.desk.recall(scene.view().passage, {}) is not None


async def test_only_so_many_forms_are_kept(scene: Scene) -> None:
    forms = scene.desk._forms.earlier
    scene.registering()
    await scene.code("pass:zz")
    await send(scene, FORM)
    first = next(iter(forms._forms.values()))
    for number in range(2000):
        forms.note([str(number)], first)

    assert len(forms._forms) == 2000
    assert forms.find([FORM["phone"]], scene.clock.now()) is None


async def test_a_registration_that_the_rules_ask_for_opens_the_form(
    scene: Scene,
) -> None:
    def judge(facts: Facts) -> Decision:
        if facts.registration.complete:
            return Decision(verdict=Verdict.ALLOW)
        return Decision(verdict=Verdict.HOLD, needs=(Need.REGISTRATION, Need.PROOFS))

    scene.judging(judge)
    await scene.code("pass:zz")
    assert scene.view().state is LaneState.REGISTERING

    await send(scene, FORM)
    assert scene.verdicts() == [("decided", "allow")]


async def test_whoever_is_questioned_is_given_time(scene: Scene) -> None:
    await say(scene, pass_={"validity": "none"})
    scene.clock.turn(30)
    await scene.forehead(36.5)

    assert scene.view().passage == "passage-1"


async def test_a_pass_is_not_of_whoever_has_none(scene: Scene) -> None:
    await say(scene, pass_={"validity": "none"}, person={"kind": "visitor"})
    await scene.forehead(36.5)
    await scene.code("pass:aa")

    assert scene.view().passage == "passage-2"
    assert scene.view().person == "resident"
    assert scene.view().celsius is None
    assert scene.verdicts() == [("abandoned", None)]  # they might have registered


async def test_a_board_that_shows_a_form_of_nobody_is_a_bug(scene: Scene) -> None:
    scene.registering()
    await scene.code("pass:zz")
    scene.lane.stand.passage = None

    with pytest.raises(RuntimeError, match="nobody"):
        scene.desk.register("passage-1", FORM)


async def test_facts_without_a_form_say_nothing_of_it(scene: Scene) -> None:
    await scene.code("pass:zz")

    assert facts_of(scene).registration.complete is None
