"""What the forwarder writes into the journal: few rows, for each goes up again."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kiosk.codes.acknowledgement import Rejection

_NAMED: Final = 20


def rejected_row(rejected: Sequence[Rejection]) -> Mapping[str, Any]:
    """Rows the hub keeps apart; the first of them by number."""
    named = [{"seq": one.seq, "code": one.code} for one in rejected[:_NAMED]]
    return {"event": "rejected", "count": len(rejected), "rows": named}


def refused_row(code: str) -> Mapping[str, Any]:
    """The hub takes nothing from this kiosk until somebody acts."""
    return {"event": "refused", "code": code}


def rewound_row(before: int, through: int) -> Mapping[str, Any]:
    """The hub had rows up to ``before`` once and now has them up to ``through``."""
    return {"event": "hub-behind", "had": before, "has": through}
