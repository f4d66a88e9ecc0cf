"""``kiosk hub``: the district's hub, its kiosks, its supervisors, what goes down.

Everything of the hub is imported when it is called: kiosks have no PostgreSQL driver.
"""

import argparse
import asyncio
import tempfile
from datetime import timedelta
from getpass import getpass
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs, hub_codes, hub_staff
from kiosk.commands.hub_database import HubMissing, doer, needs_database, opened
from kiosk.config.base import web_address
from kiosk.core.errors import ConfigError

_PORT: Final = 8440
_LONGEST_GRACE: Final = 12 * 60
KINDS: Final = (
    *("policy", "risk-areas", "trust-list", "revocations"),
    *("watch-list", "duty", "rota"),
)


def add(verbs: Verbs, ask: hub_staff.Ask = getpass) -> None:
    """Register the verbs.

    Args:
        verbs: The command line.
        ask: Asks for a password without showing it.
    """
    noun = verbs.add_parser("hub", help="the district's hub 上级平台")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    _add_serving(actions)
    _add_kiosks(actions)
    hub_codes.add(actions)
    hub_staff.add(actions, ask)


def _add_serving(actions: Verbs) -> None:
    serve = actions.add_parser("serve", help="run a node; any number may run at once")
    needs_database(serve)
    serve.add_argument(
        "--connections", type=int, default=8, help="to the database, at most (8)"
    )
    serve.add_argument(
        "--report-grace",
        type=_minutes,
        default=30,
        metavar="MINUTES",
        help="a daily report is missing so long after its kiosk's deadline (30)",
    )
    demo = actions.add_parser(
        "demo", help="run a hub with an embedded database and three simulated gates"
    )
    for parser, run in ((serve, _serve), (demo, _demo)):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=_PORT, help=f"({_PORT})")
        parser.set_defaults(run=run)
    up = actions.add_parser("relay", help="send our kiosks on to the hub above")
    needs_database(up)
    up.add_argument(
        "--to", required=True, type=_above, metavar="URL", help="of the hub above"
    )
    up.add_argument("--ca", type=Path, metavar="PEM", help="who signed its certificate")
    up.add_argument("--code", help="enrol there first; a code for --name")
    up.add_argument("--name", default="", help="our id there, e.g. street-7")
    up.set_defaults(run=_relay)
    serve.add_argument("--certificate", type=Path, metavar="PEM", help="for TLS")
    serve.add_argument("--key", type=Path, metavar="PEM", help="of the certificate")
    serve.add_argument(
        "--plain", action="store_true", help="a balancer before it speaks TLS"
    )


def _add_kiosks(actions: Verbs) -> None:
    revoke = actions.add_parser("revoke", help="take nothing from a kiosk any more")
    revoke.add_argument("--kiosk", required=True, help="its id, e.g. gate-1")
    revoke.add_argument("--why", required=True, help="2 to 80 characters, e.g. 被盗")
    revoke.set_defaults(run=_revoke)
    readmit = actions.add_parser(
        "readmit", help="take a kiosk behind a hub below again, that we revoked"
    )
    readmit.add_argument("--kiosk", required=True, help="its id, e.g. street-7/gate-1")
    readmit.set_defaults(run=_readmit)
    every = actions.add_parser("kiosks", help="print every kiosk")
    every.set_defaults(run=_kiosks)
    publish = actions.add_parser("publish", help="send a signed file down to kiosks")
    publish.add_argument("kind", choices=KINDS, help="what it is")
    publish.add_argument("file", type=Path, help="as kiosks import it")
    publish.add_argument("--community", default="", help="for this one alone")
    publish.set_defaults(run=_publish)
    for parser in (revoke, readmit, every, publish):
        needs_database(parser)


def _above(text: str) -> str:
    try:
        return web_address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _minutes(text: str) -> int:
    if not text.isdecimal() or int(text) > _LONGEST_GRACE:
        raise argparse.ArgumentTypeError(f"0 to {_LONGEST_GRACE} minutes")
    return int(text)


def _serve(args: argparse.Namespace) -> int:
    try:
        from kiosk.hub import server  # noqa: PLC0415
        from kiosk.hub.app import build_hub  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise HubMissing from error
    with opened(args, args.connections) as node:
        address = server.Address(
            host=args.host,
            port=args.port,
            certificate=args.certificate,
            key=args.key,
            plain=args.plain,
        )
        listener = server.listen(address)
        grace = timedelta(minutes=args.report_grace)
        app = build_hub(node, secure=address.secure, grace=grace)
        server.serve(app, listener, address, lambda url: print(url, flush=True))
    return 0


def _demo(args: argparse.Namespace) -> int:
    try:
        from kiosk.hub.demonstration import ADMINISTRATOR, demonstrate  # noqa: PLC0415
        from kiosk.hub.server import Address  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise HubMissing from error

    def ready(url: str, password: str) -> None:
        print(f"{url}/  {ADMINISTRATOR}  {password}", flush=True)

    with tempfile.TemporaryDirectory(prefix="kiosk-hub-") as folder:
        address = Address(host=args.host, port=args.port)
        asyncio.run(demonstrate(Path(folder), address, ready))
    return 0


def _relay(args: argparse.Namespace) -> int:
    with opened(args) as node:
        from kiosk.hub.relaying import enrol_above, relay  # noqa: PLC0415
        from kiosk.upstream.forwarder.line import HubAddress, Line  # noqa: PLC0415

        async def go() -> None:
            if args.code:
                line = Line(HubAddress(args.to, args.ca))
                await enrol_above(node, line, args.code, args.name)
                await line.aclose()
            await relay(node, args.to, args.ca)

        asyncio.run(go())
    return 0


def _revoke(args: argparse.Namespace) -> int:
    with opened(args) as node:
        node.kiosks.revoke(args.kiosk, args.why, doer(node))
    return 0


def _readmit(args: argparse.Namespace) -> int:
    with opened(args) as node:
        node.kiosks.readmit(args.kiosk, doer(node))
    return 0


def _kiosks(args: argparse.Namespace) -> int:
    with opened(args) as node:
        for kiosk, community, name, is_revoked in node.kiosks.every():
            state = "revoked" if is_revoked else "enrolled"
            print(f"{kiosk}\t{community}\t{name}\t{state}")
    return 0


def _publish(args: argparse.Namespace) -> int:
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{args.file}: {error.strerror}") from error
    with opened(args) as node:
        now = node.clock.now()
        print(node.bundles.publish(args.kind, content, args.community, now))
    return 0
