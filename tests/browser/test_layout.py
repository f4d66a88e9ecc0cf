"""The layout: everything within the screen, every target big enough for gloves."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from kiosk.core.view import Condition, DeviceStatus, KioskStatus, LaneState
from tests.browser.conftest import PHONE, Kiosk, settled
from tests.browser.layout import FINGER_PX, drawn, wrong_with
from tests.web import code_scenes, scenes

pytestmark = pytest.mark.browser
VIEWS = scenes.ALL | code_scenes.ALL
DEMONSTRATION = KioskStatus(
    devices=(DeviceStatus(name="camera", condition=Condition.OK, demonstration=True),)
)


def clipped(page: Page, selector: str) -> bool:
    """Whether an element's content is larger than the element."""
    return bool(
        page.locator(selector).evaluate(
            "(box) => box.scrollHeight > box.clientHeight + 1"
            " || box.scrollWidth > box.clientWidth + 1"
        )
    )


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_touchscreen_shows_everything_without_scrolling(
    touchscreen: Page, kiosk: Kiosk, language: str
) -> None:
    kiosk.status.now = DEMONSTRATION  # the band takes its room as well
    touchscreen.goto(f"{kiosk.url}?lang={language}")
    wrong = {}

    for name, view in VIEWS.items():
        drawn(touchscreen, kiosk, view)
        wrong[name] = wrong_with(touchscreen, may_scroll_down=False)

    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640)])
def test_a_phone_shows_everything_and_scrolls_for_forms_and_questions_at_most(
    phone: Page, kiosk: Kiosk, width: int, height: int
) -> None:
    phone.set_viewport_size({"width": width, "height": height})
    wrong = {}

    for name, view in VIEWS.items():
        drawn(phone, kiosk, view)
        long = view.state is LaneState.REGISTERING or name.startswith("asked")
        scrolls = long or height < PHONE["height"]
        wrong[name] = wrong_with(phone, may_scroll_down=scrolls)

    assert {name: found for name, found in wrong.items() if found} == {}


def test_many_reasons_still_fit_the_touchscreen(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    reasons = ("fever", "pass-forged", "mask-missing", "unheard-of")
    settled(touchscreen, kiosk, replace(scenes.HELD, reasons=reasons))

    assert not clipped(touchscreen, "#panel")
    assert not clipped(touchscreen, "#advice")
    expect(touchscreen.locator("#advice li").last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("screen", ["touchscreen", "phone"])
def test_the_keypads_keys_are_big(
    request: pytest.FixtureRequest, kiosk: Kiosk, screen: str
) -> None:
    page: Page = request.getfixturevalue(screen)
    settled(page, kiosk, scenes.NEEDS_TEMPERATURE)
    page.get_by_role("button", name="填体温").tap()

    keys = page.locator("#keypad button:visible")
    expect(keys).to_have_count(13)
    for key in keys.all():
        expect(key).to_be_in_viewport(ratio=1)
        box = key.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER_PX


def test_chinese_is_drawn_with_chinese_letters(touchscreen: Page) -> None:
    font = touchscreen.locator("h1").evaluate("(h1) => getComputedStyle(h1).fontFamily")

    assert font.startswith('"Noto Sans CJK SC"')
