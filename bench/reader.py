"""The reader against pyzbar as a naive user calls it: same pictures, same run."""

import time
from collections.abc import Callable, Iterator
from statistics import median

import cv2
import numpy as np
from pyzbar import pyzbar

from bench.report import Row, percentile
from kiosk.devices.readers.choose import open_reader
from kiosk.devices.readers.colour import colour_of
from kiosk.devices.readers.symbol import Frame
from kiosk.devices.simulated.lights import LIGHTS, lit
from kiosk.devices.simulated.script import Colour, Difficulty
from kiosk.devices.simulated.stills import Still, render_empty, render_still

PICTURES = 120
EMPTY = 60
COLOURED = 60
SEED = 20260202
REPEATS = 2

Read = Callable[[Frame], list[str]]


def measure() -> Iterator[Row]:
    """Read rate and times, with codes and without, 1280 × 720."""
    cv2.setNumThreads(1)
    reader = open_reader("zxing")
    readers: dict[str, Read] = {
        "kiosk": lambda frame: [symbol.text for symbol in reader.read(frame)],
        "pyzbar": naive,
    }
    rng = np.random.default_rng(SEED)
    levels, colours = list(Difficulty), list(Colour)
    shown = [
        render_still(rng, levels[n % 3], colours[n // 3 % 4]) for n in range(PICTURES)
    ]
    empty = [render_empty(rng, phone=bool(n % 2)) for n in range(EMPTY)]
    yield from _rates(readers, shown, levels)
    for part, stills in (("reader, code", shown), ("reader, idle", empty)):
        times = {
            name: [_ms(read, s.frame) for s in stills] for name, read in readers.items()
        }
        peer99, peer50 = percentile(times["pyzbar"], 99), median(times["pyzbar"])
        own99, own50 = percentile(times["kiosk"], 99), median(times["kiosk"])
        yield Row(part=part, what="median ms", value=own50, note=f"pyzbar {peer50:.1f}")
        yield Row(part=part, what="p99 ms", value=own99, note=f"pyzbar {peer99:.1f}")
        yield Row(
            part=part, what="p99 ratio to pyzbar", value=own99 / peer99, budget=0.2
        )
        if part == "reader, idle":
            ratio = own50 / peer50
            yield Row(part=part, what="median ratio to pyzbar", value=ratio, budget=0.2)
    yield from _colours(rng)
    false = sum(bool(readers["kiosk"](s.frame)) for s in empty)
    yield Row(part="reader, idle", what="false reads", value=false, budget=0)


def _rates(
    readers: dict[str, Read], stills: list[Still], levels: list[Difficulty]
) -> Iterator[Row]:
    right = {
        name: [s.text in read(s.frame) for s in stills]
        for name, read in readers.items()
    }
    for number, level in enumerate(levels):
        own, peer = (100 * np.mean(right[n][number::3]) for n in ("kiosk", "pyzbar"))
        yield Row(
            part="reader, code",
            what=f"read, {level} %",
            value=float(own),
            budget=80 if level is Difficulty.HARD else 99,
            at_least=True,
            note=f"pyzbar {peer:.0f}",
        )
    own, peer = (100 * np.mean(right[n]) for n in ("kiosk", "pyzbar"))
    yield Row(
        part="reader, code",
        what="read, ratio to pyzbar",
        value=float(own / peer),
        budget=1.3,
        at_least=True,
        note=f"{own:.1f} % against {peer:.1f} %",
    )


def _colours(rng: np.random.Generator) -> Iterator[Row]:
    """Colours named under nine lights, of codes read under the right one."""
    reader, right, times = open_reader("zxing"), [], []
    for number in range(COLOURED):
        colour = list(Colour)[number % 4]
        still = render_still(rng, list(Difficulty)[number // 4 % 3], colour)
        for symbol in reader.read(still.frame):
            for light in LIGHTS.values():
                frame = lit(still.frame, light)
                start = time.thread_time()
                named = colour_of(frame, symbol.corners)
                times.append(1000 * (time.thread_time() - start))
                right.append(named == colour)
    share, slow = 100 * float(np.mean(right)), percentile(times, 99)
    note = f"{len(right)} codes"
    part = "colour, nine lights"
    yield Row(
        part=part, what="right %", value=share, budget=99, at_least=True, note=note
    )
    yield Row(part=part, what="p99 ms", value=slow, budget=1.5)


def naive(frame: Frame) -> list[str]:
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return [found.data.decode("utf-8", "replace") for found in pyzbar.decode(grey)]


def _ms(read: Read, frame: Frame) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        read(frame)
        best = min(best, time.perf_counter() - start)
    return best * 1000
