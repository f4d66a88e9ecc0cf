import asyncio
from itertools import permutations

import pytest

from kiosk.core.errors import DeviceError
from kiosk.core.evidence import (
    CodeKind,
    CodeReading,
    Quality,
)
from kiosk.core.registration.form import Registration
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import LaneState
from kiosk.lane.facts import passage_facts
from kiosk.lane.opening import open_gate
from kiosk.lane.parts import Acknowledge
from kiosk.lane.passage import Passage
from tests.fakes import scan, temperature
from tests.lane.conftest import SITUATION, Scene


@pytest.mark.parametrize("order", list(permutations(["code", "forehead", "mask"])))
async def test_evidence_in_any_order_admits(order: tuple[str, ...]) -> None:
    scene = Scene()
    for evidence in order:
        if evidence == "code":
            await scene.code("pass:aa")
        elif evidence == "forehead":
            await scene.forehead(36.5)
        else:
            await scene.mask()

    assert scene.verdicts() == [("decided", "allow")]
    assert scene.gate.openings == [4.0]
    assert scene.view().state is LaneState.PASSING
    assert scene.view().masked_name == "测**"
    assert scene.view().seq == 1


async def test_the_screen_asks_for_what_is_missing(scene: Scene) -> None:
    await scene.code("pass:aa")
    assert scene.view().needs == (Need.TEMPERATURE, Need.MASK)
    assert scene.view().verdict is None

    await scene.forehead(36.5)
    assert scene.view().needs == (Need.MASK,)


async def test_the_gate_opens_only_after_the_record_is_safe(scene: Scene) -> None:
    seen: list[list[float]] = []
    scene.journal.on_append = lambda: seen.append(list(scene.gate.openings))

    await scene.admit("pass:aa")

    assert seen == [[]]
    assert scene.gate.openings == [4.0]


async def test_a_fever_is_held_before_any_code(scene: Scene) -> None:
    await scene.forehead(38.4)

    assert scene.view().verdict is Verdict.HOLD
    assert scene.view().reasons == ("fever",)
    assert scene.gate.openings == []
    assert scene.verdicts() == [("decided", "hold")]


async def test_no_mask_is_turned_back(scene: Scene) -> None:
    await scene.code("pass:aa")
    await scene.forehead(36.5)
    await scene.mask(worn=False)

    assert scene.view().verdict is Verdict.REFUSE
    assert scene.view().state is LaneState.STOPPED


async def test_a_refused_pass_says_why_while_the_temperature_is_awaited(
    scene: Scene,
) -> None:
    await scene.code("bad:pass-expired")

    assert scene.view().reasons == ("pass-expired",)
    assert scene.view().needs == (Need.TEMPERATURE,)


async def test_a_passage_left_behind_is_journalled_as_abandoned(scene: Scene) -> None:
    await scene.code("pass:aa")
    await scene.lane.expire()

    assert scene.verdicts() == [("abandoned", None)]
    assert scene.view().state is LaneState.WAITING


async def test_walking_away_with_a_refused_pass_stays_a_refusal(scene: Scene) -> None:
    await scene.code("bad:pass-forged")
    await scene.lane.expire()

    assert scene.verdicts() == [("decided", "refuse")]
    assert scene.journal.drafts[0].payload["needs"] == ["temperature"]


async def test_allow_leaves_the_screen_by_itself(scene: Scene) -> None:
    await scene.admit("pass:aa")
    await scene.lane.expire()

    assert scene.view().state is LaneState.WAITING


async def test_a_gate_that_does_not_open_is_said_and_the_record_stands(
    scene: Scene,
) -> None:
    scene.gate.error = DeviceError("gate", "unplugged", "check the relay's cable")
    await scene.admit("pass:aa")

    assert scene.view().state is LaneState.PASSING
    assert (scene.view().fault, scene.view().fault_advice) == (
        "unplugged",
        "check the relay's cable",
    )
    assert scene.verdicts() == [("decided", "allow")]


async def test_three_low_readings_ask_for_a_contact_thermometer(scene: Scene) -> None:
    await scene.code("pass:aa")
    await scene.mask()
    for number in (1, 2, 3):
        low = temperature(33.5, scene.clock.at, number, Quality.TOO_LOW)
        await scene.lane.take(low)
    assert scene.view().reasons == ("temperature-unreliable",)
    assert scene.view().needs == (Need.TEMPERATURE,)

    scene.desk.enter_temperature(scene.view().passage, 36.6)
    await scene.lane.take(scene.lane._inbox.get_nowait())

    assert scene.verdicts() == [("decided", "allow")]
    assert scene.journal.drafts[0].payload["temperature"]["kind"] == "contact"


async def test_an_unsure_clock_is_recorded_with_the_passage(scene: Scene) -> None:
    scene.clock.sureness = "unsure"
    await scene.admit("pass:aa")

    assert scene.journal.drafts[0].payload["clock"] == "unsure"


async def test_nothing_personal_is_in_the_payload(scene: Scene) -> None:
    await scene.admit("pass:aa")
    draft = scene.journal.drafts[0]

    assert "aa" not in str(dict(draft.payload))
    assert draft.person is not None
    assert draft.person.private["pass"]["pass_id"] == "aa"
    assert "aa" not in repr(draft.person)


async def test_a_gate_that_never_answers_does_not_stop_the_lane(scene: Scene) -> None:
    async def hang(seconds: float) -> None:
        await asyncio.get_running_loop().create_future()

    opened = await open_gate(
        type("Stuck", (), {"open_for": staticmethod(hang)})(), 4.0, 0
    )

    assert opened is not None
    assert opened.slug == "silent"


async def test_a_health_code_still_asks_for_the_pass(scene: Scene) -> None:
    passage = Passage(id="p", opened_at=0, latest_at=0)
    passage.add_code(scan("x", 0), CodeReading(kind=CodeKind.HEALTH))
    facts = passage_facts(passage, SITUATION)

    assert facts.pass_.validity is None


async def test_an_unknown_code_is_no_pass(scene: Scene) -> None:
    await scene.code("https://example.invalid/")
    assert scene.view().reasons == ("unknown-code",)
    assert scene.view().code_error == "unknown-code"


async def test_nobody_to_close_is_nothing_to_do(scene: Scene) -> None:
    await scene.lane.take(Acknowledge(passage=None))
    assert scene.journal.drafts == []


async def test_a_person_without_a_pass_is_known_by_the_form(scene: Scene) -> None:
    passage = Passage(id="p", opened_at=0, latest_at=0)
    form = {"name": "测试甲", "phone": "13800000000"}
    passage.add_word(Registration(fields=form, masked_name="测**", at=0))
    draft = scene.lane.stand.recorder.draft(passage, "abandoned")

    assert draft.person is not None
    assert draft.person.subject == "13800000000"
    assert draft.person.masked == "测**"


async def test_one_presence_is_one_attempt_however_often_it_is_judged(
    scene: Scene,
) -> None:
    await scene.code("pass:aa")
    await scene.mask()
    for celsius, quality in ((33.0, Quality.TOO_LOW), (37.1, Quality.GOOD)):
        await scene.lane.take(temperature(celsius, scene.clock.at, 1, quality))

    assert scene.view().reasons == ("fever-recheck",)

    await scene.lane.take(temperature(37.1, scene.clock.at, 2))
    assert scene.verdicts() == [("decided", "allow")]
