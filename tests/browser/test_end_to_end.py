"""The real thing: ``python -m kiosk run``, simulated people, Debian's Chromium."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import expect

from tests.app.rig import Site
from tests.browser.conftest import TOUCHSCREEN, Screens

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
_ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
_SIMULATED = """
camera      = { driver = "simulated" }
thermometer = { driver = "simulated" }
"""


@contextmanager
def kiosk(site: Site) -> Iterator[subprocess.Popen[str]]:
    """A kiosk in a process of its own, once it says where it is."""
    site.furnish(_SIMULATED)
    with (
        (site.folder / "errors").open("w") as errors,
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
        said = process.stdout.readline()
        assert said == f"kiosk: open http://127.0.0.1:{site.port}/\n", errors_of(site)
        yield process
        process.kill()


def errors_of(site: Site) -> str:
    return (site.folder / "errors").read_text("utf-8")


def journal(site: Site) -> list[dict[str, Any]]:
    """What ``kiosk journal show --json`` prints."""
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", "journal", "show", "--json"],
        cwd=site.folder,
        env=_ENVIRONMENT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def simulators(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The visitors' processes, once the kiosk has started them."""
    kiosk_process, patience = psutil.Process(process.pid), threading.Event()
    while not (children := kiosk_process.children(recursive=True)):
        assert process.poll() is None
        patience.wait(0.05)
    return children


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.at(tmp_path)


@pytest.mark.timeout(120)
def test_a_simulated_person_is_admitted_on_the_screen_and_in_the_journal(
    site: Site, sized: Screens
) -> None:
    page = sized(TOUCHSCREEN)
    page.set_default_timeout(40_000)
    with kiosk(site) as process:
        page.goto(f"http://127.0.0.1:{site.port}/")
        expect(page.locator(".band")).to_contain_text("演示")
        expect(page.locator(".band")).to_be_visible()
        panel = page.locator("#panel[data-state=passing]")
        expect(panel.locator("h1")).to_have_text("放行", timeout=40_000)
        shown = panel.get_attribute("data-passage")
        rows = [row for row in journal(site) if row["payload"].get("passage") == shown]
        children = simulators(process)
        process.send_signal(signal.SIGTERM)
        code = process.wait(15)

    payload = rows[0]["payload"]
    assert (rows[0]["kind"], payload["verdict"]) == ("passage", "allow")
    assert payload["demonstration"] is True
    assert code == 0
    assert "Traceback" not in errors_of(site)
    assert not any(child.is_running() for child in children)


def test_simulators_go_home_when_the_kiosk_is_killed(site: Site) -> None:
    with kiosk(site) as process:
        children = simulators(process)
        process.kill()
        process.wait(15)
        gone, alive = psutil.wait_procs(children, timeout=20)

    assert (len(gone), alive) == (1, [])
    assert not list(site.store.glob("thermometer*"))
