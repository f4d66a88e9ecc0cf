"""``kiosk simulate health-service``: a health-code service of invented people."""

import argparse
import asyncio
import json
import signal
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.clock import SystemClock
from kiosk.commands import Verbs
from kiosk.core.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.upstream.simulated.world import World

_MOST_CODES: Final = 10_000


def add(nouns: Verbs) -> None:
    """Register the noun under ``kiosk simulate``."""
    service = nouns.add_parser(
        "health-service",
        help="a health-code service that answers the shipped profiles over HTTP",
        description="Prints one JSON line a code with what the service knows of it, "
        "then one with its address, and serves until SIGINT or SIGTERM. The customer "
        "is called demo, its secret is demo-secret unless told otherwise.",
    )
    service.add_argument("--port", type=int, required=True, help="TCP; 0 picks one")
    service.add_argument("--host", default="127.0.0.1", help="address to listen on")
    service.add_argument("--seed", type=int, default=1, help="which people")
    service.add_argument("--codes", type=_count, default=20, help="how many people")
    service.add_argument("--account", default="demo", help="the customer's id")
    service.add_argument("--secret", default="demo-secret", help="shared with it")
    service.add_argument(
        "--latency-ms", type=_milliseconds, default=0.0, help="before each answer"
    )
    service.add_argument(
        "--jitter", type=_milliseconds, default=0.0, help="more or less than that, ms"
    )
    for name, what in (
        ("error", "answers that are none"),
        ("expired", "good codes called expired"),
        ("wrong-colour", "good codes given another colour"),
    ):
        service.add_argument(
            f"--{name}-rate", type=_rate, default=0.0, help=f"{what}, 0 to 1"
        )
    service.add_argument(
        "--tls", type=Path, help="PEM with certificate and key: https instead of http"
    )
    service.set_defaults(run=run_health_service)


def run_health_service(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    _check_certificate(args.tls)
    # Only here: what the web framework takes to import, other simulators do not spend.
    from kiosk.upstream.simulated.people import People  # noqa: PLC0415
    from kiosk.upstream.simulated.world import Troubles, World  # noqa: PLC0415

    world = World(
        people=People(args.seed, args.codes),
        clock=SystemClock(),
        account=args.account,
        secret=args.secret,
        seed=args.seed,
        troubles=Troubles(
            latency_s=args.latency_ms / 1000,
            jitter_s=args.jitter / 1000,
            error_rate=args.error_rate,
            expired_rate=args.expired_rate,
            wrong_colour_rate=args.wrong_colour_rate,
        ),
    )
    asyncio.run(_serve(world, args))
    return 0


async def _serve(world: "World", args: argparse.Namespace) -> None:
    from kiosk.upstream.simulated.server import bind, serve  # noqa: PLC0415

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with bind(args.host, args.port) as listener:
        for code in world.people.codes:
            status = world.people.status(code)
            known = {"code": code, "colour": status.colour} if status else {}
            print(json.dumps(known, ensure_ascii=False))
        scheme, port = "https" if args.tls else "http", listener.getsockname()[1]
        address = f"{scheme}://{args.host}:{port}"
        print(json.dumps({"health-service": address}), flush=True)
        await serve(world, listener, stop, args.tls)


def _check_certificate(path: Path | None) -> None:
    if path is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
    except OSError as error:
        broken = isinstance(error, ssl.SSLError)
        problem = "is no certificate with its key" if broken else error.strerror
        raise ConfigError(
            f"--tls {path}: {problem}; give one PEM file that holds both"
        ) from None


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError("0 to 1")
    return rate


def _milliseconds(text: str) -> float:
    span = float(text)
    if not 0 <= span <= 60_000:  # noqa: PLR2004 - a minute
        raise argparse.ArgumentTypeError("0 to 60000 ms")
    return span


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= _MOST_CODES:
        raise argparse.ArgumentTypeError(f"1 to {_MOST_CODES}")
    return count
