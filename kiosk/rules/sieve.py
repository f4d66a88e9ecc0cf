"""Sieve: the plain part of a condition, answered without the engine.

Nearly every rule hangs on ``has(…)``, on one word of a fact, on a tick or on a figure:
``pass.validity == 'forged'`` is false as soon as the pass is anything else, whatever
the rest says, for ``&&`` and ``||`` of CEL absorb errors. Only what is not settled so
is put to the engine: to hand it the facts takes longer than all that is plain.
"""

import re
from collections.abc import Callable
from itertools import accumulate
from typing import Final, NamedTuple

from kiosk.rules.values import Known, Lacks, Value, comparison

Sieve = Callable[[Known], bool | Lacks | None]
"""Whether a condition holds, or that it hangs on a missing fact; None where the engine
must say."""

_SIGN: Final = re.compile(
    r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|&&|\|\||[()\[\]{}?]"
    r"|[^'\"&|()\[\]{}?]+|.",
    re.DOTALL,
)
_NAME: Final = r"(?:([a-z_]+)\.)?([a-z_]+)"  # clock is in no section
_WORD: Final = r"'[^'\\]*'"
_HAS: Final = re.compile(rf"has\s*\(\s*{_NAME}\s*\)")
_TICK: Final = re.compile(_NAME)
_IS: Final = re.compile(rf"{_NAME}\s*(==|!=)\s*({_WORD})")
_IN: Final = re.compile(rf"{_NAME}\s+in\s*\[(\s*{_WORD}\s*(?:,\s*{_WORD}\s*)*)\]")
_OPEN, _CLOSE = "([{", ")]}"


class _Plain(NamedTuple):
    """One fact against words, or for None whether it is known, or for () its tick."""

    words: frozenset[str] | None
    section: str | None
    name: str
    wanted: bool


class _Compared(NamedTuple):
    """A comparison of figures, times or words."""

    text: str
    said: Value
    wanted: bool


class _Whole(NamedTuple):
    """Several, of which one that is ``by`` settles the whole, whatever the others."""

    parts: list["_Part | None"]
    by: bool


_Part = _Plain | _Compared | _Whole


def sieve_of(condition: str) -> Sieve:
    """What can be said of ``condition`` without the engine.

    Args:
        condition: CEL text that compiles, its terms and limits spelt out.
    """
    comment = "//" in condition  # or in a word; either is rare enough for the engine
    return _asked(None if comment else _read(condition, wanted=True))


def _read(text: str, *, wanted: bool) -> _Part | None:
    """The condition, or its contrary; None where it is not plain."""
    text = text.strip()
    for operator, by in (("||", wanted), ("&&", not wanted)):
        if len(operands := _operands(text, operator)) > 1:
            return _together([_read(part, wanted=wanted) for part in operands], by=by)
    if _bracketed(text):
        return _read(text[1:-1], wanted=wanted)
    rest = text[1:].strip()
    if not text.startswith("!"):
        return _plain(text, wanted=wanted)
    # CEL's ! holds the nearest: !a.b == 'x' compares !a.b.
    alone = _bracketed(rest) or _HAS.fullmatch(rest) or _TICK.fullmatch(rest)
    return _read(rest, wanted=not wanted) if alone else None


def _plain(text: str, *, wanted: bool) -> _Plain | _Compared | None:
    if match := _HAS.fullmatch(text):
        return _Plain(None, match[1], match[2], wanted)
    if match := _TICK.fullmatch(text):
        return _Plain(frozenset(), match[1], match[2], wanted)
    if match := _IS.fullmatch(text):
        words = frozenset([match[4][1:-1]])
        return _Plain(words, match[1], match[2], wanted is (match[3] == "=="))
    if match := _IN.fullmatch(text):
        words = frozenset(word[1:-1] for word in re.findall(_WORD, match[3]))
        return _Plain(words, match[1], match[2], wanted)
    said = comparison(text)
    return _Compared(text, said, wanted) if said else None


def _together(parts: list[_Part | None], *, by: bool) -> _Whole:
    """Brackets of the same kind opened, each part once, what is quick to ask first."""
    flat: dict[_Plain | None, None] = {}
    nested: list[_Part | None] = []
    for part in parts:
        opened = isinstance(part, _Whole) and part.by is by
        for inner in part.parts if isinstance(part, _Whole) and opened else [part]:
            if inner is None or isinstance(inner, _Plain):
                flat[inner] = None
            else:
                nested.append(inner)
    plain = [part for part in flat if part is not None]
    plain.sort(key=lambda part: not part.words)
    return _Whole([*plain, *nested, *([None] if None in flat else [])], by)


def _asked(part: _Part | None) -> Sieve:
    match part:
        case _Plain():
            return _asked_plain(part)
        case _Compared():
            return _asked_compared(part)
        case _Whole():
            return _asked_whole(part)
        case _:
            return lambda _known: None


def _asked_plain(part: _Plain) -> Sieve:
    section, name, wanted = part.section, part.name, part.wanted
    words = part.words or frozenset()

    def is_known(known: Known) -> bool:
        return (name in (known[section] if section else known)) is wanted

    def ticked(known: Known) -> bool | Lacks | None:
        value = (known[section] if section else known).get(name, Lacks.FACT)
        if isinstance(value, bool):
            return value is wanted
        return Lacks.FACT if value is Lacks.FACT else None

    def is_said(known: Known) -> bool | Lacks:
        value = (known[section] if section else known).get(name)
        return Lacks.FACT if value is None else (value in words) is wanted

    return is_known if part.words is None else is_said if words else ticked


def _asked_compared(part: _Compared) -> Sieve:
    value, wanted = part.said, part.wanted

    def compared(known: Known) -> bool | Lacks | None:
        said = value(known)
        return said is wanted if isinstance(said, bool) else said

    return compared


def _asked_whole(whole: _Whole) -> Sieve:
    parts, by = [_asked(part) for part in whole.parts], whole.by

    def settled(known: Known) -> bool | Lacks | None:
        said: bool | Lacks | None = not by
        for part in parts:
            answer = part(known)
            if answer is by:
                return by
            if answer is None or (answer is Lacks.FACT and said is not None):
                said = answer
        return said

    return settled


def _operands(text: str, operator: str) -> list[str]:
    """The operands of the outermost ``operator``; the whole where there is a ``?``."""
    if operator not in text:
        return [text]
    depth, parts = 0, [""]
    for sign in _SIGN.findall(text):
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth == 0 and sign == "?":
            return [text]
        if depth == 0 and sign == operator:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _bracketed(text: str) -> bool:
    """True when the first sign is a bracket that closes at the very end."""
    if not text.startswith("("):
        return False
    signs = _SIGN.findall(text)
    depths = list(accumulate((s in _OPEN) - (s in _CLOSE) for s in signs))
    return depths.index(0) == len(signs) - 1
