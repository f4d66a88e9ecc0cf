"""The ``kiosk`` command."""

import argparse
import sys
from collections.abc import Sequence

from kiosk import __version__
from kiosk.clock import SystemClock
from kiosk.core.errors import KioskError
from kiosk.store.holders import Holders


def build_parser() -> argparse.ArgumentParser:
    """Every verb of the command line.

    Raises:
        ImportError: A library of the system is missing.
    """
    # Late, so that a missing system library is one sentence and not a traceback.
    from kiosk.commands import (  # noqa: PLC0415
        journal,
        passes,
        read,
        rules,
        service,
        simulate,
    )

    parser = argparse.ArgumentParser(
        prog="kiosk", description="Checkpoint kiosk 卡口: reads, decides, records."
    )
    parser.add_argument("--version", action="version", version=f"kiosk {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    service.add(verbs)
    desk = passes.PassDesk(
        now=SystemClock().now,
        remember=lambda store, pass_id, masked: Holders(store).note(pass_id, masked),
    )
    passes.add(verbs, desk)
    for noun in (read, rules, journal, simulate):
        noun.add(verbs)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; exit code 0 done, 1 it did not work, 2 wrongly called."""
    try:
        args = build_parser().parse_args(argv)
        code: int = args.run(args)
    except KioskError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        print(f"kiosk: {error}; run `make setup` to install it", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `kiosk journal show | head`
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130
    return code
