"""Terms: names for conditions that several rules share, e.g. ``entering``.

A term is CEL text. It is put where its name stands, in brackets, before the rule is
compiled; so it costs nothing to ask and a missing fact in it is a need as ever.
"""

import re
from collections.abc import Mapping
from typing import Final

_STRING: Final = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
_BARE: Final = r"(?<![\w.])[a-z][a-z_]*(?![\w.]|\s*\()"
_TOKEN: Final = re.compile(f"({_STRING})|({_BARE})")
_LONGEST: Final = 20_000  # characters; doubling terms would otherwise fill the memory


class TermError(ValueError):
    """A term that is made of itself, or grows without end."""


def spell_out(condition: str, terms: Mapping[str, str]) -> str:
    """Put every term where its name stands.

    Args:
        condition: CEL text; names inside strings are left alone.
        terms: CEL text by name; terms may use each other.

    Raises:
        TermError: A term leads back to itself, or the condition grows too long.
    """
    return _spelt(condition, terms, ())


def _spelt(text: str, terms: Mapping[str, str], inside: tuple[str, ...]) -> str:
    def put(match: re.Match[str]) -> str:
        name = match[2]
        if name is None or name not in terms:
            return match[0]
        if name in inside:
            raise TermError(f"term {name!r} leads back to itself")
        return f"({_spelt(terms[name], terms, (*inside, name))})"

    spelt = _TOKEN.sub(put, text)
    if len(spelt) > _LONGEST:
        raise TermError(f"terms make it longer than {_LONGEST} characters")
    return spelt
