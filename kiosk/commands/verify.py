"""``kiosk verify``: say what a code is and whether it is good."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from kiosk.clock import SystemClock
from kiosk.codes.errors import LONGEST_TEXT
from kiosk.codes.health import SEEN
from kiosk.codes.recognise import Known, family, recognise, verify
from kiosk.commands import Verbs
from kiosk.commands.moment import moment
from kiosk.core.evidence import CodeKind, CodeReading
from kiosk.store.lists import load_pass_trust, load_revoked
from kiosk.store.trust import load_trust_file

_KEYS: Final = Path("var/keys")
_NAMES: Final = {"pass_class": "class"}  # as ``kiosk pass verify`` calls it
_Now = Callable[[], datetime]


def _now() -> datetime:
    return SystemClock().now()


def add(verbs: Verbs, now: _Now = _now) -> None:
    """Register the verb.

    Args:
        verbs: The command line.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    parser = verbs.add_parser(
        "verify",
        help="say what a code is and whether it is good",
        description="Verifies a pass (KP1:…) or a health certificate (HC1:…) offline.",
    )
    parser.add_argument("text", metavar="TEXT", help="the code, - for standard input")
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="trust file (JSON); see the manual"
    )
    parser.add_argument(
        "--at", type=moment, metavar="ISO", help="judge at this time, not now"
    )
    parser.add_argument(
        "--keys", type=Path, default=_KEYS, metavar="DIR", help=f"default {_KEYS}"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=partial(run_verify, now=now))


def run_verify(args: argparse.Namespace, now: _Now = _now) -> int:
    """Print what the code says, or why it is refused; 1 when it is.

    Raises:
        CodeError: The refusal in words, without ``--json``.
        ConfigError: The trust file or the key folder cannot be used.
    """
    text = _typed(args.text)
    known = _known(text, args.trust, args.keys)
    at = args.at or now()
    if not args.json:
        print(_line(verify(text, at, "trusted", known)))
        return 0
    reading = recognise(text, at, "trusted", known=known)
    print(json.dumps(_answer(reading), default=_word))
    return 0 if reading.error is None else 1


def _typed(text: str) -> str:
    if text != "-":
        return text
    try:
        # A blank may be the last character of a code, so only the line's end is cut.
        return sys.stdin.readline(LONGEST_TEXT + 2).rstrip("\r\n")
    except UnicodeDecodeError:
        return ""  # no text, so no code of any family


def _known(text: str, trust: Path | None, keys: Path) -> Known:
    """Whom to believe; the key folder is only opened for what needs it."""
    given = load_trust_file(trust, keys) if trust is not None else None
    certificates = given.certificates if given is not None else None
    passes = given.passes if given is not None else None
    if passes is not None or family(text) is not CodeKind.PASS:
        return Known(passes=passes, certificates=certificates, health=SEEN)
    own = load_pass_trust(keys)
    return Known(
        passes=own,
        revoked=load_revoked(keys, own),
        certificates=certificates,
        health=SEEN,
    )


def _answer(reading: CodeReading) -> dict[str, Any]:
    if reading.error is not None:
        return {"kind": reading.kind, "error": reading.error}
    return {"kind": reading.kind, "claims": _claims(reading)}


def _claims(reading: CodeReading) -> dict[str, Any]:
    said = reading.claims or reading.certificate
    if said is None:
        return {"name": reading.code_name}
    return {_NAMES.get(name, name): value for name, value in asdict(said).items()}


def _line(reading: CodeReading) -> str:
    said = {name: v for name, v in _claims(reading).items() if v is not None}
    return f"{reading.kind}: " + ", ".join(f"{n} {_word(v)}" for n, v in said.items())


def _word(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
