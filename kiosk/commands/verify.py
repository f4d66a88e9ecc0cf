"""``kiosk verify``: say what a code is and whether it is good."""

import argparse
import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from kiosk.codes.errors import LONGEST_TEXT
from kiosk.codes.health import SEEN, HealthPattern
from kiosk.codes.recognise import Known, family, recognise, verify
from kiosk.commands import Verbs
from kiosk.commands.folder import KEYS
from kiosk.commands.moment import Now, moment, now
from kiosk.core.evidence import CodeKind, CodeReading
from kiosk.store.lists import load_pass_trust, load_revoked
from kiosk.store.trust import load_trust_file

_NAMES: Final = {"pass_class": "class"}  # as ``kiosk pass verify`` calls it


def add(verbs: Verbs, now: Now = now) -> None:
    """Register the verb.

    Args:
        verbs: The command line.
        now: Wall time, aware. Whoever types the command vouches for it.
    """
    parser = verbs.add_parser(
        "verify",
        help="say what a code is and whether it is good",
        description="Verifies a pass (KP1:…) or a health certificate (HC1:…) offline, "
        "and names a health code by its shape.",
    )
    parser.add_argument("text", metavar="TEXT", help="the code, - for standard input")
    parser.add_argument(
        "--trust", type=Path, metavar="FILE", help="trust file (JSON); see the manual"
    )
    parser.add_argument(
        "--at", type=moment, metavar="ISO", help="judge at this time, not now"
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="a kiosk.toml: judge as that kiosk does, by its health codes, its trust "
        "file and its keys; --trust and --keys come before them",
    )
    parser.add_argument("--keys", type=Path, metavar="DIR", help=f"default {KEYS}")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=partial(run_verify, now=now))


def run_verify(args: argparse.Namespace, now: Now = now) -> int:
    """Print what the code says, or why it is refused; 1 when it is.

    Raises:
        CodeError: The refusal in words, without ``--json``.
        ConfigError: Settings, trust file or key folder cannot be used.
    """
    text = _typed(args.text)
    known = _known(text, _sources(args))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """Whom to believe and what to tell apart, by their places."""

    keys: Path = KEYS
    trust: Path | None = None
    signers: Path | None = None
    health: tuple[HealthPattern, ...] = SEEN


def _sources(args: argparse.Namespace) -> _Sources:
    found = _Sources() if args.config is None else _configured(args.config)
    if args.keys is not None:
        found = replace(found, keys=args.keys)
    if args.trust is not None:
        found = replace(found, trust=args.trust)
    return found


def _configured(config: Path) -> _Sources:
    # Imported where they are asked for: most codes are verified without settings.
    from kiosk.app.health import health_shapes  # noqa: PLC0415
    from kiosk.config.reading import load_settings  # noqa: PLC0415

    settings = load_settings(config)
    signers = settings.certificates.trust_file
    return _Sources(
        keys=settings.store.directory / "keys",
        signers=Path(signers) if signers else None,
        health=health_shapes(settings.health),
    )


def _known(text: str, sources: _Sources) -> Known:
    """Whom to believe; files are only opened for the family that needs them."""
    known = Known(health=sources.health)
    keys, kind = sources.keys, family(text)
    # A file named by hand is read in any case: what is wrong with it shall be told.
    given = None
    if sources.trust is not None:
        given = load_trust_file(sources.trust, keys)
    elif sources.signers is not None and kind is CodeKind.DCC:
        given = load_trust_file(sources.signers, keys)
    if given is not None:
        known = replace(known, certificates=given.certificates)
    if kind is not CodeKind.PASS:
        return known
    if given is not None and given.passes is not None:
        return replace(known, passes=given.passes)
    own = load_pass_trust(keys)
    return replace(known, passes=own, revoked=load_revoked(keys, own))


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
