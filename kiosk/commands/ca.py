"""``kiosk ca``: a small authority of one's own, for phones on the local network."""

import argparse
import socket
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs
from kiosk.commands.folder import add_keys
from kiosk.commands.moment import Now, now
from kiosk.commands.passphrase import add_stdin, asked
from kiosk.core.china import CHINA
from kiosk.store.authority import (
    issue,
    load_certificate,
    make_authority,
)
from kiosk.store.keyfile import check_folder

_FIRST: Final = "start the kiosk once"
_NOWHERE: Final = ("192.0.2.1", 9)  # RFC 5737; nothing is sent there


def add(verbs: Verbs, now: Now = now) -> None:
    """Register ``ca init``, ``issue`` and ``show``.

    Args:
        verbs: The command line.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    noun = verbs.add_parser("ca", help="TLS for phones and other machines 证书")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    init = actions.add_parser("init", help="make the authority; once for all kiosks")
    init.add_argument("--called", default="kiosk", help="what phones show (kiosk)")
    init.set_defaults(run=partial(_init, now=now))
    leaf = actions.add_parser(
        "issue",
        help="make the kiosk's certificate, for 397 days",
        description="Run it again before the end, or when the address changed. The "
        "running kiosk shows it within seconds, and phones that trust the authority "
        "notice nothing.",
    )
    leaf.add_argument(
        "--name",
        action="append",
        metavar="HOST",
        help="name or address of the kiosk; may be repeated; default: this machine's",
    )
    add_stdin(leaf)
    leaf.set_defaults(run=partial(_issue, now=now))
    show = actions.add_parser("show", help="names, end and fingerprint in use")
    show.set_defaults(run=_show)
    for parser in (init, leaf, show):
        add_keys(parser)
    for parser in (init, leaf):
        parser.add_argument(
            "--ca",
            type=Path,
            metavar="DIR",
            help="the authority's folder, e.g. on a stick; default ca/ in the keys",
        )


def _init(args: argparse.Namespace, now: Now) -> int:
    if args.ca is None:
        check_folder(args.keys, _FIRST)
    print(make_authority(_folder(args), args.called, now().replace(microsecond=0)))
    return 0


def _issue(args: argparse.Namespace, now: Now) -> int:
    check_folder(args.keys, _FIRST)
    names = args.name or own_names()
    ask = partial(asked, args, "passphrase of the authority's root.key")
    issue(_folder(args), args.keys, names, now().replace(microsecond=0), ask)
    return _show(args)


def _show(args: argparse.Namespace) -> int:
    certificate = load_certificate(args.keys)
    print(f"names {' '.join(certificate.names)}")
    print(f"until {certificate.until.astimezone(CHINA):%Y-%m-%d %H:%M}")
    print(f"root {certificate.fingerprint}")
    return 0


def _folder(args: argparse.Namespace) -> Path:
    folder: Path = args.ca or args.keys / "ca"
    return folder


def own_names() -> list[str]:
    """What this machine is called on its network: its mDNS name and its address."""
    host = socket.gethostname().partition(".")[0].lower()
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(_NOWHERE)  # tells the address that a route would use
        except OSError:
            return [f"{host}.local"]
        return [f"{host}.local", str(probe.getsockname()[0])]
