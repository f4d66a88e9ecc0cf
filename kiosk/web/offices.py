"""The offices: pages for leaders, each behind a port of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from kiosk.ports import (
    Badges,
    HandoverOffice,
    HouseholdOffice,
    IncidentOffice,
    LogOffice,
    PassOffice,
    PolicyOffice,
    ReportOffice,
    ShiftOffice,
    SignInDesk,
    TokenDesk,
)
from kiosk.ports.records import HoldDesk, UnsealDesk

_PATHS: Final = {
    "shifts": "/shift",
    "handovers": "/handover",
    "incidents": "/incidents",
    "households": "/households",
    "log": "/log",
    "unsealing": "/unseal",
    "holds": "/holds",
    "reports": "/reports",
    "passes": "/passes",
    "rules": "/policy",
}

HERE_ONLY: Final = {"/unseal"}
"""Served to the kiosk's own screen alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """What leaders can have done at this kiosk; None leaves a page out.

    Attributes:
        incidents: Where what was held or turned back is seen to.
        households: Where a household's exits are granted and stopped.
        log: Where supervisors pull the log.
        unsealing: Where supervisors open a sealed record.
        holds: Where supervisors keep records from being erased.
        reports: Where the daily reports are read.
        passes: Where passes are made.
        rules: Where the rules are changed.
        shifts: Where staff sign in on post.
        handovers: Where one shift hands over to the next.
        sign_in: Where staff sign in; without it the kiosk knows no staff.
        badges: Where the sign-in page learns of badges.
        tokens: Where programs show their tokens.
    """

    incidents: IncidentOffice | None = None
    households: HouseholdOffice | None = None
    log: LogOffice | None = None
    unsealing: UnsealDesk | None = None
    holds: HoldDesk | None = None
    reports: ReportOffice | None = None
    passes: PassOffice | None = None
    rules: PolicyOffice | None = None
    shifts: ShiftOffice | None = None
    handovers: HandoverOffice | None = None
    sign_in: SignInDesk | None = None
    badges: Badges | None = None
    tokens: TokenDesk | None = None

    def links(self) -> Iterator[tuple[str, str]]:
        """Name and path of every page there is; ``office.NAME`` is its title."""
        for field in fields(self):
            if field.name in _PATHS and getattr(self, field.name) is not None:
                yield field.name, _PATHS[field.name]


NO_OFFICES: Final = Offices()
