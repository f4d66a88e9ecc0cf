"""The real service is killed in the middle of a form; a real browser fills it on."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.app.rig import NO_DEVICES, Site
from tests.app.test_registration import POLICY
from tests.browser.conftest import _FLAGS, CHROMIUM
from tests.browser.test_end_to_end import _ENVIRONMENT, errors_of

pytestmark = pytest.mark.browser

PLANTED = {"姓名": "测试植入甲", "常住地": "测试植入街一号"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.at(tmp_path / "site")
    site.folder.mkdir()
    rules = site.folder / "registering.toml"
    rules.write_text(POLICY, "utf-8")
    site.furnish(NO_DEVICES, more=f'[policy]\nname = "{rules}"\n')
    return site


@contextmanager
def service(site: Site) -> Iterator[subprocess.Popen[str]]:
    """The service until it is killed, without a chance to tidy up."""
    with (
        (site.folder / "errors").open("a") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "kiosk", "run"],
            cwd=site.folder,
            env=_ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline().startswith("kiosk: open"), errors_of(site)
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def window(chromium: Browser, profile: Path) -> Iterator[BrowserContext]:
    """A browser with a profile on the disk, as a volunteer's phone has one."""
    launcher = chromium.browser_type
    context = launcher.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=_FLAGS,
        viewport={"width": 800, "height": 480},
        has_touch=True,
        timeout=60_000,
    )
    context.set_default_timeout(40_000)
    yield context
    context.close()


def open_form(page: Page) -> None:
    """A visitor without a pass, as far as the form."""
    page.get_by_role("button", name="没有出入证").tap()
    page.get_by_role("button", name="访客").tap()
    expect(page.locator("#panel[data-state=registering]")).to_be_visible()
    # The screen ignores taps in the moment after the person changed.
    expect(page.locator("body[data-late]")).to_have_count(0)


def readable(folder: Path, secrets: list[str]) -> list[str]:
    """Which of ``secrets`` stand in a file or a file's name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    disk = b"".join(path.read_bytes() + str(path).encode() for path in files)
    codecs = ("utf-8", "utf-16-le", "gb18030")
    return [s for s in secrets if any(s.encode(codec) in disk for codec in codecs)]


@pytest.mark.timeout(180)
def test_a_form_outlives_a_killed_service_and_is_on_no_disk(
    site: Site, window: BrowserContext, profile: Path
) -> None:
    page = window.new_page()
    with service(site):
        page.goto(f"http://127.0.0.1:{site.port}/")
        expect(page.locator("#clock")).not_to_have_text("--:--")
        open_form(page)
        for label, text in PLANTED.items():
            page.get_by_label(label).fill(text)
        with page.expect_request("**/draft") as kept:
            page.locator("[value=care]").tap()
        assert "purpose=care" in (kept.value.post_data or "")
        assert kept.value.response() is not None
        key = next(c for c in window.cookies() if c["name"] == "draft")["value"]

    secrets = [*PLANTED.values(), key]
    assert readable(site.store, secrets) == []
    assert len(list((site.store / "drafts").iterdir())) == 1

    with service(site):
        expect(page.locator("#panel[data-state=waiting]")).to_be_visible()
        expect(page.locator("#lost")).to_be_hidden()
        open_form(page)
        page.get_by_role("button", name="继续填上次没填完的：测**").tap()
        for label, text in PLANTED.items():
            expect(page.get_by_label(label)).to_have_value(text)
        expect(page.locator("[value=care]")).to_be_checked()

    assert readable(site.store, secrets) == []
    assert readable(profile, secrets) == []
