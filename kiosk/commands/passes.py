"""``kiosk pass``: issue and verify passes 出入证."""

import argparse
import json
import secrets
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from kiosk.clock import SystemClock
from kiosk.codes import kp1
from kiosk.codes.claims import CLASS_NUMBERS, PASS_ID_SIZE
from kiosk.commands import Verbs
from kiosk.commands.picture import check_picture, draw
from kiosk.core.errors import CodeError, FormError
from kiosk.core.evidence import PassClaims
from kiosk.lane.registration import mask_name
from kiosk.store.holders import Holders
from kiosk.store.keyring import Keyring, load_keyring
from kiosk.store.sealing import CHINA

_KEYS: Final = Path("var/keys")
_DEFAULT_DAYS: Final = {"temporary": 1, "delivery": 1}
_OTHER_DAYS: Final = 30
_LONGEST_TEXT: Final = 64

Remember = Callable[[Path, str, str], None]
"""Keep a holder's masked name: store folder, pass id (12 hex digits), masked name."""


def _remember(store: Path, pass_id: str, masked: str) -> None:
    Holders(store).note(pass_id, masked)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassDesk:
    """What the pass verbs need from outside.

    Attributes:
        now: Wall time, aware. Whoever types the command vouches for it.
        remember: Keeps a holder's masked name.
        open_keys: Opens the key folder.
        random: Source of pass ids.
    """

    now: Callable[[], datetime] = field(default_factory=lambda: SystemClock().now)
    remember: Remember = _remember
    open_keys: Callable[[Path], Keyring] = load_keyring
    random: Callable[[int], bytes] = secrets.token_bytes


def add(verbs: Verbs, desk: PassDesk | None = None) -> None:
    """Register ``pass issue`` and ``pass verify``."""
    desk = desk or PassDesk()
    noun = verbs.add_parser("pass", help="issue and verify passes 出入证")
    actions = noun.add_subparsers(required=True, metavar="ACTION")
    _add_issue(actions, desk)
    _add_verify(actions, desk)


def _add_issue(actions: Verbs, desk: PassDesk) -> None:
    issue = actions.add_parser("issue", help="sign a pass and print its text")
    issue.add_argument("--class", dest="kind", choices=CLASS_NUMBERS, required=True)
    issue.add_argument(
        "--household", metavar="TEXT", help="the household's id, e.g. 3-2-501; hashed"
    )
    issue.add_argument("--member", type=int, default=0, metavar="N", help="0 to 15")
    end = issue.add_mutually_exclusive_group()
    end.add_argument("--days", type=int, metavar="N", help="valid for N × 24 hours")
    end.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="DATE",
        help="valid to the end of this day, YYYY-MM-DD",
    )
    issue.add_argument("--plate", metavar="P", help="number plate, for vehicles")
    issue.add_argument("--name", help="the holder; only the masked form is kept")
    issue.add_argument("--out", type=Path, metavar="FILE", help="QR, .png or .svg")
    _add_keys(issue)
    issue.set_defaults(run=lambda args: _issue(args, desk))


def _add_verify(actions: Verbs, desk: PassDesk) -> None:
    verify = actions.add_parser("verify", help="print what a pass says, as JSON")
    verify.add_argument("text", metavar="TEXT", help="KP1:…, or - for standard input")
    verify.add_argument(
        "--at", type=_moment, metavar="ISO", help="judge at this time, not now"
    )
    _add_keys(verify)
    verify.set_defaults(run=lambda args: _verify(args, desk))


def _add_keys(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keys", type=Path, default=_KEYS, metavar="DIR", help=f"default {_KEYS}"
    )


def _issue(args: argparse.Namespace, desk: PassDesk) -> int:
    check_picture(args.out)
    name = _name(args)
    keys = desk.open_keys(args.keys)
    issuer = keys.issuer(args.kind)
    begin = desk.now().replace(microsecond=0)
    claims = PassClaims(
        pass_id=desk.random(PASS_ID_SIZE).hex(),
        pass_class=args.kind,
        community=issuer.trusted.community,
        household=_household(args, keys.household_key),
        member=args.member,
        not_before=begin,
        expires=_end(args, begin, issuer.trusted.max_ttl),
        plate=_plate(args),
    )
    text = kp1.issue(claims, kid=issuer.trusted.kid, seed=issuer.seed)
    if name is not None:
        desk.remember(args.keys.parent, claims.pass_id, mask_name(name))
    if args.out is not None:
        draw(text, args.out)
    print(text)
    return 0


def _verify(args: argparse.Namespace, desk: PassDesk) -> int:
    text = sys.stdin.readline().rstrip("\n") if args.text == "-" else args.text
    trust = desk.open_keys(args.keys).trust
    try:
        claims = kp1.verify(text, trust, args.at or desk.now(), "trusted")
    except CodeError as exc:
        _print_json({"error": exc.slug, "message": str(exc)})
        return 1
    _print_json(
        {
            "class": claims.pass_class,
            "community": claims.community,
            "pass_id": claims.pass_id,
            "household": claims.household,
            "member": claims.member,
            "not_before": claims.not_before.isoformat(),
            "expires": claims.expires.isoformat(),
            "plate": claims.plate,
            "zones": claims.zones,
        }
    )
    return 0


def _print_json(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False))


def _household(args: argparse.Namespace, key: bytes) -> str | None:
    if args.household is None:
        if args.kind == "resident":
            raise FormError("household", "missing", "a resident pass needs --household")
        return None
    # ３栋 and 3栋 are one household; the quota must not depend on the keyboard.
    household = " ".join(unicodedata.normalize("NFKC", args.household).split())
    _check_text("household", household)
    return kp1.household_hash(key, household).hex()


def _name(args: argparse.Namespace) -> str | None:
    if args.name is None:
        return None
    name: str = args.name.strip()
    _check_text("name", name)
    return name


def _check_text(field: str, text: str) -> None:
    # Not printable is also what the shell passes on when it was no UTF-8.
    if not 1 <= len(text) <= _LONGEST_TEXT or not text.isprintable():
        raise FormError(field, "unfit", f"1 to {_LONGEST_TEXT} printable characters")


def _plate(args: argparse.Namespace) -> str | None:
    if args.plate is None:
        if args.kind == "vehicle":
            raise FormError("plate", "missing", "a vehicle pass needs --plate")
        return None
    return "".join(unicodedata.normalize("NFKC", args.plate).split()).upper()


def _end(args: argparse.Namespace, begin: datetime, longest: timedelta) -> datetime:
    if args.until is not None:
        field = "until"
        midnight = datetime.combine(args.until, time.max, tzinfo=CHINA)
        end = midnight.astimezone(UTC).replace(microsecond=0)
    else:
        field = "days"
        days = _DEFAULT_DAYS.get(args.kind, _OTHER_DAYS)
        days = days if args.days is None else args.days
        # Out of range either way, and timedelta has an end.
        end = begin + timedelta(days=max(-1, min(days, longest.days + 1)))
    if not begin < end <= begin + longest:
        raise FormError(
            field,
            "out-of-range",
            f"the end must lie within {longest.days} day(s) from now",
        )
    return end


def _moment(text: str) -> datetime:
    """ISO 8601; without an offset it is Chinese time."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=CHINA)
