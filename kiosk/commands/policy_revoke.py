"""``kiosk policy revoke-key``: a policy key that was stolen signs nothing any more."""

import argparse
from functools import partial

from kiosk.commands import Verbs
from kiosk.commands.folder import add_root, root_passphrase
from kiosk.commands.moment import Now, now
from kiosk.store.policy_keys import COMMISSION, revoke_policy_keys


def add(nouns: Verbs, now: Now = now) -> None:
    """Register the verb.

    Args:
        nouns: The verbs of ``kiosk policy``.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    verb = nouns.add_parser(
        "revoke-key",
        help="withdraw the policy key, e.g. a stolen one; needs the root key",
        description="Makes the next policy key and withdraws all before it: what they "
        "sign, or have signed, comes into force nowhere any more. What is in force "
        "stays until another policy is activated, with an amber light.",
    )
    add_root(verb)
    verb.set_defaults(run=partial(run_revoke_key, now=now))


def run_revoke_key(args: argparse.Namespace, now: Now) -> int:
    """Withdraw it and say what is left to do."""
    ask = root_passphrase(args)
    signer = revoke_policy_keys(args.keys, args.offline, now(), ask=ask)
    serial = signer.commission.serial
    path = args.keys / COMMISSION
    print(f"policy key {serial} is made; those before it sign nothing any more here")
    print(f"at every other kiosk: kiosk lists import {path.name} (a copy of {path})")
    print("sign the policies in use anew: kiosk policy sign")
    return 0
