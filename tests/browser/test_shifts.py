"""Signing in on post and handing over, in Chromium."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, ViewportSize, expect

from kiosk.core.staff import Staff
from kiosk.web.app import build_app
from kiosk.web.offices import Offices
from tests.browser.conftest import PHONE, TOUCHSCREEN, Kiosk, Screens
from tests.fakes import FakeClock
from tests.web.fakes import FakeSignIn
from tests.web.shifts import LEADER, OTHER, VOLUNTEER, FakeHandovers, FakeShifts

pytestmark = pytest.mark.browser

_TARGETS = (
    "[...document.querySelectorAll('button, a.button, label, nav a')]"
    ".filter(e => e.offsetParent).map(e => {"
    " const r = e.getBoundingClientRect(); return [r.width, r.height, r.right] })"
)


@dataclass
class HeldUp:
    """Whose badge is before the lane."""

    staff: Staff | None = None

    def shown(self) -> Staff | None:
        return self.staff


@dataclass
class PostKiosk(Kiosk):
    """A served kiosk where staff sign in on post."""

    badges: HeldUp = field(default_factory=HeldUp)

    shifts: FakeShifts = field(default_factory=FakeShifts)
    handovers: FakeHandovers = field(default_factory=FakeHandovers)

    def app(self) -> FastAPI:
        return build_app(
            [self.desk],
            self.preview,
            self.status,
            clock=FakeClock(),
            options=self.options,
            offices=Offices(
                shifts=self.shifts,
                handovers=self.handovers,
                sign_in=FakeSignIn([VOLUNTEER, LEADER, OTHER]),
                badges=self.badges,
            ),
        )


@pytest.fixture
def post() -> Iterator[PostKiosk]:
    kiosk = PostKiosk()
    kiosk.start()
    yield kiosk
    kiosk.stop()


def _sign(page: Page, number: str, act: str) -> None:
    page.locator(f'input[name=number][value="{number}"]').check(force=True)
    for key in "493027":
        page.locator(f'#pad [data-key="{key}"]').click()
    with page.expect_navigation():
        page.locator(f'.send[value="{act}"]').click()


def test_a_badge_before_the_lane_chooses_its_owner(
    post: PostKiosk, sized: Screens
) -> None:
    page = sized(TOUCHSCREEN)
    page.goto(f"{post.url}shift")
    owner = page.locator(f'input[name=number][value="{LEADER.id}"]')
    expect(owner).not_to_be_checked()

    post.badges.staff = LEADER

    expect(owner).to_be_checked()
    expect(page.locator(".send").first).to_be_disabled()  # the PIN decides


def _draw(page: Page) -> None:
    page.locator("#draw").click()
    box = page.locator("#sign-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(box["x"] + 20 + 25 * step, box["y"] + 40 + 30 * (step % 2))
    page.mouse.up()
    page.locator("[data-sign=done]").click()


def _fits(page: Page, size: ViewportSize) -> None:
    targets = page.evaluate(_TARGETS)
    assert targets
    assert all(w >= 64 and h >= 64 and r <= size["width"] for w, h, r in targets)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [TOUCHSCREEN, PHONE], ids=["touchscreen", "phone"])
def test_a_shift_is_signed_for_by_touch(
    post: PostKiosk, sized: Screens, size: ViewportSize
) -> None:
    page = sized(size)
    page.goto(f"{post.url}shift")
    _fits(page, size)
    _sign(page, "3", "on")
    page.goto(f"{post.url}handover")
    _fits(page, size)
    page.locator('[name="stock-masks"]').fill("20")
    _draw(page)
    _sign(page, "1", "offer")
    _sign(page, "3", "accept")
    expect(page).to_have_url(f"{post.url}handover/5")
    _fits(page, size)

    assert post.shifts.done == [("on", "3", None)]
    offered, accepted = post.handovers.done
    sent = offered[2]
    assert isinstance(sent, dict)
    assert sent["stock-masks"] == "20"
    assert sent["signature"].count(".") > 10
    assert accepted == ("accept", "3", 41, "")


@pytest.mark.parametrize(("paper", "wide_mm"), [("a4", 210), ("slip", 80)])
def test_the_sheet_fits_one_page_of_its_paper(
    post: PostKiosk, sized: Screens, paper: str, wide_mm: int
) -> None:
    page = sized(TOUCHSCREEN)
    page.goto(f"{post.url}handover/5?paper={paper}")
    printed = page.pdf(prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") == 1
    box = printed.split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert round(float(box[2]) / 72 * 25.4) == wide_mm
