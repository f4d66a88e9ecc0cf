"""The volunteer screen in Chromium: what it shows, and what a tap does."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Kiosk, settled
from tests.web import scenes
from tests.web.fakes import FakeDesk

pytestmark = pytest.mark.browser


def touches(desk: FakeDesk, name: str) -> list[object]:
    return [what for kind, what in desk.touches if kind == name]


def test_each_verdict_appears_by_itself_with_word_symbol_and_sound(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    for view, word, sound in (
        (scenes.ALLOWED, "放行", "allow"),
        (scenes.REGISTERING, "登记后放行", "register"),
        (scenes.REFUSED, "劝返", "refuse"),
        (scenes.HELD, "现场留观", "hold"),
    ):
        kiosk.desk.show(view)

        expect(touchscreen.locator("h1")).to_have_text(word)
        symbol = touchscreen.locator("#headline use")
        expect(symbol).to_have_attribute("href", f"#sym-{sound}")
        expect(touchscreen.locator("body")).to_have_attribute("data-sound", sound)


def test_the_kiosk_hears_when_a_verdict_was_drawn(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    with touchscreen.expect_response("**/shown") as answer:
        kiosk.desk.show(scenes.ALLOWED)

    assert answer.value.status == 204
    assert kiosk.desk.touches == [("shown", "p1")]


def test_prompts_are_not_reported_as_drawn_verdicts(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    for view in (scenes.NEEDS_MASK, scenes.UNRECORDED, scenes.WAITING):
        settled(touchscreen, kiosk, view)

    assert kiosk.desk.touches == []


def test_the_mask_is_ticked_by_one_tap(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, scenes.NEEDS_MASK)

    with touchscreen.expect_response("**/mask"):
        touchscreen.get_by_role("button", name="戴好口罩").tap()

    assert kiosk.desk.touches == [("mask", True)]


def test_a_temperature_is_typed_in_three_taps_without_a_point(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, scenes.NEEDS_TEMPERATURE)
    touchscreen.get_by_role("button", name="填体温").tap()
    for digit in "365":
        touchscreen.locator(f"[data-key='{digit}']").tap()

    expect(touchscreen.locator("#keypad-text")).to_have_text("36.5")
    with touchscreen.expect_response("**/temperature"):
        touchscreen.get_by_role("button", name="确定").tap()

    assert kiosk.desk.touches == [("temperature", 36.5)]
    expect(touchscreen.locator("#keypad")).to_be_hidden()


def test_a_mistyped_temperature_is_refused_in_words(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, scenes.NEEDS_TEMPERATURE)
    touchscreen.get_by_role("button", name="填体温").tap()
    for key in ("9", "9", "delete", "8"):
        touchscreen.locator(f"[data-key='{key}']").tap()
    touchscreen.get_by_role("button", name="确定").tap()

    expect(touchscreen.locator("#message")).to_contain_text("30.0 到 45.0")
    assert kiosk.desk.touches == []


def test_the_next_person_closes_the_keypad(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, scenes.NEEDS_TEMPERATURE)
    touchscreen.get_by_role("button", name="填体温").tap()
    expect(touchscreen.locator("#keypad")).to_be_visible()

    kiosk.desk.show(replace(scenes.NEEDS_TEMPERATURE, passage="p2"))

    expect(touchscreen.locator("#keypad")).to_be_hidden()


def test_a_tap_in_the_moment_the_person_changes_does_nothing(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, scenes.NEEDS_MASK)
    box = touchscreen.locator("#mask-yes").bounding_box()
    assert box is not None
    touchscreen.mouse.move(box["x"] + 20, box["y"] + 20)
    touchscreen.mouse.down()

    settled(touchscreen, kiosk, replace(scenes.NEEDS_MASK, passage="p2"))
    touchscreen.mouse.up()
    with touchscreen.expect_response("**/next"):
        touchscreen.get_by_role("button", name="下一位").tap()

    assert kiosk.desk.touches == [("next", "p2")]


def test_a_panel_that_changes_under_the_finger_does_not_swallow_the_tap(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, scenes.NEEDS_MASK)
    box = touchscreen.locator("#mask-yes").bounding_box()
    assert box is not None
    touchscreen.mouse.move(box["x"] + 20, box["y"] + 20)
    touchscreen.mouse.down()

    settled(touchscreen, kiosk, replace(scenes.NEEDS_MASK, celsius=36.6))
    with touchscreen.expect_response("**/mask"):
        touchscreen.mouse.up()

    assert kiosk.desk.touches == [("mask", True)]


def test_the_form_survives_changes_of_the_panel_and_is_sent(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, scenes.REGISTERING)
    touchscreen.get_by_label("姓名").fill("测试甲")
    touchscreen.get_by_label("联系电话").tap()
    for digit in "13800138000":
        touchscreen.locator(f"[data-key='{digit}']").tap()
    touchscreen.get_by_role("button", name="确定").tap()
    touchscreen.locator("[value=medical]").tap()

    settled(touchscreen, kiosk, replace(scenes.REGISTERING, celsius=36.7))
    with touchscreen.expect_response("**/register"):
        touchscreen.get_by_role("button", name="登记完成").tap()

    form = {"name": "测试甲", "phone": "13800138000", "purpose": "medical"}
    form["document"] = "id-card"
    assert touches(kiosk.desk, "register") == [form]


def test_the_form_of_the_next_person_is_empty(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, scenes.REGISTERING)
    touchscreen.get_by_label("姓名").fill("测试甲")

    settled(touchscreen, kiosk, replace(scenes.REGISTERING, passage="p2"))

    expect(touchscreen.get_by_label("姓名")).to_have_value("")


def test_an_incomplete_form_says_what_is_missing_and_keeps_the_rest(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, scenes.REGISTERING)
    touchscreen.locator("[value=work]").tap()
    touchscreen.get_by_role("button", name="登记完成").tap()

    expect(touchscreen.locator("#message")).to_have_text("请填写：姓名")
    expect(touchscreen.locator("[value=work]")).to_be_checked()


def test_the_language_changes_by_one_tap_and_stays(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    touchscreen.get_by_role("button", name="English").tap()
    expect(touchscreen.locator("h1")).to_have_text("Show your pass")

    settled(touchscreen, kiosk, scenes.HELD)

    expect(touchscreen.locator("h1")).to_have_text("Hold here")
    expect(touchscreen.locator("html")).to_have_attribute("lang", "en")


def test_day_and_night_change_by_one_tap(touchscreen: Page) -> None:
    touchscreen.get_by_role("button", name="换明暗").tap()

    expect(touchscreen.locator("html")).to_have_attribute("data-theme", "light")


def test_hostile_text_stays_text(touchscreen: Page, kiosk: Kiosk) -> None:
    hostile = "<img src=x onerror=alert(1)>"

    settled(touchscreen, kiosk, replace(scenes.HELD, reasons=(hostile,)))

    expect(touchscreen.locator("#advice")).to_contain_text(hostile)
    expect(touchscreen.locator("#advice img")).to_have_count(0)
