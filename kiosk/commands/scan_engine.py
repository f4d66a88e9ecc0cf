"""``kiosk simulate scan-engine``: a GM65 on a pseudo-terminal, shown what is typed."""

import argparse
import sys
import threading
import time
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs
from kiosk.devices.scanners.gm65_frames import ReadMode
from kiosk.devices.simulated.scan_engine import SimulatedScanEngine

_HELD_S: Final = 2.0
_APART_S: Final = 0.5
_MODES: Final = {mode.name.lower(): mode for mode in ReadMode}


def add(nouns: Verbs) -> None:
    """Register the noun."""
    parser = nouns.add_parser(
        "scan-engine",
        help="a scan engine on a serial line, shown each line of standard input",
        description="Each line of standard input is a code that is held before the "
        "engine for two seconds; goes on until standard input ends.",
    )
    parser.add_argument("--line", type=Path, required=True, help="where its port is")
    parser.add_argument("--baud", type=int, default=9600, help="symbols a second")
    parser.add_argument(
        "--mode", choices=_MODES, default="continuous", help="what its flash says"
    )
    parser.add_argument("--seed", type=int, default=1, help="its noise")
    parser.set_defaults(run=run_scan_engine)


def run_scan_engine(args: argparse.Namespace) -> int:
    """Be a scan engine until standard input ends."""
    hand, stop = _Hand(), threading.Event()
    engine = SimulatedScanEngine(
        shown=hand.shown,
        link=args.line,
        seed=args.seed,
        baud=args.baud,
        mode=_MODES[args.mode],
    )
    threading.Thread(target=hand.show_lines, args=(stop,), daemon=True).start()
    print(f"kiosk: a simulated scan engine at {args.line}", flush=True)
    engine.serve(stop, started_at=time.monotonic())
    return 0


class _Hand:
    """Holds one code after the other before the engine."""

    def __init__(self) -> None:
        self._code: str | None = None

    def shown(self, seconds: float) -> str | None:
        """The code that is held up now, whenever that is."""
        del seconds
        return self._code

    def show_lines(self, stop: threading.Event) -> None:
        """Show standard input line by line, then set ``stop``."""
        for line in sys.stdin:
            self._code = line.strip() or None
            stop.wait(_HELD_S)
            self._code = None
            stop.wait(_APART_S)
        stop.set()
