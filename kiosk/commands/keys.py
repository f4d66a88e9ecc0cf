"""``kiosk keys``: show the issuing keys in force, rotate one; the sealing key."""

import argparse
from datetime import datetime
from functools import partial
from pathlib import Path

from kiosk.codes.claims import CLASS_NAMES
from kiosk.codes.revocation import RevocationList
from kiosk.codes.trust import LARGEST_GENERATION, TrustedKey
from kiosk.commands import Verbs, seal_keys
from kiosk.commands.folder import add_keys, add_root, signer_of
from kiosk.commands.moment import Now, now
from kiosk.core.china import CHINA
from kiosk.store.communities import fingerprint, home_of
from kiosk.store.keyfile import read_key
from kiosk.store.lists import (
    load_other_lists,
    load_pass_trust,
    load_revocations,
    load_root,
)
from kiosk.store.rotation import PURPOSES, Rotation, rotate


def add(verbs: Verbs, now: Now = now) -> None:
    """Register the actions of ``kiosk keys``.

    Args:
        verbs: The command line.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    noun = verbs.add_parser("keys", help="make, show and rotate keys 密钥")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    show = actions.add_parser("show", help="keys in force, without their secrets")
    add_keys(show)
    show.set_defaults(run=partial(_show, now=now))
    turn = actions.add_parser(
        "rotate",
        help="make a new issuing key; needs the supervisor's root key",
        description="Passes issued so far stay good until their own end.",
    )
    turn.add_argument("purpose", choices=PURPOSES, metavar="|".join(PURPOSES))
    turn.add_argument(
        "--generation",
        type=int,
        metavar="N",
        help=f"series of the new passes 批次, up to {LARGEST_GENERATION}",
    )
    add_root(turn)
    turn.set_defaults(run=partial(_rotate, now=now))
    seal_keys.add_to(actions)


def _show(args: argparse.Namespace, now: Now) -> int:
    trust, revoked = load_pass_trust(args.keys), load_revocations(args.keys)
    others, home = load_other_lists(args.keys, trust), home_of(trust)
    print(f"root {fingerprint(load_root(args.keys))}")
    print(f"supervisor {fingerprint(_sealing(args.keys))}")
    print(f"trust list #{trust.seq}, issued {_day(trust.issued)}")
    if revoked is not None:
        print(f"revocations {_numbers(revoked)}")
    for community, theirs in others.items():
        print(f"revocations of {community} {_numbers(theirs)}")
    for key in trust.keys:
        print(_line(key, home, now()))
    return 0


def _sealing(keys: Path) -> bytes:
    return read_key(keys / "supervisor.pub", "supervisor-public", "start the kiosk")


def _numbers(revoked: RevocationList) -> str:
    return f"#{revoked.seq}, issued {_day(revoked.issued)}, {len(revoked.entries)}"


def _rotate(args: argparse.Namespace, now: Now) -> int:
    signer = signer_of(args)
    rotation = Rotation(
        purpose=args.purpose, now=now().replace(microsecond=0),
        generation=args.generation,
    )  # fmt: skip
    key = rotate(signer, rotation)
    print(_line(key, key.community, now()))
    return 0


def _line(key: TrustedKey, home: str, now: datetime) -> str:
    classes = ",".join(CLASS_NAMES.get(n, str(n)) for n in sorted(key.classes))
    if now > key.expires:
        state = "over"
    else:
        state = "coming" if now < key.not_before else "good"
    return (
        f"{key.kid.hex()} {key.community}{'' if key.community == home else ' (other)'}"
        f" {classes} generation {key.generation}"
        f" {_day(key.not_before)} to {_day(key.expires)},"
        f" passes up to {key.max_ttl.days} d, {state}"
    )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
