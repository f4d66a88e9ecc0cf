"""``kiosk hub``: the district's hub, its kiosks, its supervisors, what goes down.

Everything of the hub is imported when it is called: kiosks have no PostgreSQL driver.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.clock import SystemClock
from kiosk.commands import Verbs
from kiosk.core.errors import ConfigError

if TYPE_CHECKING:
    from kiosk.hub.node import Node

_Ask = Callable[[str], str]
_PORT: Final = 8440
KINDS: Final = (
    *("policy", "risk-areas", "trust-list", "revocations"),
    *("watch-list", "duty", "rota"),
)


class HubMissing(ConfigError):
    """The hub's libraries are not installed."""

    slug = "hub-missing"

    def __init__(self) -> None:
        super().__init__(
            "the hub is not installed; pip install 'checkpoint-kiosk[hub]'"
        )


def add(verbs: Verbs, ask: _Ask = getpass) -> None:
    """Register the verbs.

    Args:
        verbs: The command line.
        ask: Asks for a password without showing it.
    """
    noun = verbs.add_parser("hub", help="the district's hub 上级平台")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    _add_serving(actions)
    _add_kiosks(actions)
    _add_staff(actions, ask)


def _add_serving(actions: Verbs) -> None:
    serve = actions.add_parser("serve", help="run a node; any number may run at once")
    _needs_database(serve)
    serve.add_argument(
        "--connections", type=int, default=8, help="to the database, at most (8)"
    )
    demo = actions.add_parser(
        "demo", help="run a hub with an embedded database and three simulated gates"
    )
    for parser, run in ((serve, _serve), (demo, _demo)):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=_PORT, help=f"({_PORT})")
        parser.set_defaults(run=run)
    serve.add_argument("--certificate", type=Path, metavar="PEM", help="for TLS")
    serve.add_argument("--key", type=Path, metavar="PEM", help="of the certificate")
    serve.add_argument(
        "--plain", action="store_true", help="a balancer before it speaks TLS"
    )


def _add_kiosks(actions: Verbs) -> None:
    code = actions.add_parser("code", help="print a code that enrols a kiosk once")
    revoke = actions.add_parser("revoke", help="take nothing from a kiosk any more")
    for parser, run in ((code, _code), (revoke, _revoke)):
        parser.add_argument("--kiosk", required=True, help="its id, e.g. gate-1")
        parser.set_defaults(run=run)
    revoke.add_argument("--why", default="", help="for whoever asks later")
    every = actions.add_parser("kiosks", help="print every kiosk")
    every.set_defaults(run=_kiosks)
    publish = actions.add_parser("publish", help="send a signed file down to kiosks")
    publish.add_argument("kind", choices=KINDS, help="what it is")
    publish.add_argument("file", type=Path, help="as kiosks import it")
    publish.add_argument("--community", default="", help="for this one alone")
    publish.set_defaults(run=_publish)
    for parser in (code, revoke, every, publish):
        _needs_database(parser)


def _add_staff(actions: Verbs, ask: _Ask) -> None:
    staff = actions.add_parser("staff", help="who may sign in at the pages")
    doings = staff.add_subparsers(required=True, metavar="ACTION")
    new = doings.add_parser("add", help="let somebody in, or give another password")
    new.add_argument(
        "--password-stdin", action="store_true", help="read it from standard input"
    )
    new.set_defaults(run=partial(_add_supervisor, ask=ask))
    remove = doings.add_parser("remove", help="let somebody in no more")
    remove.set_defaults(run=_remove_supervisor)
    every = doings.add_parser("list", help="print who may sign in")
    every.set_defaults(run=_supervisors)
    for parser in (new, remove):
        parser.add_argument("name", help="as screens show it, 1 to 20 characters")
    for parser in (new, remove, every):
        _needs_database(parser)


def _needs_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database",
        required=True,
        metavar="URL",
        help="e.g. postgresql://hub@db.local/hub; a password belongs in ~/.pgpass",
    )


@contextmanager
def _node(args: argparse.Namespace, connections: int = 2) -> Iterator["Node"]:
    try:
        from kiosk.hub.node import open_node  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise HubMissing from error
    clock = SystemClock(trusted=True)
    with open_node(args.database, clock, connections=connections) as node:
        yield node


def _serve(args: argparse.Namespace) -> int:
    with _node(args, args.connections) as node:
        from kiosk.hub import server  # noqa: PLC0415
        from kiosk.hub.app import build_hub  # noqa: PLC0415

        address = server.Address(
            host=args.host,
            port=args.port,
            certificate=args.certificate,
            key=args.key,
            plain=args.plain,
        )
        listener = server.listen(address)
        app = build_hub(node, secure=address.secure)
        server.serve(app, listener, address, lambda url: print(url, flush=True))
    return 0


def _demo(args: argparse.Namespace) -> int:
    try:
        from kiosk.hub.demonstration import SUPERVISOR, demonstrate  # noqa: PLC0415
        from kiosk.hub.server import Address  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise HubMissing from error

    def ready(url: str, password: str) -> None:
        print(f"{url}/  {SUPERVISOR}  {password}", flush=True)

    with tempfile.TemporaryDirectory(prefix="kiosk-hub-") as folder:
        address = Address(host=args.host, port=args.port)
        asyncio.run(demonstrate(Path(folder), address, ready))
    return 0


def _code(args: argparse.Namespace) -> int:
    with _node(args) as node:
        print(node.kiosks.new_code(args.kiosk, node.clock.now()))
    return 0


def _revoke(args: argparse.Namespace) -> int:
    with _node(args) as node:
        node.kiosks.revoke(args.kiosk, args.why, node.clock.now())
    return 0


def _kiosks(args: argparse.Namespace) -> int:
    with _node(args) as node:
        for kiosk, community, name, is_revoked in node.kiosks.every():
            state = "revoked" if is_revoked else "enrolled"
            print(f"{kiosk}\t{community}\t{name}\t{state}")
    return 0


def _publish(args: argparse.Namespace) -> int:
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{args.file}: {error.strerror}") from error
    with _node(args) as node:
        now = node.clock.now()
        print(node.bundles.publish(args.kind, content, args.community, now))
    return 0


def _add_supervisor(args: argparse.Namespace, ask: _Ask) -> int:
    password = _password(args, ask)
    with _node(args) as node:
        from kiosk.hub.staff import HubStaff  # noqa: PLC0415

        print(HubStaff(node.database).add(args.name, password))
    return 0


def _remove_supervisor(args: argparse.Namespace) -> int:
    with _node(args) as node:
        from kiosk.hub.staff import HubStaff  # noqa: PLC0415

        HubStaff(node.database).remove(args.name)
    return 0


def _supervisors(args: argparse.Namespace) -> int:
    with _node(args) as node:
        from kiosk.hub.staff import HubStaff  # noqa: PLC0415

        for name in HubStaff(node.database).everybody():
            print(name)
    return 0


def _password(args: argparse.Namespace, ask: _Ask) -> str:
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = ask("password: ")
    if first != ask("once more: "):
        raise ConfigError("the two passwords differ; nothing was changed")
    return first
