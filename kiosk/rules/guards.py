"""Guards: facts without which a condition is false, whatever else is known.

``has(x) && …`` is false while ``x`` is missing, even if the rest cannot be asked
(CEL's ``&&`` absorbs errors). Most rules of a policy are so guarded, and most facts are
missing at most passages: there the engine need not be asked.
"""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

_SIGN: Final = re.compile(
    r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|&&|\|\||[()\[\]{}?]|.", re.DOTALL
)
_HAS: Final = re.compile(r"has\s*\(\s*([\w.]+)\s*\)")
_OPEN, _CLOSE = "([{", ")]}"


def guards_of(condition: str) -> frozenset[str]:
    """Dotted names that ``condition`` tests by ``has(…)`` before everything else.

    Args:
        condition: CEL text that compiles, its terms spelt out.
    """
    return frozenset(_guards(condition))


def _guards(text: str) -> Iterator[str]:
    parts = _conjuncts(text.strip())
    if len(parts) == 1:
        only = parts[0]
        if match := _HAS.fullmatch(only):
            yield match[1]
        elif _bracketed(only):
            yield from _guards(only[1:-1])
        return
    for part in parts:
        yield from _guards(part)


def _conjuncts(text: str) -> list[str]:
    """The operands of the outermost ``&&``; the whole where something binds looser."""
    depth, parts = 0, [""]
    for sign in _SIGN.findall(text):
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth == 0 and sign in ("||", "?"):
            return [text]
        if depth == 0 and sign == "&&":
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _bracketed(text: str) -> bool:
    """True when the first sign is a bracket that closes at the very end."""
    signs = _SIGN.findall(text)
    depths = list(accumulate((s in _OPEN) - (s in _CLOSE) for s in signs))
    return text.startswith("(") and depths.index(0) == len(signs) - 1
