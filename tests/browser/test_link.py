"""The screen and its kiosk: status, picture, and what happens when the link breaks."""

import base64

import pytest
from playwright.sync_api import Page, expect

from kiosk.core.view import Condition, DeviceStatus, KioskStatus
from tests.browser.conftest import Kiosk, settled
from tests.web import scenes

pytestmark = pytest.mark.browser
# A JPEG of 8 x 8 grey dots.
PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////"
    "////////////////////////////////////////////wAALCAAIAAgBAREA/8QAHwAAAQUBAQEB"
    "AQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1Fh"
    "ByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZ"
    "WmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXG"
    "x8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/ACv/2Q=="
)


def test_a_lost_kiosk_is_said_loudly_and_comes_back_by_itself(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    lost = touchscreen.locator("#lost")
    expect(lost).to_be_hidden()

    kiosk.stop()
    expect(lost).to_be_visible()
    expect(lost).to_contain_text("闸门仍在工作")
    assert touchscreen.locator("#lost").evaluate(
        "(box) => box.contains(document.elementFromPoint(400, 430))"
    )

    kiosk.start()
    expect(lost).to_be_hidden(timeout=15_000)
    settled(touchscreen, kiosk, scenes.NEEDS_MASK)
    expect(touchscreen.locator("h1")).to_have_text("请看口罩")


def test_a_kiosk_that_falls_silent_is_noticed_without_an_error(
    clocked: Page, kiosk: Kiosk
) -> None:
    kiosk.freeze()

    clocked.clock.run_for(8_000)

    expect(clocked.locator("#lost")).to_be_visible()
    kiosk.thaw()
    expect(clocked.locator("#lost")).to_be_hidden()


def test_a_tap_that_does_not_arrive_is_said(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, scenes.NEEDS_MASK)
    touchscreen.route("**/mask", lambda route: route.abort())

    touchscreen.get_by_role("button", name="戴好口罩").tap()

    expect(touchscreen.locator("#message")).to_contain_text("请再点一次")


def test_lights_and_band_follow_the_devices(touchscreen: Page, kiosk: Kiosk) -> None:
    expect(touchscreen.locator(".band")).to_have_count(0)
    kiosk.status.now = KioskStatus(
        devices=(
            DeviceStatus(name="camera", condition=Condition.FAILED, slug="unplugged"),
            DeviceStatus(
                name="thermometer", condition=Condition.OK, demonstration=True
            ),
        )
    )

    expect(touchscreen.locator(".light[data-name=camera]")).to_contain_text("故障")
    expect(touchscreen.locator("#ailing")).to_contain_text("插好 USB 线")
    expect(touchscreen.locator("#preview")).to_be_hidden()
    expect(touchscreen.locator(".band")).to_contain_text("演示模式")


def test_the_picture_moves(touchscreen: Page, kiosk: Kiosk) -> None:
    kiosk.preview.picture = PICTURE

    # The picture is drawn although the stream goes on.
    picture = touchscreen.locator("#picture")
    expect(picture).to_have_js_property("naturalWidth", 8)
    assert kiosk.preview.asked > 0


def test_the_status_page_renews_itself(clocked: Page, kiosk: Kiosk) -> None:
    clocked.locator("#lights").tap()
    expect(clocked.locator("h1")).to_have_text("设备状态")
    kiosk.status.now = KioskStatus(
        devices=(
            DeviceStatus(name="journal", condition=Condition.FAILED, slug="store-full"),
        )
    )

    clocked.clock.run_for(6_000)

    expect(clocked.locator("table").first).to_contain_text("存储满了")
