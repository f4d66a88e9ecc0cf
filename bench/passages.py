"""First readable frame → verdict on the screen of a headless Chromium.

Temperature (a contact thermometer's, typed by the page) and mask are there before the
code, so the code decides. The simulated
camera says when a frame with a readable code left it; the page says when the panel
with the verdict was drawn (two animation frames after it arrived).
"""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.report import Row, percentile
from bench.rig import Site, kiosk, site, visitors
from bench.slow_core import quarter_core

PASSAGES = 200
_BUDGETS = {50: 120, 95: None, 99: 400}
_CHROMIUM = "/usr/bin/chromium"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
_WATCH = """() => {
  window.verdicts = [];
  const seen = new Set();
  const lane = document.body.dataset.lane;
  const post = (verb, fields) => fetch(`${lane}/${verb}`,
    { method: 'POST', body: new URLSearchParams(fields) });
  const asked = new Set();
  const ready = {};
  const once = (verb, passage, fields) => {
    if (asked.has(verb + passage)) return;
    asked.add(verb + passage);
    post(verb, { passage, ...fields }).then(() => { ready[passage] = Date.now(); });
  };
  const look = () => {
    const panel = document.getElementById('panel');
    if (!panel) return;
    const { state, passage } = panel.dataset;
    if (state === 'waiting') post('mask', { passage, worn: 'yes' });
    if (state === 'gathering') {
      once('mask', passage, { worn: 'yes' });
      once('temperature', passage, { celsius: '36.5' });
    }
    if (!['passing', 'stopped'].includes(state) || seen.has(passage)) return;
    seen.add(passage);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const at = performance.timeOrigin + performance.now();
      window.verdicts.push({ passage, state, at, ready: ready[passage] });
    }));
  };
  look();
  new MutationObserver(look).observe(document.getElementById('live'),
    { subtree: true, childList: true, attributes: true });
}"""


def measure(passages: int = PASSAGES) -> Iterator[Row]:
    """On the free core, then on a quarter of one."""
    yield from _report("passage, free core", _times(passages, None))
    with quarter_core() as group:
        part = "passage, quarter core"
        if group is None:
            yield Row(part=part, what="p50 ms", value=None, note="no cgroup to be had")
        else:
            yield from _report(part, _times(passages, group))


def _report(part: str, times: Sequence[float]) -> Iterator[Row]:
    for percent, budget in _BUDGETS.items():
        yield Row(
            part=part,
            what=f"p{percent} ms",
            value=percentile(times, percent),
            budget=budget,
            note=f"{len(times)} passages" if percent == 50 else "",
        )


def _times(passages: int, group: Path | None) -> list[float]:
    with site() as at:
        log = at.folder / "readable.jsonl"
        with visitors(at, "queue", log), kiosk(at, group) as running:
            verdicts = _watch(running.url, passages)
        return _match(at, log, verdicts)


def _watch(url: str, passages: int) -> list[dict[str, Any]]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        page = browser.new_page(viewport={"width": 800, "height": 480})
        page.goto(url)
        page.evaluate(_WATCH)
        verdicts: list[dict[str, Any]] = []
        while (
            len(verdicts) <= 1.1 * passages
        ):  # the page's own policy forbids waiting in it
            page.wait_for_timeout(500)
            verdicts = page.evaluate("() => window.verdicts")
        browser.close()
    return verdicts


def _match(at: Site, log: Path, verdicts: list[dict[str, Any]]) -> list[float]:
    """Each verdict belongs to the last code that became readable before it.

    Left out: passages whose temperature or mask came after the code.
    """
    epoch = time.time() - time.monotonic()
    readable = [json.loads(line)["at"] for line in log.read_text().splitlines()]
    times, used = [], set()
    for verdict in verdicts:
        if verdict["state"] != "passing":
            continue
        shown = verdict["at"] / 1000 - epoch
        before = [moment for moment in readable if moment < shown]
        if not before or before[-1] in used:
            continue
        used.add(before[-1])
        if verdict["ready"] / 1000 - epoch < before[-1]:
            times.append((shown - before[-1]) * 1000)
    if not times:
        raise RuntimeError((at.folder / "kiosk.log").read_text())
    return times
