"""``kiosk pass revoke``: withdraw a pass before its end."""

import argparse
import re
import sys
from functools import partial
from typing import Final

from kiosk.codes import kp1
from kiosk.codes.claims import PASS_ID_SIZE
from kiosk.codes.revocation import REASONS, Revocation
from kiosk.codes.trust import TrustList
from kiosk.commands import Verbs
from kiosk.commands.folder import add_root, signer_of
from kiosk.commands.pass_desk import PassDesk
from kiosk.core.errors import FormError
from kiosk.store.communities import home_of
from kiosk.store.lists import load_pass_trust, load_revocations

_PASS_ID: Final = re.compile(rf"[0-9a-fA-F]{{{2 * PASS_ID_SIZE}}}")


def add(actions: Verbs, desk: PassDesk) -> None:
    """Register ``pass revoke``."""
    revoke = actions.add_parser(
        "revoke",
        help="withdraw passes; needs the supervisor's root key",
        description="Writes revocations.cose; a running kiosk takes it over at once.",
    )
    revoke.add_argument(
        "passes",
        nargs="+",
        metavar="PASS",
        help="pass id (12 hex digits) of our own, the text KP1:… of any, "
        "or - for one a line on standard input",
    )
    revoke.add_argument("--reason", choices=REASONS, default="other")
    add_root(revoke)
    revoke.set_defaults(run=partial(_revoke, desk=desk))


def _revoke(args: argparse.Namespace, desk: PassDesk) -> int:
    # The root first: its passphrase is the first line of standard input.
    signer, trust = signer_of(args), load_pass_trust(args.keys)
    found = [
        entry for text in _typed(args.passes) for entry in _entries(text, trust, args)
    ]
    before = load_revocations(args.keys)
    known = {(e.kid, e.pass_id) for e in before.entries} if before else set()
    after = signer.revoke(found, desk.now().replace(microsecond=0))
    new = {e.pass_id for e in found if (e.kid, e.pass_id) not in known}
    print(f"revocations #{after.seq}: {len(new)} more, {len(after.entries)} entries")
    return 0


def _typed(words: list[str]) -> list[str]:
    lines = sys.stdin.read().splitlines() if words == ["-"] else words
    return [line.strip() for line in lines if line.strip()]


def _entries(text: str, trust: TrustList, args: argparse.Namespace) -> list[Revocation]:
    """One entry a key id that may have issued it: an id alone does not say which."""
    if _PASS_ID.fullmatch(text):
        return [
            Revocation(
                kid=key.kid,
                pass_id=bytes.fromhex(text),
                until=key.expires,
                reason=args.reason,
            )
            for key in trust.keys
            if key.community == home_of(trust)
        ]
    if not text.startswith(kp1.PREFIX):
        raise FormError("pass", "unfit", "a pass id of 12 hex digits, or a text KP1:…")
    key, pass_id, end = kp1.identify(text, trust)
    entry = Revocation(
        kid=key.kid, pass_id=bytes.fromhex(pass_id), until=end, reason=args.reason
    )
    return [entry]
