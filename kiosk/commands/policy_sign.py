"""``kiosk policy sign``: what makes a policy count at kiosks that ask for it."""

import argparse
from datetime import datetime
from functools import partial
from pathlib import Path

from kiosk.commands import Verbs
from kiosk.commands.folder import add_root, root_passphrase
from kiosk.commands.moment import Now, now
from kiosk.commands.policy_files import compiled_policy
from kiosk.commands.policy_text import stamp_line
from kiosk.core.errors import ConfigError
from kiosk.store.policies import SIGNED
from kiosk.store.policy_keys import (
    PolicySigner,
    make_policy_key,
    open_policy_signer,
)


class CannotWrite(ConfigError):
    """The signed policy cannot be written."""

    slug = "cannot-write"

    def __init__(self, path: Path, exc: OSError) -> None:
        super().__init__(
            f"{path} cannot be written ({exc.strerror or type(exc).__name__}); "
            "name another file with --out"
        )


def add(nouns: Verbs, now: Now = now) -> None:
    """Register the verb.

    Args:
        nouns: The verbs of ``kiosk policy``.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    verb = nouns.add_parser(
        "sign",
        help="sign a policy; needs the supervisor's policy key",
        description="Makes the policy key first where there is none, for which the "
        "root key must be at hand; afterwards the root may stay in its safe.",
    )
    verb.add_argument("policy", help="shipped name or .toml file")
    verb.add_argument(
        "--out", type=Path, metavar="FILE", help=f"default NAME-N{SIGNED}"
    )
    verb.add_argument(
        "--new-key",
        action="store_true",
        help="make a new policy key; kiosks then refuse what older ones sign",
    )
    add_root(verb)
    verb.set_defaults(run=partial(run_sign, now=now))


def run_sign(args: argparse.Namespace, now: Now) -> int:
    """Write the signed policy and say which key signed it."""
    opened = compiled_policy(args.policy, args)
    signer = _signer(args, now())
    signed = signer.sign(opened.file.text, now())
    header = opened.policy.header
    path = args.out or Path(f"{header.name}-{header.version}{SIGNED}")
    try:
        path.write_bytes(signed)
    except OSError as exc:
        raise CannotWrite(path, exc) from exc
    print(stamp_line(opened.stamp))
    print(f"{path}: signed by policy key {signer.commission.serial}")
    return 0


def _signer(args: argparse.Namespace, now: datetime) -> PolicySigner:
    signer = None if args.new_key else open_policy_signer(args.keys, args.offline)
    ask = root_passphrase(args)
    return signer or make_policy_key(args.keys, args.offline, now, ask=ask)
