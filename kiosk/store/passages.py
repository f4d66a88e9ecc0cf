"""The passage projection: what searches and counts look at.

It looks at the payload leniently: a value of an unexpected type becomes NULL and never
keeps a passage from being recorded.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlite_utils import Database

_INSERT: Final = """
INSERT INTO passage
(seq, at, passage, lane, direction, outcome, verdict, reason, class, celsius)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def project_passage(
    db: Database, seq: int, at: str, payload: Mapping[str, Any]
) -> None:
    """Add passage ``seq`` to the projection."""
    reasons = payload.get("reasons")
    first = reasons[0] if isinstance(reasons, (list, tuple)) and reasons else None
    db.execute(
        _INSERT,
        (
            seq,
            at,
            *(
                _text(payload.get(key))
                for key in ("passage", "lane", "direction", "outcome", "verdict")
            ),
            _text(first),
            _text(_section(payload, "code").get("class")),
            _number(_section(payload, "temperature").get("celsius")),
        ),
    )


def _section(payload: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    section = payload.get(key)
    return section if isinstance(section, Mapping) else {}


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)
