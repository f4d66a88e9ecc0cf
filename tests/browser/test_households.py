"""The households page and the tap that takes a crossing back, in Chromium."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from kiosk.web.offices import Offices
from tests.browser.conftest import PHONE, TOUCHSCREEN, Kiosk, Screens, settled
from tests.web import scenes
from tests.web.households import FakeHouseholdOffice

pytestmark = pytest.mark.browser

_SMALL = (
    "[...document.querySelectorAll('button, a.button, summary, input')]"
    ".filter(e => e.offsetParent && e.type !== 'hidden').map(e => {"
    " const r = e.getBoundingClientRect(); return [r.width, r.height, r.right] })"
)


@pytest.mark.parametrize("size", [TOUCHSCREEN, PHONE], ids=["touchscreen", "phone"])
def test_a_leader_grants_relief_to_who_is_overdue(
    sized: Screens, size: ViewportSize
) -> None:
    office = FakeHouseholdOffice()
    leaders = Kiosk(offices=Offices(households=office))
    leaders.start()
    page = sized(size)
    try:
        page.goto(f"{leaders.url}households")
        page.locator(".exit[data-late]").first.click()
        page.get_by_text("今天准许再外出一次").click()
        page.locator(".reasons").first.wait_for()
        targets = page.evaluate(_SMALL)
        page.get_by_role("button", name="就医").click()
        page.locator(".marks .good").wait_for()
    finally:
        leaders.stop()

    ((event, said, _),) = office.told
    assert (event, said["reason"]) == ("relief", "medical")
    assert all(w >= 64 and h >= 64 and r <= size["width"] for w, h, r in targets)


def _taken_back(page: Page, kiosk: Kiosk) -> None:
    for view in (scenes.ALLOWED, scenes.WAITING):
        settled(page, kiosk, replace(view, undoable="p1"))
        button = page.locator("#undo")
        expect(button).to_be_in_viewport(ratio=1)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 64
        before = len(kiosk.desk.touches)
        with page.expect_response("**/take-back"):
            button.click()
        assert kiosk.desk.touches[before:] == [("take-back", "p1")]
    settled(page, kiosk, scenes.WAITING)
    expect(page.locator("#undo")).to_have_count(0)


def test_one_tap_takes_back_on_the_touchscreen(touchscreen: Page, kiosk: Kiosk) -> None:
    _taken_back(touchscreen, kiosk)


def test_one_tap_takes_back_on_the_phone(phone: Page, kiosk: Kiosk) -> None:
    _taken_back(phone, kiosk)
