"""The rules' page on the touchscreen and on a phone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, ViewportSize, expect

from kiosk.web.app import build_app
from kiosk.web.offices import Offices
from tests.browser.conftest import PHONE, TOUCHSCREEN, Kiosk, Screens
from tests.fakes import FakeClock
from tests.web.policies import FakeRules

pytestmark = pytest.mark.browser

_TARGETS = (
    "[...document.querySelectorAll('button, a.button, summary')].map(e => {"
    " const r = e.getBoundingClientRect(); return [r.width, r.height, r.right] })"
)


@dataclass
class RuledKiosk(Kiosk):
    """A served kiosk with a rules' office."""

    office: FakeRules = field(default_factory=FakeRules)

    def app(self) -> FastAPI:
        return build_app(
            [self.desk],
            self.preview,
            self.status,
            clock=FakeClock(),
            options=self.options,
            offices=Offices(rules=self.office),
        )


@pytest.fixture
def kiosk() -> Iterator[RuledKiosk]:
    served = RuledKiosk()
    served.start()
    yield served
    served.stop()


def fits(page: Page, size: ViewportSize) -> bool:
    """Whether every target is big enough and nothing sticks out at the right."""
    targets = page.evaluate(_TARGETS)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return wide <= size["width"] and all(
        w >= 64 and h >= 64 and r <= size["width"] for w, h, r in targets
    )


@pytest.mark.parametrize("size", [TOUCHSCREEN, PHONE], ids=["touchscreen", "phone"])
def test_a_leader_changes_the_rules_in_two_taps(
    kiosk: RuledKiosk, sized: Screens, size: ViewportSize
) -> None:
    page = sized(size)
    page.goto(f"{kiosk.url}policy")
    assert fits(page, size)
    page.locator("button[data-level=closed]").first.click()
    confirm = page.get_by_role("button", name="确认执行")
    expect(confirm).to_be_in_viewport()
    assert fits(page, size)
    confirm.click()
    expect(page.locator(".force .now strong")).to_have_text("封闭管理")

    assert [what[0] for what in kiosk.office.done] == ["stage", "confirm"]


def test_a_replay_under_way_is_asked_for_until_it_is_there(
    kiosk: RuledKiosk, sized: Screens
) -> None:
    page = sized(TOUCHSCREEN)
    page.goto(f"{kiosk.url}policy")
    page.get_by_role("button", name="退回上一套").click()
    expect(page.locator(".staged")).to_contain_text("正在逐条试算")
    page.get_by_role("button", name="不换了").click()
    expect(page.locator(".empty")).to_be_attached()

    assert [what[0] for what in kiosk.office.done] == ["previous", "drop"]
