"""Vehicles in a browser: plates by touch, and the emergency button always at hand."""

import pytest
from playwright.sync_api import Page, expect

from kiosk.core.view import LaneState
from tests.browser.conftest import Kiosk, settled
from tests.browser.layout import drawn, wrong_with
from tests.web import scenes, vehicle_scenes

pytestmark = pytest.mark.browser
SHEET = ".sheet.vehicle"


def shape(page: Page) -> str | None:
    return page.locator(f"{SHEET} .plate").get_attribute("data-shape")


def tap_plate(page: Page, plate: list[str]) -> None:
    for key in plate:
        if key in {*"警学挂港澳领", "应急"}:  # on a page of their own
            page.click(f'{SHEET} [data-keys="rest"] [data-show="ends"]')
        page.click(f'{SHEET} [data-keys]:not([hidden]) [data-plate="{key}"]')


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_touchscreen_shows_a_vehicle_and_what_is_owed_without_scrolling(
    touchscreen: Page, kiosk: Kiosk, language: str
) -> None:
    touchscreen.goto(f"{kiosk.url}?lang={language}")
    wrong = {}
    for name, view in vehicle_scenes.ALL.items():
        drawn(touchscreen, kiosk, view)
        wrong[name] = wrong_with(touchscreen, may_scroll_down=False)
        expect(touchscreen.locator("#emergency")).to_be_in_viewport(ratio=1)

    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_phone_shows_a_vehicle_and_what_is_owed(phone: Page, kiosk: Kiosk) -> None:
    wrong = {}
    for name, view in vehicle_scenes.ALL.items():
        drawn(phone, kiosk, view)
        scrolls = view.state is LaneState.REGISTERING
        wrong[name] = wrong_with(phone, may_scroll_down=scrolls)
        expect(phone.locator("#emergency")).to_be_in_viewport(ratio=1)

    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (["甘", *"A12345"], "ordinary"),
        (["甘", *"AD12345"], "new-energy"),
        (["甘", *"A1234", "警"], "police"),
        (["粤", *"Z1234", "港"], "hk-macau"),
        (["甘", *"X1234", "应急"], "rescue"),
        (["沪", *"A0123", "领"], "consulate"),
    ],
)
def test_a_plate_is_tapped_and_its_kind_is_told(
    touchscreen: Page, kiosk: Kiosk, keys: list[str], kind: str
) -> None:
    settled(touchscreen, kiosk, scenes.WAITING)
    touchscreen.click("#arrive")
    assert wrong_with(touchscreen, may_scroll_down=False) == []
    tap_plate(touchscreen, keys)
    assert shape(touchscreen) == kind
    assert wrong_with(touchscreen, may_scroll_down=False) == []

    touchscreen.click(f"{SHEET} label:has([value=outside])")
    touchscreen.click(f'{SHEET} [data-step="1"]')
    touchscreen.click(f"{SHEET} .confirm")
    expect(touchscreen.locator(SHEET)).to_have_count(0)

    typed = {"plate": "".join(keys), "vehicle": "outside", "occupants": "2"}
    assert ("arrive-by", (None, typed)) in kiosk.desk.touches


def test_the_pad_helps_and_the_kiosk_decides(phone: Page, kiosk: Kiosk) -> None:
    settled(phone, kiosk, scenes.WAITING)
    phone.click("#arrive")
    assert wrong_with(phone, may_scroll_down=False) == []
    tap_plate(phone, ["甘"])
    assert wrong_with(phone, may_scroll_down=False) == []
    expect(phone.locator(f'{SHEET} [data-plate="1"]')).to_be_disabled()
    expect(phone.locator(f'{SHEET} [data-plate="警"]')).to_be_disabled()
    tap_plate(phone, ["A"])
    phone.click(f"{SHEET} [data-plate-delete]")
    phone.click(f"{SHEET} [data-plate-delete]")
    expect(phone.locator(f'{SHEET} [data-keys="start"]')).to_be_visible()

    phone.click(f"{SHEET} .confirm")
    expect(phone.locator("#message [role=alert]")).to_contain_text("车牌")
    expect(phone.locator(SHEET)).to_have_count(1)  # nothing that was typed is lost
    tap_plate(phone, ["甘"])
    expect(phone.locator("#message [role=alert]")).to_have_count(0)  # nor covered
    assert [kind for kind, _ in kiosk.desk.touches if kind == "arrive-by"] == []


def test_a_sheet_stays_while_people_step_up(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, scenes.WAITING)
    touchscreen.click("#arrive")
    tap_plate(touchscreen, ["甘", *"A12345"])
    kiosk.desk.show(scenes.NEEDS_MASK)
    expect(touchscreen.locator('#panel[data-passage="p1"]')).to_have_count(1)
    touchscreen.click(f"{SHEET} label:has([value=resident])")
    touchscreen.click(f"{SHEET} .confirm")
    expect(touchscreen.locator(SHEET)).to_have_count(0)

    typed = {"plate": "甘A12345", "vehicle": "resident", "occupants": "1"}
    assert ("arrive-by", ("p1", typed)) in kiosk.desk.touches


def test_an_emergency_is_one_tap_even_as_somebody_steps_up(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    kiosk.desk.show(scenes.NEEDS_MASK)
    expect(touchscreen.locator("body[data-late]")).to_have_count(1)
    with touchscreen.expect_response("**/emergency"):
        touchscreen.click("#emergency")

    assert ("emergency", None) in kiosk.desk.touches


def test_what_an_emergency_vehicle_was_is_noted_afterwards(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, vehicle_scenes.ALL["emergency"])
    touchscreen.click("#emergencies button")
    touchscreen.click(f"{SHEET} label:has([value=ambulance])")
    assert wrong_with(touchscreen, may_scroll_down=False) == []
    touchscreen.click(f"{SHEET} .confirm")
    expect(touchscreen.locator(SHEET)).to_have_count(0)

    fields = {"service": "ambulance", "plate": "", "occupants": ""}
    assert ("described", ("e1", fields)) in kiosk.desk.touches
