"""The supervisor's pages in Chromium: a key file is given, and the answer goes away."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page

from kiosk.core.errors import FormError
from kiosk.web.offices import Offices
from tests.browser.conftest import PHONE, Kiosk, Screens
from tests.web.test_holds import FakeHoldDesk
from tests.web.test_unseal import WORDS, FakeUnsealDesk

pytestmark = pytest.mark.browser

KEY = FilePayload(name="supervisor.key", mimeType="text/plain", buffer=b"kiosk-locked")


def send(page: Page) -> None:
    page.click("#work .send")


def fill_in(page: Page) -> None:
    page.set_input_files("[name=key]", KEY)
    page.fill("[name=passphrase]", WORDS)
    page.locator("#work fieldset label").first.click()


def hold_and_let_go(page: Page) -> None:
    page.fill("[name=first]", "4")
    page.locator("#work fieldset label").first.click()
    send(page)
    page.locator(".hold button").click()
    page.locator(".hold").wait_for(state="detached")


def test_a_record_is_opened_and_a_hold_is_let_go(
    sized: Screens, tmp_path: Path
) -> None:
    desk = FakeUnsealDesk(tmp_path)
    desk.refusal = FormError("key", "passphrase-wrong", "no")
    gate = Kiosk(offices=Offices(unsealing=desk, holds=FakeHoldDesk()))
    gate.start()
    page = sized(PHONE)
    try:
        page.goto(f"{gate.url}unseal?seq=7")
        fill_in(page)
        send(page)
        page.locator("#message p").wait_for()
        desk.refusal = None
        send(page)
        page.locator(".opened", has_text="测试甲").wait_for()
        left = page.locator("[name=passphrase], [name=key], #message p").count()
        page.goto(f"{gate.url}holds")
        hold_and_let_go(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
    finally:
        gate.stop()

    assert left == 0  # neither the key nor the refusal of before
    assert [asked[1:3] for asked in desk.asked] == [(b"kiosk-locked", WORDS)] * 2
    assert wide == PHONE["width"]
