"""Health certificates at the lane: facts for the rules, a record without a name."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.codes.dcc import errors
from kiosk.core.certificate import CertificateKind, HealthCertificate
from kiosk.core.errors import CodeError
from kiosk.core.evidence import CodeKind, CodeReading
from kiosk.core.facts import Facts
from kiosk.core.sections import CodeFacts
from kiosk.core.verdict import Need, Verdict
from kiosk.lane.facts import passage_facts
from kiosk.lane.passage import Passage
from tests.fakes import NOON, certificate, health_answer, scan
from tests.lane.conftest import SITUATION, Scene

YESTERDAY = NOON - timedelta(days=1)
SLUGS = sorted(
    kind.slug
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, CodeError)
    and kind.slug.startswith("dcc-")
)


def facts_of(found: HealthCertificate, **answered: object) -> Facts:
    passage = Passage(id="p", opened_at=0, latest_at=0)
    reading = CodeReading(kind=CodeKind.DCC, certificate=found)
    passage.add_code(scan("dcc:x", 0), reading)
    if answered:
        answer = replace(health_answer("green"), **answered)  # type: ignore[arg-type]
        passage.asked[CodeKind.HEALTH] = "health:x"
        passage.add_answer(CodeKind.HEALTH, answer)
    return passage_facts(passage, SITUATION)


def vaccinated(dose: int) -> HealthCertificate:
    return replace(
        certificate(),
        kind=CertificateKind.VACCINATION,
        dose=dose,
        doses=2,
        vaccinated_on=date(2026, 5, 1),
        result=None,
        method=None,
        sampled_at=None,
    )


def test_a_test_certificate_is_a_test() -> None:
    nat = facts_of(certificate()).nat

    assert (nat.answer, nat.source) == ("answered", "certificate")
    assert (nat.result, nat.sampled_at) == ("negative", YESTERDAY)


def test_an_antigen_test_is_none() -> None:
    assert facts_of(replace(certificate(), method="rapid")).nat.answer is None


@pytest.mark.parametrize(
    ("hours", "source"), [(23, None), (25, "certificate"), (None, "certificate")]
)
def test_the_newer_of_two_tests_counts(hours: int | None, source: str | None) -> None:
    sampled = None if hours is None else NOON - timedelta(hours=hours)
    result = "none" if hours is None else "positive"

    nat = facts_of(certificate(), nat_result=result, nat_sampled_at=sampled).nat

    assert nat.source == source or (source is None and nat.result == "positive")


def test_a_test_of_unknown_age_from_the_service_is_not_overruled() -> None:
    nat = facts_of(certificate(), nat_result="positive").nat

    assert nat.result == "positive"


@pytest.mark.parametrize(
    ("dose", "told", "doses"), [(3, None, 3), (3, 1, 3), (1, 3, 3), (99, None, 20)]
)
def test_the_larger_count_of_doses_counts(
    dose: int, told: int | None, doses: int
) -> None:
    facts = facts_of(vaccinated(dose), doses=told)

    assert facts.vaccination.answer == "answered"
    assert facts.vaccination.doses == doses


def test_a_recovery_proves_neither_test_nor_dose() -> None:
    found = replace(certificate(), kind=CertificateKind.RECOVERY, method=None)

    facts = facts_of(found)

    assert facts.nat.answer is facts.vaccination.answer is None
    assert facts.code.certificate == "verified"


@pytest.mark.parametrize("slug", SLUGS)
async def test_a_refused_certificate_is_a_fact_and_on_the_screen(
    slug: str, scene: Scene
) -> None:
    await scene.picture("pass:aa", f"{slug}:x")

    CodeFacts.model_validate({"certificate": slug.removeprefix("dcc-")})
    assert scene.view().certificate_error == slug
    assert scene.view().code_error is None  # the pass is good
    assert scene.view().certificate is None


async def test_a_certificate_beside_a_pass_is_recorded_without_a_name(
    scene: Scene,
) -> None:
    await scene.forehead(36.5)
    await scene.mask()
    await scene.picture("dcc:x", "pass:aa")

    [draft] = scene.journal.drafts
    assert draft.payload["verdict"] == "allow"
    assert draft.payload["certificate"] == {
        "validity": "verified",
        "kind": "test",
        "country": "AT",
        "expires": (NOON + timedelta(days=9)).isoformat(),
        "result": "negative",
        "method": "naat",
        "sampled_at": YESTERDAY.isoformat(),
    }
    assert "Z**" not in str(dict(draft.payload))
    assert "dcc:x" not in str(dict(draft.payload))


async def test_a_forged_certificate_turns_back_even_with_a_good_pass(
    scene: Scene,
) -> None:
    await scene.admit("pass:aa")
    scene.clock.turn(5)
    await scene.picture("pass:bb", "dcc-forged:x")
    await scene.forehead(36.5)
    await scene.mask()

    assert scene.view().verdict is Verdict.REFUSE
    assert scene.view().reasons == ("certificate-forged",)
    assert scene.journal.drafts[1].payload["certificate"] == {"validity": "forged"}


async def test_a_certificate_alone_is_no_pass(scene: Scene) -> None:
    await scene.code("dcc:x")

    assert Need.PASS in scene.view().needs
    assert scene.view().masked_name == "Z** T**"
