"""The panel says the right thing at the right moment, and never shows a bare key."""

import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.evidence import CodeKind, Quality, TemperatureKind
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import LaneState, LaneView
from kiosk.web.options import Fitted
from kiosk.web.panel import Panel, panel_of, shown_verdict
from kiosk.web.texts import Texts
from tests.fakes import NOON
from tests.web import scenes

BARE_KEY = re.compile(
    r"^(state|hint|need|need-hint|verdict|verdict-hint|reason|next|action|fault|gate)\."
)
SLUGS = st.sampled_from(["fever", "pass-expired", "brand-new", "{x}", "", "<b>"])
VIEWS = st.builds(
    LaneView,
    lane=st.just("1"),
    state=st.sampled_from(LaneState),
    passage=st.none() | st.just("p1"),
    needs=st.lists(st.sampled_from(Need), max_size=3).map(tuple),
    verdict=st.none() | st.sampled_from(Verdict),
    reasons=st.lists(SLUGS, max_size=4).map(tuple),
    actions=st.lists(SLUGS, max_size=3).map(tuple),
    code_kind=st.none() | st.sampled_from(CodeKind),
    code_error=st.none() | SLUGS,
    celsius=st.none() | st.floats(-70, 400),
    temperature_kind=st.none() | st.sampled_from(TemperatureKind),
    quality=st.none() | st.sampled_from(Quality),
    mask=st.none() | st.booleans(),
    fault=st.none() | SLUGS,
    fault_advice=st.none() | st.just("check the cable"),
)


def said(panel: Panel) -> list[str]:
    """Every text of a panel."""
    advice = [text for item in panel.advice for text in (item.reason, item.next)]
    return [panel.headline, panel.hint, panel.alert, *advice, *panel.actions]


@given(VIEWS)
def test_any_view_makes_a_panel_in_words(view: LaneView) -> None:
    for language in ("zh-CN", "en"):
        panel = panel_of(view, TEXTS[language])

        assert panel.headline
        assert [text for text in said(panel) if BARE_KEY.match(text)] == []


TEXTS = {language: Texts(language) for language in ("zh-CN", "en")}


@given(VIEWS)
def test_no_verdict_is_shown_before_it_is_written(view: LaneView) -> None:
    unwritten = {LaneState.WAITING, LaneState.GATHERING, LaneState.RECORDING}
    unwritten |= {LaneState.UNRECORDED}

    if view.state in unwritten:
        assert shown_verdict(view) is None
        assert panel_of(view, TEXTS["en"]).tone not in set(Verdict)


def test_a_waiting_lane_asks_for_the_pass(zh: Texts) -> None:
    panel = panel_of(scenes.WAITING, zh)

    assert (panel.headline, panel.tone) == ("请出示出入证", "idle")
    assert panel.can_tick
    assert not panel.can_close


def test_the_first_need_is_the_prompt(zh: Texts) -> None:
    assert panel_of(scenes.NEEDS_TEMPERATURE, zh).headline == "请测温"
    assert panel_of(scenes.NEEDS_MASK, zh).headline == "请看口罩"
    assert panel_of(scenes.NEEDS_CODE, zh).headline == "请出示出入证"


def test_the_mask_buttons_are_wanted_when_the_mask_is_asked(zh: Texts) -> None:
    assert panel_of(scenes.NEEDS_MASK, zh).wanted == {"mask"}
    assert panel_of(scenes.NEEDS_TEMPERATURE, zh).wanted == frozenset()
    assert panel_of(scenes.HELD, zh).wanted == {"next"}


def test_typing_is_wanted_when_the_rules_ask_for_a_contact_thermometer(
    zh: Texts,
) -> None:
    view = replace(scenes.MEASURED_BADLY, actions=("contact-thermometer",))

    assert panel_of(view, zh).wanted == {"measure"}


def test_each_verdict_has_its_word_and_tone(zh: Texts) -> None:
    shown = [
        panel_of(view, zh)
        for view in (scenes.ALLOWED, scenes.REGISTERING, scenes.REFUSED, scenes.HELD)
    ]

    words = [panel.headline for panel in shown]
    assert words == ["放行", "登记后放行", "劝返", "现场留观"]
    assert [panel.tone for panel in shown] == list(Verdict)


def test_each_reason_says_what_to_do_next(zh: Texts) -> None:
    advice = panel_of(scenes.HELD, zh).advice

    assert [item.reason for item in advice] == ["体温达到发热线", "出入证是假的"]
    assert all(item.next for item in advice)


def test_what_is_wrong_with_the_code_is_said_at_once_and_only_once(zh: Texts) -> None:
    early = replace(scenes.NEEDS_TEMPERATURE, code_error="pass-expired")

    assert [item.reason for item in panel_of(early, zh).advice] == ["出入证已过期"]
    assert len(panel_of(scenes.REFUSED, zh).advice) == len(scenes.REFUSED.reasons)


def test_a_bad_reading_says_how_to_do_better(zh: Texts) -> None:
    view = replace(scenes.MEASURED_BADLY, reasons=(), quality=Quality.UNSTABLE)

    assert panel_of(view, zh).hint == zh("quality.unstable")


def test_an_unwritten_verdict_shuts_the_gate_and_says_why(zh: Texts) -> None:
    panel = panel_of(scenes.UNRECORDED, zh)

    assert panel.headline == "闸门关闭 无法记录"
    assert panel.alert == "存储满了：叫安装员清理存储"
    assert "放行" not in panel.headline


def test_a_stuck_gate_is_to_be_opened_by_hand(zh: Texts) -> None:
    panel = panel_of(scenes.GATE_STUCK, zh)

    assert "手动开闸" in panel.alert
    assert panel.hint != zh("verdict-hint.allow")


def test_an_unknown_fault_shows_the_devices_own_advice(zh: Texts) -> None:
    view = replace(scenes.UNRECORDED, fault="new-fault", fault_advice="call 1234")

    assert panel_of(view, zh).alert == "new-fault：call 1234"


def test_the_steps_tell_open_asked_done_and_bad_apart(zh: Texts) -> None:
    marks = {step.need: step.mark for step in panel_of(scenes.MEASURED_BADLY, zh).steps}

    assert marks == {Need.CODE: "done", Need.TEMPERATURE: "asked", Need.MASK: "open"}
    held = {step.need: step.mark for step in panel_of(scenes.HELD, zh).steps}
    assert held[Need.CODE] == "bad"


def test_a_lane_without_a_camera_speaks_of_its_scan_engine(zh: Texts) -> None:
    for need in (Need.CODE, Need.HEALTH, Need.TRAVEL, Need.NAT, Need.VACCINATION):
        view = replace(scenes.NEEDS_CODE, needs=(need,))

        assert "对准镜头" in panel_of(view, zh).hint
        assert "对准扫码器" in panel_of(view, zh, Fitted(camera=False)).hint


def test_a_lane_without_a_thermometer_asks_for_the_figure(zh: Texts) -> None:
    view = scenes.NEEDS_TEMPERATURE

    by_hand = panel_of(view, zh, Fitted(thermometer=False))

    assert "填体温" in by_hand.hint
    assert by_hand.wanted == {"measure"}
    assert panel_of(view, zh).wanted == set()


def test_whom_a_leader_lets_through_is_not_sent_to_wait(zh: Texts) -> None:
    view = replace(scenes.ALLOWED, reasons=("leader-override", "fever"))

    word, overruled = panel_of(view, zh).advice

    assert (word.reason, word.next != "") == ("组长放行", True)
    assert (overruled.reason, overruled.next) == (zh("reason.fever"), "")


def test_who_goes_out_is_told_the_hour_to_be_back(zh: Texts) -> None:
    view = replace(scenes.ALLOWED, reasons=("return-deadline",))

    (told,) = panel_of(view, zh, back_by=NOON + timedelta(hours=3)).advice
    (untold,) = panel_of(view, zh).advice

    assert (told.next, untold.next) == ("告诉他 15:00 前要回来", "告诉他几点前要回来")
