"""A real web server with fake lanes, and Debian's Chromium before it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from kiosk.core.view import LaneView
from kiosk.ports import Drafts
from kiosk.web.app import STATIC, VENDOR, build_app
from kiosk.web.no_drafts import NoDrafts
from kiosk.web.offices import NO_OFFICES, Offices
from kiosk.web.options import WebOptions
from kiosk.web.server import bind, serve
from tests.fakes import FakeClock
from tests.web.fakes import FakeDesk, FakePreview, FakeStatus

CHROMIUM = Path("/usr/bin/chromium")
TOUCHSCREEN = ViewportSize(width=800, height=480)
PHONE = ViewportSize(width=390, height=844)
Screens = Callable[[ViewportSize], Page]
_PATIENCE_MS = 20_000
_LONG = {"test_end_to_end.py", "test_form_restart.py"}
# Each window would draw its address bar's lists unseen, a second of the processor. What
# else is off is so by Playwright, whose list this replaces.
_OFF = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "HttpsUpgrades"),
    *("DestroyProfileOnBrowserClose", "NetworkTimeServiceQuerying", "PaintHolding"),
    *("OptimizationHints", "PreconnectToSearch"),
)
_FLAGS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    f"--disable-features={','.join(_OFF)}",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop in the main thread, and
    no test of ours could run one of its own beside it. Of them, those first that wait
    for a whole service, so that nobody waits for the last of them alone."""

    def place(item: pytest.Item) -> tuple[bool, bool]:
        browser = item.get_closest_marker("browser") is not None
        return browser, item.path.name not in _LONG

    items.sort(key=place)


@dataclass
class Kiosk:
    """A served kiosk with fakes behind it; ``stop`` and ``start`` are a restart."""

    desk: FakeDesk = field(default_factory=FakeDesk)
    preview: FakePreview = field(default_factory=FakePreview)
    status: FakeStatus = field(default_factory=FakeStatus)
    options: WebOptions = field(default_factory=lambda: WebOptions(beat_s=0.2))
    offices: Offices = NO_OFFICES
    drafts: Drafts = field(default_factory=NoDrafts)
    port: int = 0

    def start(self) -> None:
        """Serve on the same port as before, else on a free one."""
        listener = bind("127.0.0.1", self.port)
        self.port = listener.getsockname()[1]
        app = self.app()
        ready = threading.Event()

        async def run() -> None:
            self._stop, self._loop = asyncio.Event(), asyncio.get_running_loop()
            ready.set()
            await serve(app, listener, self._stop)

        self._thread = threading.Thread(target=lambda: asyncio.run(run()))
        self._thread.start()
        ready.wait(10)

    def app(self) -> FastAPI:
        """The application around the fakes."""
        return build_app(
            [self.desk],
            self.preview,
            self.status,
            clock=FakeClock(),
            options=self.options,
            offices=self.offices,
            drafts=self.drafts,
        )

    def stop(self) -> None:
        """Stop serving and close the port."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the server did not stop"

    def freeze(self) -> None:
        """Stop answering without closing anything, as a pulled network cable does."""
        self._thawed = threading.Event()
        self._loop.call_soon_threadsafe(self._thawed.wait, 30)

    def thaw(self) -> None:
        """Go on after ``freeze``."""
        self._thawed.set()

    @property
    def url(self) -> str:
        """Where the volunteer screen is."""
        return f"http://127.0.0.1:{self.port}/"


def settled(page: Page, kiosk: Kiosk, view: LaneView) -> None:
    """Show ``view`` and wait until taps on it count."""
    kiosk.desk.show(view)
    revision = kiosk.desk.view().revision
    panel = page.locator(f'#panel[data-revision="{revision}"]')
    panel.wait_for()
    # The screen ignores taps in the moment after the person changed.
    expect(page.locator("body[data-late]")).to_have_count(0)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium: apt install chromium fonts-noto-cjk")
    if not all((STATIC / "vendor" / name).exists() for name in VENDOR):
        pytest.skip("needs htmx in kiosk/web/static/vendor: run the set-up (npm ci)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=_FLAGS, timeout=60_000
        )
        yield browser
        browser.close()


@pytest.fixture
def kiosk() -> Iterator[Kiosk]:
    served = Kiosk()
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def tab(chromium: Browser) -> Iterator[Page]:
    """The one page of most tests: a new one would cost a second of the processor."""
    context = chromium.new_context(has_touch=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def sized(tab: Page) -> Iterator[Screens]:
    """Gives the page in a size, as a browser that was just opened."""

    def resized(size: ViewportSize) -> Page:
        tab.set_default_timeout(_PATIENCE_MS)
        tab.set_viewport_size(size)
        return tab

    yield resized
    # Left by the page itself, the next one needs no new process.
    tab.evaluate("location.replace('about:blank')")
    tab.wait_for_url("about:blank")
    tab.unroute_all()
    tab.context.clear_cookies()


@pytest.fixture
def touchscreen(kiosk: Kiosk, sized: Screens) -> Iterator[Page]:
    """The 7" touchscreen, showing the lane, its stream open; no console errors."""
    yield from _watched(sized(TOUCHSCREEN), kiosk)


@pytest.fixture
def phone(kiosk: Kiosk, sized: Screens) -> Iterator[Page]:
    """A phone held upright, showing the lane."""
    yield from _watched(sized(PHONE), kiosk)


@pytest.fixture
def clocked(chromium: Browser, kiosk: Kiosk) -> Iterator[Page]:
    """A touchscreen whose clock is turned by hand, of its own: it cannot be let go."""
    context = chromium.new_context(viewport=TOUCHSCREEN, has_touch=True)
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    page.clock.install()
    yield from _watched(page, kiosk)
    context.close()


def _watched(page: Page, kiosk: Kiosk) -> Iterator[Page]:
    errors: list[str] = []

    def crashed(error: Error) -> None:
        errors.append(str(error))

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("pageerror", crashed)
    page.on("console", said)
    page.goto(kiosk.url)
    # (wait_for_function would need eval, which the page's CSP forbids)
    expect(page.locator("#clock")).not_to_have_text("--:--")
    yield page
    page.remove_listener("pageerror", crashed)
    page.remove_listener("console", said)
    # A refusal or a broken link is reported by the browser whatever the page does.
    assert [e for e in errors if not e.startswith(("Failed to load", "htmx:"))] == []
