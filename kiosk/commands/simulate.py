"""``kiosk simulate``: simulated people before a simulated gate, and who is asked."""

import argparse
import json
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs, health_service, scan_engine
from kiosk.core.errors import ConfigError
from kiosk.devices.simulated import occasions
from kiosk.devices.simulated.camera import CameraSetup, serve
from kiosk.devices.simulated.infrared import forehead_of
from kiosk.devices.simulated.script import Script, demo_script
from kiosk.devices.simulated.thermometer import SimulatedThermometer

_POLL_S: Final = 0.05
SCRIPTS: Final[Mapping[str, Callable[[int, Sequence[str]], Script]]] = {
    "demo": demo_script,
    "queue": lambda _, codes: occasions.queue(codes),
    "nobody": lambda _, codes: occasions.nobody(codes),
    "held-up": lambda _, codes: occasions.held_up(codes),
}


def add(verbs: Verbs) -> None:
    """Register the verb."""
    simulate = verbs.add_parser("simulate", help="stand in for devices and people")
    nouns = simulate.add_subparsers(required=True, metavar="WHAT")
    visitors = nouns.add_parser(
        "visitors",
        help="a camera stream and a thermometer line with people coming and going",
        description="Reads one JSON list of code texts from standard input and goes "
        "on until standard input ends.",
    )
    visitors.add_argument("--port", type=int, required=True, help="camera, HTTP")
    visitors.add_argument("--line", type=Path, required=True, help="thermometer, tty")
    visitors.add_argument("--script", choices=SCRIPTS, default="demo", help="the play")
    visitors.add_argument("--seed", type=int, default=1, help="who comes")
    visitors.add_argument(
        "--log", type=Path, help="JSON lines: when codes are readable"
    )
    visitors.set_defaults(run=run_visitors)
    health_service.add(nouns)
    scan_engine.add(nouns)


def run_visitors(args: argparse.Namespace) -> int:
    """Be a camera and a thermometer until standard input ends."""
    script = SCRIPTS[args.script](args.seed, _codes(sys.stdin.readline()))
    stop, started_at = threading.Event(), time.monotonic()
    setup = CameraSetup(
        port=args.port, seed=args.seed, started_at=started_at, log=args.log
    )
    thermometer = SimulatedThermometer(
        forehead=forehead_of(script), link=args.line, seed=args.seed
    )
    threads = [
        threading.Thread(target=serve, args=(script, setup, stop)),
        threading.Thread(
            target=thermometer.serve, args=(stop,), kwargs={"started_at": started_at}
        ),
    ]
    threading.Thread(target=_until_eof, args=(stop,), daemon=True).start()
    for thread in threads:
        thread.start()
    with _signals() as told:
        _attend(args, threads, told, stop)
    return 0


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collect SIGTERM and SIGINT.

    They may come while this thread holds the lock of an event, so the handler must
    not set one; and a join would not wake up for them.
    """
    told: list[int] = []
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda n, _: told.append(n)) for number in numbers]
    try:
        yield told
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _attend(
    args: argparse.Namespace,
    threads: Sequence[threading.Thread],
    told: Sequence[int],
    stop: threading.Event,
) -> None:
    """Print one line once both devices can be opened; return when they are gone."""
    announced, patience = False, threading.Event()
    while any(thread.is_alive() for thread in threads):
        if told:
            stop.set()
        if not announced and _present(args):
            announced = True
            print("present", flush=True)
        patience.wait(_POLL_S)


def _present(args: argparse.Namespace) -> bool:
    with socket.socket() as probe:
        return args.line.exists() and probe.connect_ex(("127.0.0.1", args.port)) == 0


def _codes(line: str) -> list[str]:
    try:
        codes = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(
            f"standard input: not a JSON list of codes: {error}"
        ) from None
    if not (
        isinstance(codes, list) and codes and all(isinstance(c, str) for c in codes)
    ):
        raise ConfigError("standard input: not a JSON list of texts")
    return codes


def _until_eof(stop: threading.Event) -> None:
    """Whoever started us is gone when standard input ends, however it died."""
    sys.stdin.read()
    stop.set()
