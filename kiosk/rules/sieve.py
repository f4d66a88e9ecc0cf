"""Sieve: the plain part of a condition, answered without the engine.

Most rules at most passages hang on ``has(…)``, on one word of a fact or on a tick:
``pass.validity == 'forged'`` is false as soon as the pass is anything else, whatever
the rest says, for ``&&`` and ``||`` of CEL absorb errors. Only what is not settled so
is put to the engine; a fact that is missing always is.
"""

import re
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any, Final, NamedTuple

Known = Mapping[str, Any]
"""Facts by CEL name, as the engine gets them; every section is there, if empty."""
Sieve = Callable[[Known], bool | None]
"""Whether a condition holds; None where the engine must say."""

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


class _Whole(NamedTuple):
    """Several, of which one that is ``by`` settles the whole, whatever the others."""

    parts: list["_Plain | _Whole | None"]
    by: bool


def sieve_of(condition: str) -> Sieve:
    """What can be said of ``condition`` without the engine.

    Args:
        condition: CEL text that compiles, its terms spelt out.
    """
    return _asked(_read(condition, wanted=True))


def _read(text: str, *, wanted: bool) -> _Plain | _Whole | None:
    """The condition, or its contrary; None where it is not plain."""
    text = text.strip()
    for operator, by in (("||", wanted), ("&&", not wanted)):
        if len(operands := _operands(text, operator)) > 1:
            return _together([_read(part, wanted=wanted) for part in operands], by=by)
    if _bracketed(text):
        return _read(text[1:-1], wanted=wanted)
    rest = text[1:].strip()
    if text.startswith("!") and (_bracketed(rest) or _plain(rest, wanted=wanted)):
        return _read(rest, wanted=not wanted)
    return _plain(text, wanted=wanted)


def _plain(text: str, *, wanted: bool) -> _Plain | None:
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
    return None


def _together(parts: list[_Plain | _Whole | None], *, by: bool) -> _Whole:
    """Brackets of the same kind opened, each part once, what is quick to ask first."""
    flat: dict[_Plain | None, None] = {}
    nested = []
    for part in parts:
        if not isinstance(part, _Whole):
            flat[part] = None
        elif part.by is by:
            flat |= {
                inner: None for inner in part.parts if not isinstance(inner, _Whole)
            }
            nested += [inner for inner in part.parts if isinstance(inner, _Whole)]
        else:
            nested.append(part)
    plain = [part for part in flat if part is not None]
    plain.sort(key=lambda part: not part.words)
    return _Whole([*plain, *nested, *([None] if None in flat else [])], by)


def _asked(part: _Plain | _Whole | None) -> Sieve:
    if part is None:
        return lambda _known: None
    if isinstance(part, _Plain):
        return _asked_plain(part)
    return _asked_whole(part)


def _asked_plain(part: _Plain) -> Sieve:
    section, name, wanted = part.section, part.name, part.wanted
    words = part.words or frozenset()

    def is_known(known: Known) -> bool | None:
        return (name in (known[section] if section else known)) is wanted

    def ticked(known: Known) -> bool | None:
        value = (known[section] if section else known).get(name)
        return value is wanted if isinstance(value, bool) else None

    def is_said(known: Known) -> bool | None:
        value = (known[section] if section else known).get(name)
        return None if value is None else (value in words) is wanted

    return is_known if part.words is None else is_said if words else ticked


def _asked_whole(whole: _Whole) -> Sieve:
    parts, by = [_asked(part) for part in whole.parts], whole.by

    def settled(known: Known) -> bool | None:
        said: bool | None = not by
        for part in parts:
            answer = part(known)
            if answer is by:
                return by
            if answer is None:
                said = None
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
