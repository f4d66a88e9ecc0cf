"""Tokens: what programs show instead of signing in, each for a few pages and a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a token opens."""

    LOG_READ = "log:read"
    EXPORT = "export"
    HANDOVER_READ = "handover:read"
    REPORT_READ = "report:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is known of a token; its secret is not.

    Attributes:
        number: Its number, never used for another.
        name: Which program or desk has it.
        scopes: What it opens.
        expires: Its end, aware.
        used: When it was last shown, to the minute, aware; None before.
        revoked: When it was withdrawn, aware, or None.
        journalled: Whether its issue, and its withdrawal if any, are on record.
    """

    number: int
    name: str
    scopes: frozenset[Scope]
    expires: datetime
    used: datetime | None = None
    revoked: datetime | None = None
    journalled: bool = False

    def good(self, now: datetime) -> bool:
        """Whether it opens anything at ``now``, aware."""
        return self.revoked is None and now < self.expires
