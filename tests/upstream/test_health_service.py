"""The adapter before the shipped simulator, over real HTTP."""

import asyncio
from dataclasses import replace

import pytest

from kiosk.core.evidence import Answer, CodeKind, HealthAnswer
from kiosk.upstream.contact import Patience
from kiosk.upstream.simulated.world import Troubles
from tests.fakes import FakeClock
from tests.upstream.rig import AT, PATIENT, Asker, Held, asking, serving, world

IMPATIENT = replace(PATIENT, budget_s=0.3)


async def ask_all(asker: Asker, codes: tuple[str, ...]) -> list[HealthAnswer]:
    return [await asker.service.ask(code, AT) for code in codes]


@pytest.mark.parametrize("profile", ["simulator", "gate-vendor", "province-terminal"])
async def test_every_person_is_answered_as_the_service_knows_them(profile: str) -> None:
    simulated = world()
    async with serving(simulated) as port, asking(port, profile) as asker:
        answers = await ask_all(asker, simulated.people.codes)

    statuses = [simulated.people.status(c) for c in simulated.people.codes]
    assert [a.colour for a in answers] == [s.colour for s in statuses if s]
    assert {a.answer for a in answers} == {Answer.ANSWERED}
    assert {a.source for a in answers} == {profile}
    assert {a.masked_name for a in answers} == {"测**"}
    assert {a.refreshed_at for a in answers} == {AT}
    if profile != "gate-vendor":
        assert [a.doses for a in answers] == [s.doses for s in statuses if s]
        assert [a.nat_result for a in answers] == [s.nat_result for s in statuses if s]
        ages = [AT - a.nat_sampled_at for a in answers if a.nat_sampled_at]
        assert ages == [s.nat_age for s in statuses if s and s.nat_result != "none"]
    if profile == "simulator":
        assert [(a.travel_risk, a.returnee) for a in answers] == [
            (s.travel_risk, s.returnee) for s in statuses if s
        ]


@pytest.mark.parametrize("profile", ["simulator", "gate-vendor", "province-terminal"])
async def test_an_expired_and_an_unknown_code_are_answers_of_their_own(
    profile: str,
) -> None:
    simulated = world(troubles=Troubles(expired_rate=1.0))
    async with serving(simulated) as port, asking(port, profile) as asker:
        old = await asker.service.ask(simulated.people.codes[0], AT)
        none = await asker.service.ask("V0ding" + "0" * 32, AT)

    assert (old.answer, old.colour, old.slug) == (Answer.EXPIRED, None, None)
    assert (none.answer, none.colour) == (Answer.NOT_FOUND, None)
    assert asker.light() == ("ok", None)


@pytest.mark.parametrize("profile", ["simulator", "gate-vendor", "province-terminal"])
async def test_a_service_in_trouble_leaves_people_unverified(profile: str) -> None:
    simulated = world(troubles=Troubles(error_rate=1.0))
    trusting = replace(PATIENT, failures=100)
    async with serving(simulated) as port, asking(port, profile, trusting) as asker:
        answers = await ask_all(asker, simulated.people.codes[:12])

    assert {a.answer for a in answers} == {Answer.UNVERIFIED}
    slugs = {"health-service-failed", "health-answer-malformed"}
    assert {a.slug for a in answers} == slugs


async def test_an_answer_that_never_comes_is_unverified_when_the_budget_ends() -> None:
    simulated, held = world(), Held()
    simulated.pause = held
    async with serving(simulated) as port, asking(port, patience=IMPATIENT) as asker:
        answer = await asker.service.ask(simulated.people.codes[0], AT)
        assert held.arrived.is_set()
        assert not held.released.is_set()
        held.released.set()

    assert (answer.answer, answer.slug) == (Answer.UNVERIFIED, "health-service-late")
    assert asker.light() == ("warning", "health-service-late")


async def test_several_lanes_ask_at_once() -> None:
    simulated, held = world(), Held()
    simulated.pause = held
    codes = simulated.people.codes[:6]
    async with serving(simulated) as port, asking(port) as asker:
        asks = [asyncio.create_task(asker.service.ask(c, AT)) for c in codes]
        await held.arrived.wait()
        held.released.set()
        answers = await asyncio.gather(*asks)

    assert {a.answer for a in answers} == {Answer.ANSWERED}


async def test_a_service_that_is_down_is_unverified_and_left_alone_for_a_while() -> (
    None
):
    clock, simulated = FakeClock(), world()
    code = simulated.people.codes[0]
    async with serving(simulated) as port:
        pass  # and gone
    async with asking(port, clock=clock) as asker:
        slugs = [(await asker.service.ask(code, AT)).slug for _ in range(5)]
        assert slugs == ["health-service-down"] * 3 + ["health-service-paused"] * 2
        assert asker.light() == ("failed", "health-service-down")

        clock.turn(10.0)
        slugs = [(await asker.service.ask(code, AT)).slug for _ in range(2)]
        assert slugs == ["health-service-down", "health-service-paused"]


async def test_a_service_that_comes_back_is_used_after_one_good_probe() -> None:
    simulated = world(troubles=Troubles(error_rate=1.0))
    codes = simulated.people.codes
    async with serving(simulated) as port, asking(port) as asker:
        await ask_all(asker, codes[:3])
        assert (await asker.service.ask(codes[3], AT)).slug == "health-service-paused"
        simulated.troubles = Troubles()
        asker.clock.turn(10.0)

        answers = await ask_all(asker, codes[:5])

    assert {a.answer for a in answers} == {Answer.ANSWERED}
    assert asker.light() == ("ok", None)


async def test_the_same_code_is_asked_about_once_in_the_time_it_is_remembered() -> None:
    simulated = world()
    code = simulated.people.codes[0]
    async with serving(simulated) as port, asking(port) as asker:
        first = await asker.service.ask(code, AT)
        asker.clock.turn(29.0)
        assert await asker.service.ask(code, AT) is first
        assert simulated.asked == [code]

        asker.clock.turn(1.0)
        again = await asker.service.ask(code, AT)

    assert again.asked_at == first.asked_at + 30.0
    assert simulated.asked == [code, code]


async def test_what_is_unverified_is_not_remembered() -> None:
    simulated = world(troubles=Troubles(error_rate=1.0))
    code = simulated.people.codes[0]
    async with serving(simulated) as port, asking(port) as asker:
        assert (await asker.service.ask(code, AT)).answer is Answer.UNVERIFIED
        simulated.troubles = Troubles()

        assert (await asker.service.ask(code, AT)).answer is Answer.ANSWERED


@pytest.mark.parametrize(
    ("spent_s", "asked", "answer"),
    [(1.0, 2, Answer.ANSWERED), (3.9, 1, Answer.UNVERIFIED)],
)
async def test_a_failure_is_asked_again_only_while_enough_budget_is_left(
    spent_s: float, asked: int, answer: Answer
) -> None:
    clock, simulated, visits = FakeClock(), world(), 0

    async def fail_once(seconds: float) -> None:
        nonlocal visits
        visits += 1
        clock.turn(spent_s)
        # 150 ms must be left for another try; a broken pipe shows as status 500.
        simulated.troubles = Troubles(error_rate=float(visits == 1))

    simulated.pause = fail_once
    simulated.seed = 1
    async with serving(simulated) as port:
        patience = Patience(budget_s=4.0)  # longer than a busy machine takes
        async with asking(port, patience=patience, clock=clock) as asker:
            found = await asker.service.ask(simulated.people.codes[0], AT)

    assert (visits, found.answer) == (asked, answer)


async def test_a_session_that_is_over_is_opened_again() -> None:
    simulated = world()
    first, second = simulated.people.codes[:2]
    async with (
        serving(simulated) as port,
        asking(port, "province-terminal") as asker,
        asking(port, "province-terminal") as other,
    ):
        assert (await asker.service.ask(first, AT)).answer is Answer.ANSWERED
        exchange = other.service._conversation._exchange
        await exchange._client.post("/terminal/forget")

        assert (await asker.service.ask(second, AT)).answer is Answer.ANSWERED


async def test_a_wrong_secret_is_a_refusal_the_installer_sees() -> None:
    simulated = world()
    simulated.secret = "another"
    async with (
        serving(simulated) as port,
        asking(port) as own,
        asking(port, "gate-vendor") as vendor,
    ):
        found = [await a.service.ask("V0ding", AT) for a in (own, vendor)]

    assert [a.slug for a in found] == [
        "health-service-failed",
        "health-service-refused",
    ]
    assert "secret_file" in str(vendor.lights[-1].advice)


async def test_a_kiosk_with_a_wrong_clock_is_refused() -> None:
    simulated = world(clock=FakeClock(at=5000.0))
    async with serving(simulated) as port, asking(port, "gate-vendor") as asker:
        found = await asker.service.ask(simulated.people.codes[0], AT)

    assert found.slug == "health-service-refused"


async def test_a_wrong_colour_is_believed_and_never_the_true_one() -> None:
    simulated = world(troubles=Troubles(wrong_colour_rate=1.0))
    async with serving(simulated) as port, asking(port) as asker:
        answers = await ask_all(asker, simulated.people.codes)

    for code, answer in zip(simulated.people.codes, answers, strict=True):
        status = simulated.people.status(code)
        assert status is not None
        assert answer.answer is Answer.ANSWERED
        assert answer.colour != status.colour


async def test_the_same_pass_is_always_the_same_person() -> None:
    simulated = world()
    async with serving(simulated) as port, asking(port) as asker:
        assert asker.service.kinds == {CodeKind.HEALTH, CodeKind.PASS}
        first = await asker.service.ask("KP1:TEST", AT)
        asker.clock.turn(60)
        second = await asker.service.ask("KP1:TEST", AT)

    assert first.answer is Answer.ANSWERED
    assert first.colour == second.colour


async def test_half_a_character_was_never_issued_and_nobody_is_asked() -> None:
    async with asking(port=1) as asker:
        answer = await asker.service.ask("V0ding\ud800", AT)

    assert answer.answer is Answer.NOT_FOUND
