"""The whole service: processor while nobody is there, memory, time to start."""

import time
from collections.abc import Iterator

import httpx2

from bench.report import Row
from bench.rig import Kiosk, kiosk, site, visitors

IDLE_S = 20.0
_MB = 1024 * 1024


def measure() -> Iterator[Row]:
    """Idle processor share and memory; start to answer and to the first scan."""
    with site() as at:
        with visitors(at, "nobody"), kiosk(at) as running:
            yield from _idle(running)
        with visitors(at, "held-up"), kiosk(at) as running:
            answered, scanned = running.started_s, _first_scan(running)
        part = "start"
        yield Row(part=part, what="until the screen answers, s", value=answered)
        yield Row(part=part, what="until the first scan, s", value=scanned, budget=3)


def _idle(running: Kiosk) -> Iterator[Row]:
    time.sleep(3)
    process = running.process
    before, began = process.cpu_times(), time.perf_counter()
    time.sleep(IDLE_S)
    after, seconds = process.cpu_times(), time.perf_counter() - began
    used = after.user + after.system - before.user - before.system
    share = 100 * used / seconds
    rss = process.memory_info().rss / _MB
    part = "idle, 1280 × 720 at 30 fps"
    yield Row(part=part, what="processor, % of one core", value=share, budget=15)
    yield Row(part=part, what="memory, RSS MB", value=rss, budget=200)


def _first_scan(running: Kiosk) -> float:
    """Seconds from exec until a code is on the panel; a visitor holds one up."""
    began = time.perf_counter()
    while time.perf_counter() - began < 30:
        if 'data-state="waiting"' not in httpx2.get(running.url, timeout=5).text:
            return running.started_s + time.perf_counter() - began
        time.sleep(0.02)
    raise RuntimeError("no scan within 30 s")
