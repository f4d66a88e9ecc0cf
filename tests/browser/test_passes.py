"""Cards on paper and on the leader's page, read back from what Chromium draws."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Browser, ViewportSize

from kiosk.core.card import PassCard
from kiosk.office.sheet import Drawn, draw_symbol, lay_out_cards, lay_out_sheets
from kiosk.web.offices import Offices
from tests.browser.conftest import PHONE, TOUCHSCREEN, Kiosk, Screens
from tests.codes.scene import COMMUNITY, NOW, issued
from tests.web.fakes import FakeOffice

pytestmark = pytest.mark.browser

A4 = ViewportSize(width=794, height=1123)


def cards() -> list[PassCard]:
    return [
        PassCard(
            text=issued(pass_id=f"{number:012x}"),
            pass_id=f"{number:012x}",
            pass_class="resident",
            community=COMMUNITY,
            not_before=NOW,
            expires=NOW + timedelta(days=30),
            generation=number,
            household=f"{number}-1-101",
            member=number,
            masked_name="测**",
        )
        for number in range(1, 12)
    ]


def read(picture: bytes) -> set[str]:
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    return {symbol.text for symbol in zxingcpp.read_barcodes(pixels)}


@pytest.mark.parametrize(("draw", "pages"), [(lay_out_sheets, 2), (lay_out_cards, 11)])
def test_every_code_on_paper_reads_back(
    chromium: Browser,
    tmp_path: Path,
    draw: Callable[[Sequence[Drawn], str], str],
    pages: int,
) -> None:
    made = cards()
    file = tmp_path / "sheet.html"
    file.write_text(draw([draw_symbol(card) for card in made], "测试小区"))
    page = chromium.new_page(viewport=A4, device_scale_factor=2)
    page.goto(file.as_uri())

    sheets = page.locator(".page")
    shown = [sheets.nth(n).screenshot() for n in range(sheets.count())]
    spilt = page.evaluate(
        "[...document.querySelectorAll('.card dl')].filter(e =>"
        " e.getBoundingClientRect().bottom >"
        " e.parentElement.getBoundingClientRect().bottom).length"
    )
    page.close()

    assert len(shown) == pages
    assert spilt == 0
    found: set[str] = set()
    assert found.union(*map(read, shown)) == {card.text for card in made}


@pytest.mark.parametrize("size", [TOUCHSCREEN, PHONE], ids=["touchscreen", "phone"])
def test_a_leader_issues_a_pass_that_reads_from_the_screen(
    sized: Screens, size: ViewportSize
) -> None:
    office = FakeOffice()
    kiosk = Kiosk(offices=Offices(passes=office))
    kiosk.start()
    page = sized(size)
    try:
        page.goto(f"{kiosk.url}passes")
        page.locator("input[value=delivery][name=class]").click()
        page.locator("input[name=hours][value='8']").click()
        page.locator("input[name=household]").fill("3-2-501")
        page.get_by_role("button", name="办证").click()
        page.locator(".card svg").wait_for()
        targets = page.evaluate(
            "[...document.querySelectorAll('button, a.button, .order label')]"
            ".map(e => { const r = e.getBoundingClientRect();"
            " return [r.width, r.height, r.right] })"
        )
        shown = page.screenshot(full_page=True)
    finally:
        kiosk.stop()

    (asked,) = office.asked
    assert (asked["class"], asked["hours"]) == ("delivery", "8")
    assert all(w >= 64 and h >= 64 and r <= size["width"] for w, h, r in targets)
    assert read(shown) == {FakeOffice.TEXT}
