"""Why: what somebody gives as the reason for what not everybody may do."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from kiosk.core.errors import FormError

LONGEST_NOTE: Final = 300
LONGEST_PURPOSE: Final = 80
_LEAST: Final = 2
OTHER: Final = "other"

PERSONAL_REASONS: Final = (
    "tracing",  # 流调溯源
    "inquiry",  # 公安、纪检等调查
    "complaint",  # 投诉申诉
    "correction",  # 本人查询更正
    OTHER,
)
"""Why a supervisor opens or keeps personal records, likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A reason from a list, and what there is to say beside it.

    Attributes:
        reason: A word of the list; records carry it openly.
        note: Free text; sealed, for it may name people. Needed for ``other``.
    """

    reason: str
    note: str = field(default="", repr=False)


def checked_why(reason: str, note: str, reasons: Collection[str]) -> Why:
    """Check what was given as the reason.

    Raises:
        FormError: It is not of ``reasons``, or the note is missing or too long.
    """
    if reason not in reasons:
        raise FormError("reason", "missing", "one of " + ", ".join(reasons))
    text = note.strip()
    if len(text) > LONGEST_NOTE or (reason == OTHER and not text):
        raise FormError("note", "missing", f"1 to {LONGEST_NOTE} characters")
    return Why(reason=reason, note=text)


def checked_purpose(why: str, most: int = LONGEST_PURPOSE) -> str:
    """What somebody wants records for, or why they change one, without blanks around.

    Args:
        why: As typed.
        most: Characters.

    Raises:
        FormError: It is not told, or too long.
    """
    why = why.strip()
    if not _LEAST <= len(why) <= most:
        raise FormError("why", "missing", f"{_LEAST} to {most} characters")
    return why
