"""``kiosk trust``: exchange keys and lists with other communities 互认, renew ours."""

import argparse
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.codes.listing import SignedList
from kiosk.codes.trust import TrustedKey, TrustList
from kiosk.commands import Verbs
from kiosk.commands.folder import add_keys, add_root, signer_of
from kiosk.commands.moment import Now, now
from kiosk.core.china import CHINA
from kiosk.core.errors import ConfigError
from kiosk.store.arrivals import put_in_force, recognise_list
from kiosk.store.communities import (
    CommunityRefused,
    Given,
    Imported,
    add_communities,
    communities_of,
    export_trust,
    fingerprint,
    home_of,
    imported,
)
from kiosk.store.keyfile import LARGEST
from kiosk.store.listmaking import REVOCATIONS_DUE, TRUST_DUE
from kiosk.store.lists import load_pass_trust
from kiosk.store.trust import load_trust_file

_COSE_SIGN1: Final = b"\xd2"  # CBOR tag 18: a signed list; a trust file begins with {


class FileUnusable(ConfigError):
    """The file that was named cannot be read or written."""

    slug = "file-unusable"

    def __init__(self, path: Path, exc: OSError) -> None:
        super().__init__(
            f"{path} cannot be used ({exc.strerror or type(exc).__name__}); "
            "check its name and who may use it"
        )


def add(verbs: Verbs, now: Now = now) -> None:
    """Register ``trust import``, ``trust export`` and ``trust renew``.

    Args:
        verbs: The command line.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    noun = verbs.add_parser(
        "trust", help="exchange lists with other communities 互认, renew ours"
    )
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    take = actions.add_parser(
        "import",
        help="take over another community's keys or a newer signed list",
        description="Keys of another community, in its trust file (.json) or its newer "
        "trust-list.cose, need the supervisor's root key. A newer revocations.cose of "
        "a community in the trust list, or a newer list of our own, needs none.",
    )
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument(
        "--community",
        action="append",
        default=[],
        metavar="CODE",
        help="take this community's keys only; else those of the file's owner",
    )
    add_root(take)
    take.set_defaults(run=partial(_import, now=now))
    give = actions.add_parser("export", help="write our public keys as a trust file")
    give.add_argument("file", type=Path, metavar="FILE")
    add_keys(give)
    give.set_defaults(run=_export)
    again = actions.add_parser(
        "renew",
        help="sign our lists anew, so that they do not grow stale",
        description="Needs the supervisor's root key. A revocation list is due every "
        f"{REVOCATIONS_DUE.days} days, a trust list every {TRUST_DUE.days}.",
    )
    add_root(again)
    again.set_defaults(run=partial(_renew, now=now))


def _import(args: argparse.Namespace, now: Now) -> int:
    start = read_given(args.file)
    if start.startswith(_COSE_SIGN1):
        _take_list(args, start, now)
        return 0
    file = load_trust_file(args.file, args.keys)
    if file.passes is None or file.root is None:
        raise CommunityRefused(str(args.file), "it has no list of passes (kp1)")
    _take_keys(args, file.passes, file.root, now)
    print("compare the fingerprints by telephone 请电话核对指纹", file=sys.stderr)
    return 0


def _take_list(args: argparse.Namespace, signed: bytes, now: Now) -> None:
    """Take a list over whose signer is known, so that nobody need telephone."""
    arrival = recognise_list(args.keys, signed, str(args.file))
    listed, root = arrival.listed, arrival.root
    trust = load_pass_trust(args.keys)
    if isinstance(listed, TrustList) and root is not None:
        args.community = args.community or communities_of(trust, root)
        _take_keys(args, listed, root.public, now)
        return
    put_in_force(args.keys, arrival)
    if isinstance(listed, TrustList):
        _report(imported(trust, listed))
        return
    whose = "" if root is None else f" of {', '.join(communities_of(trust, root))}"
    print(f"revocations{whose} #{listed.seq}: {len(listed.entries)} entries")


def _take_keys(
    args: argparse.Namespace, trust: TrustList, root: bytes, now: Now
) -> None:
    given = Given(source=str(args.file), trust=trust, public=root)
    signer = signer_of(args)
    moment = now().replace(microsecond=0)
    _report(add_communities(signer, given, args.community, moment))


def _export(args: argparse.Namespace) -> int:
    text = export_trust(args.keys)
    try:
        args.file.write_text(text + "\n", encoding="utf-8")
    except OSError as exc:
        raise FileUnusable(args.file, exc) from exc
    trust = load_pass_trust(args.keys)
    _print_keys(key for key in trust.keys if key.community == home_of(trust))
    return 0


def _renew(args: argparse.Namespace, now: Now) -> int:
    signer = signer_of(args)
    trust, revocations = signer.renew(now().replace(microsecond=0))
    print(f"trust list #{trust.seq}, next due {_day(trust)}")
    if revocations is not None:
        print(f"revocations #{revocations.seq}, next due {_day(revocations)}")
    return 0


def _day(listed: SignedList) -> str:
    return f"{listed.next_update.astimezone(CHINA):%Y-%m-%d}"


def _report(done: Imported) -> None:
    print(f"trust list #{done.trust.seq}")
    _print_keys(done.added)


def _print_keys(keys: Iterable[TrustedKey]) -> None:
    for key in keys:
        print(f"{key.kid.hex()} {key.community} {fingerprint(key.public)}")


def read_given(path: Path) -> bytes:
    """What a file holds, up to the largest list there is.

    Raises:
        FileUnusable: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as exc:
        raise FileUnusable(path, exc) from exc
