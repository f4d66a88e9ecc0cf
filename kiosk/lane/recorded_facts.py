"""The facts of a decision as they are journalled: enough to decide again, no more.

Facts hold no name, no number and no plate. What a fact may hold as free text is kept
only while it looks like one of our words; anything else is withheld and named, so that
whoever decides again knows what is missing.
"""

import re
from datetime import datetime
from typing import Any, Final

from kiosk.core.facts import Facts

_WORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,47}")
_COMMUNITY: Final = re.compile(r"[0-9]{12}")
_COMMUNITIES: Final = frozenset({"pass.community"})


def recorded_facts(facts: Facts) -> tuple[dict[str, Any], list[str]]:
    """Facts as JSON, without what is missing.

    Returns:
        The facts by section, and the dotted names of those withheld.
    """
    kept: dict[str, Any] = {}
    withheld: list[str] = []
    known = facts.model_dump(mode="json", by_alias=True, exclude_none=True)
    for head, value in known.items():
        if not isinstance(value, dict):
            kept[head] = value  # ``now`` and ``clock``
            continue
        good = {k: v for k, v in value.items() if _is_plain(f"{head}.{k}", v)}
        withheld += [f"{head}.{name}" for name in value if name not in good]
        if good:
            kept[head] = good
    return kept, withheld


def _is_plain(name: str, value: object) -> bool:
    """True for figures, truth values, moments, and words of ours."""
    if isinstance(value, str):
        if name in _COMMUNITIES:
            return _COMMUNITY.fullmatch(value) is not None
        return _WORD.fullmatch(value) is not None or _is_moment(value)
    return isinstance(value, (bool, int, float))


def _is_moment(text: str) -> bool:
    try:
        return "T" in text and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
