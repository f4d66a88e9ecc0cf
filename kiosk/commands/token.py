"""``kiosk token``: what programs show to read records from this kiosk."""

import argparse
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.commands import Verbs
from kiosk.commands.moment import Now, now
from kiosk.commands.pen import by
from kiosk.core.china import CHINA
from kiosk.core.token import Scope, Token
from kiosk.store.tokens import TokenBook

_STORE: Final = Path("var")
_DAYS: Final = 90
_MOST_DAYS: Final = 366


def add(verbs: Verbs, now: Now = now) -> None:
    """Register ``token issue``, ``list`` and ``revoke``.

    Args:
        verbs: The command line.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    noun = verbs.add_parser("token", help="let programs read records 接口令牌")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    new = actions.add_parser(
        "issue",
        help="make a token; it is shown this once",
        description="The running kiosk takes it at once and journals it.",
    )
    new.add_argument("name", help="which program or desk has it, 1 to 20 characters")
    new.add_argument(
        "--scope",
        action="append",
        type=Scope,
        choices=list(Scope),
        required=True,
        help="what it opens; may be repeated",
    )
    new.add_argument(
        "--days",
        type=int,
        default=_DAYS,
        choices=range(1, _MOST_DAYS + 1),
        metavar="N",
        help=f"how long it is good, 1 to {_MOST_DAYS} ({_DAYS})",
    )
    new.set_defaults(run=partial(_issue, now=now))
    every = actions.add_parser("list", help="print every token but its secret")
    every.set_defaults(run=partial(_list, now=now))
    revoke = actions.add_parser("revoke", help="withdraw a token, at once")
    revoke.add_argument("number", type=int, help="its number, as in the list")
    revoke.set_defaults(run=partial(_revoke, now=now))
    for parser in (new, every, revoke):
        parser.add_argument("--store", type=Path, default=_STORE, metavar="DIR")


def _issue(args: argparse.Namespace, now: Now) -> int:
    expires = now().replace(microsecond=0) + timedelta(days=args.days)
    print(TokenBook(args.store).issue(args.name, args.scope, expires, by()))
    return 0


def _list(args: argparse.Namespace, now: Now) -> int:
    for token in TokenBook(args.store).every():
        used = f"{token.used.astimezone(CHINA):%Y-%m-%d %H:%M}" if token.used else "-"
        until = f"{token.expires.astimezone(CHINA):%Y-%m-%d %H:%M}"
        scopes = ",".join(sorted(token.scopes))
        state = _state(token, now)
        print("\t".join((str(token.number), token.name, scopes, until, used, state)))
    return 0


def _state(token: Token, now: Now) -> str:
    if token.revoked is not None:
        return "revoked"
    return "good" if token.good(now()) else "over"


def _revoke(args: argparse.Namespace, now: Now) -> int:
    TokenBook(args.store).revoke(args.number, now(), by())
    return 0
