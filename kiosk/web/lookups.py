"""Lookups: what volunteers may look up in the lists from above."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.core.duty import DutyBoard
from kiosk.core.household import Quota
from kiosk.ports import Journeys


def _no_numbers() -> DutyBoard | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """What can be looked up here.

    Attributes:
        journeys: Where people come from; None where no regions are known.
        numbers: The numbers on duty, or None while none came.
        quota: For how long the policy in force lets people out.
    """

    journeys: Journeys | None = None
    numbers: Callable[[], DutyBoard | None] = _no_numbers
    quota: Callable[[], Quota] = Quota


NO_LOOKUPS: Final = Lookups()
