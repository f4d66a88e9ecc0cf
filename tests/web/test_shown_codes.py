"""Health codes and certificates on the screen: each state has words of its own."""

from dataclasses import replace

import pytest

from kiosk.codes.dcc import errors
from kiosk.core.certificate import CertificateKind
from kiosk.core.errors import CodeError
from kiosk.core.evidence import Answer
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView
from kiosk.web.panel import panel_of
from kiosk.web.shown_codes import shown_codes
from kiosk.web.texts import Texts
from tests.web import code_scenes, scenes


def words(texts: Texts, **view: object) -> tuple[str, str]:
    [code] = shown_codes(replace(code_scenes.NOT_ASKED, **view), texts)  # type: ignore[arg-type]
    return code.sign, code.word


def test_colours_differ_in_sign_and_word(zh: Texts) -> None:
    said = [
        words(zh, health=Answer.ANSWERED, health_colour=colour)
        for colour in ("green", "yellow", "red")
    ]

    assert said == [("good", "绿码"), ("warn", "黄码"), ("bad", "红码")]
    grey = words(zh, health=Answer.ANSWERED, health_colour="grey")
    assert grey == ("bad", "灰码")


def test_every_answer_reads_differently_and_says_what_to_do_next(zh: Texts) -> None:
    said = {words(zh, health=answer)[1] for answer in Answer}
    said |= {words(zh)[1], words(zh, asking=True)[1]}
    assert len(said) == len(Answer) + 2

    wrong = (code_scenes.EXPIRED, code_scenes.NOT_FOUND, code_scenes.UNVERIFIED)
    next_steps = {panel_of(view, zh).advice[0].next for view in wrong}
    assert len(next_steps) == len(wrong)


def test_while_the_service_is_asked_the_code_is_not_asked_for_again(zh: Texts) -> None:
    for needs in ((Need.HEALTH,), ()):
        panel = panel_of(replace(code_scenes.ASKING, needs=needs), zh)
        assert (panel.headline, panel.tone) == ("正在查询", "busy")

    answered = replace(code_scenes.ASKING, asking=False)
    assert panel_of(answered, zh).headline == "请出示健康码"


def test_other_peoples_codes_are_said_first(zh: Texts) -> None:
    panel = panel_of(code_scenes.EVERYTHING_WRONG, zh)

    assert panel.advice[0].next == "请一人一码，一位一位来"
    assert len(panel.advice) == 3


def test_a_mismatch_of_colours_and_of_names_says_so(zh: Texts) -> None:
    assert "颜色" in panel_of(code_scenes.MISMATCH, zh).advice[0].reason
    assert "同一个人" in panel_of(code_scenes.DISAGREE, zh).advice[0].reason


@pytest.mark.parametrize(
    ("view", "name", "word"),
    [
        (code_scenes.DOSES_PROVEN, "接种证书", "3/2 剂"),
        (code_scenes.RECOVERY_PROVEN, "康复证书", "到 27-03-31"),
        (code_scenes.FORGED, "健康证书", "不能用"),
    ],
)
def test_a_certificate_says_what_it_proves(
    view: LaneView, name: str, word: str, zh: Texts
) -> None:
    [code] = shown_codes(view, zh)
    assert (code.name, code.word) == (name, word)


def test_a_positive_test_is_no_good_sign(zh: Texts) -> None:
    positive = replace(code_scenes.TESTED, result="positive")
    view = replace(scenes.NEEDS_MASK, certificate=positive)

    assert [code.sign for code in shown_codes(view, zh)] == ["bad"]


def test_every_refused_certificate_has_a_sentence_and_a_next_step(texts: Texts) -> None:
    slugs = {
        kind.slug
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, CodeError)
    }
    slugs = {slug for slug in slugs if slug.startswith("dcc-")}
    assert len(slugs) == 10

    for slug in slugs:
        assert texts.has(f"reason.{slug}"), slug
        assert texts.has(f"next.{slug}"), slug
    assert len({texts(f"reason.{slug}") for slug in slugs}) == len(slugs)


def test_every_kind_of_certificate_has_a_name(texts: Texts) -> None:
    assert all(texts.has(f"certificate.{kind}") for kind in CertificateKind)


def test_nothing_is_said_against_who_passed(zh: Texts) -> None:
    passed = replace(code_scenes.UNVERIFIED, state=LaneState.PASSING)

    assert panel_of(passed, zh).advice == ()
