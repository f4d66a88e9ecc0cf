"""Daily reports in Chromium: by touch, and on paper."""

import pytest

from kiosk.web.offices import Offices
from tests.browser.conftest import PHONE, TOUCHSCREEN, Kiosk, Screens
from tests.web.households import FakeHouseholdOffice
from tests.web.test_reports import FakeReports

pytestmark = pytest.mark.browser

_TARGETS = (
    "[...document.querySelectorAll('button, a.button, nav a')].map(e => {"
    " const r = e.getBoundingClientRect(); return [r.width, r.height, r.right] })"
)
_SHEETS = ("2", "2/log", "table?first=2026-10-22&last=2026-11-21")


def test_reports_fit_every_screen_and_each_sheet_one_page(sized: Screens) -> None:
    offices = Offices(reports=FakeReports(), households=FakeHouseholdOffice())
    kiosk = Kiosk(offices=offices)
    kiosk.start()
    pages = {}
    try:
        for size in (PHONE, TOUCHSCREEN):
            page = sized(size)
            page.goto(f"{kiosk.url}reports")
            for wide, high, right in page.evaluate(_TARGETS):
                assert wide >= 64
                assert high >= 64
                assert right <= size["width"]
            form = page.locator('[action^="/reports/household"]')
            form.locator("[name=household]").fill("3-2-501")
            form.locator("[name=why]").fill("测试检查")
            form.locator("[value=print]").click()
            page.wait_for_url("**/household*")
            pages["household"] = page.pdf(prefer_css_page_size=True)
            for sheet in _SHEETS:
                page.goto(f"{kiosk.url}reports/{sheet}")
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width <= size["width"]
                pages[sheet] = page.pdf(prefer_css_page_size=True)
    finally:
        kiosk.stop()

    for name, printed in pages.items():
        assert printed.count(b"/Type /Page\n") == 1, name
