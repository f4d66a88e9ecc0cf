"""What is wrong with facts that somebody wrote, and what was probably meant."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from pydantic import ValidationError

from kiosk.core.facts import fact_names

_NAMES: Final = sorted(fact_names())
_SECTIONS: Final = sorted({name.partition(".")[0] for name in _NAMES})


def wrong_facts(error: ValidationError, what: str, under: str = "") -> Iterator[str]:
    """A line a wrong fact.

    Args:
        error: What the model of the facts, or of something with facts, says.
        what: What the whole is, for a fault that lies nowhere in it.
        under: The key with the facts, where they are not the whole.
    """
    depth = 1 if under else 0
    for one in error.errors():
        loc = [str(part) for part in one["loc"]]
        name = loc[depth:] if loc[:depth] == [under][:depth] else []
        foreign = one["type"] == "extra_forbidden" and name
        said = f"no such fact; {_meant(name)}" if foreign else one["msg"]
        yield f"{'.'.join(loc) or what}: {said}"


def _meant(name: Sequence[str]) -> str:
    """What comes closest in its section, or is called so elsewhere; else what there is.

    A name alone may be a section's, or a fact's whose section was left out.
    """
    section, fact = name[0], name[-1]
    within = [known for known in _NAMES if known.startswith(f"{section}.")]
    if len(name) == 1:
        near = _called([fact]) or get_close_matches(fact, _SECTIONS, n=1)
    else:
        near = [f"{section}.{one}" for one in _close(fact, within)]
    near = near or _called(_close(fact, _NAMES))
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"there are: {', '.join(within or _SECTIONS)}"


def _close(fact: str, known: Sequence[str]) -> list[str]:
    return get_close_matches(fact, [_last(name) for name in known], n=1)


def _called(facts: Sequence[str]) -> list[str]:
    return [name for name in _NAMES if _last(name) in facts]


def _last(name: str) -> str:
    return name.rpartition(".")[2]
