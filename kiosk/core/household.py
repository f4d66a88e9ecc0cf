"""Households 户: how often one may go out, and what a leader sees of it.

「每户每2日指派1名家庭成员外出采购生活物资」(S1). Pure: the time is an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from kiosk.core.china import CHINA, china_day

MOST_DAYS: Final = 31
MOST_HOURS: Final = 24 * MOST_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """The window in which the uses of a household's pass are counted.

    Attributes:
        days: Length of the window, 1 to 31.
        rolling: False: calendar days in China, the present one included, so that who
            went out on Monday goes again on Wednesday at any hour. True: spans of 24
            hours back from now.
        return_hours: How long one may stay out before being overdue.
    """

    days: int = 2
    rolling: bool = False
    return_hours: float = 3.0

    def since(self, now: datetime) -> datetime:
        """The first moment of the window that ends ``now``."""
        if self.rolling:
            return now - timedelta(days=self.days)
        midnight = datetime.combine(china_day(now), time.min, tzinfo=CHINA)
        return midnight - timedelta(days=self.days - 1)

    def due(self, out_at: datetime) -> datetime:
        """When somebody who went out at ``out_at`` should be back."""
        return out_at + timedelta(hours=self.return_hours)


def quota_of(parameters: Mapping[str, Any]) -> Quota:
    """The window by a policy's parameters; what is missing or odd is as shipped.

    Args:
        parameters: ``quota_days``, ``quota_rolling`` and ``return_hours`` count.
    """
    shipped, rolling = Quota(), parameters.get("quota_rolling")
    days = _number(parameters.get("quota_days"), shipped.days, MOST_DAYS)
    return Quota(
        days=max(1, int(days)),
        rolling=rolling if isinstance(rolling, bool) else shipped.rolling,
        return_hours=_number(
            parameters.get("return_hours"), shipped.return_hours, MOST_HOURS
        ),
    )


def _number(value: object, shipped: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return shipped
    return value if 0 < value <= most else shipped


class HouseholdEvent(StrEnum):
    """What a leader may write down about a household."""

    RELIEF = "relief"  # one more exit, today
    VOID = "void"  # its passes open nothing any more
    RESTORE = "restore"  # they do again
    RETURNED = "returned"  # whoever is out came back by another way


RETURNEE: Final = "returnee"
"""The word under which somebody who came back from outside voids the household."""

REASONS: Final[Mapping[HouseholdEvent, tuple[str, ...]]] = {
    HouseholdEvent.RELIEF: ("medical", "medicine", "infant", "elderly", "other"),
    HouseholdEvent.VOID: (RETURNEE, "close-contact", "misuse", "lost", "other"),
    HouseholdEvent.RESTORE: ("monitoring-ended", "mistake", "other"),
    HouseholdEvent.RETURNED: ("other-gate", "not-scanned", "other"),
}
"""The list a leader chooses a reason from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """One use of a household's pass.

    Attributes:
        seq: Journal number of the exit.
        household: Keyed hash, 12 hex digits.
        member: Member index, or None.
        out_at: When the member left, aware.
        due_at: When the member should be back, aware.
        in_at: When the member came back, or None while out.
        clock_sure: Whether the time of leaving can be believed.
        masked_name: The member as screens may show it, or None.
    """

    seq: int
    household: str
    member: int | None
    out_at: datetime
    due_at: datetime
    in_at: datetime | None = None
    clock_sure: bool = True
    masked_name: str | None = field(default=None, repr=False)

    def overdue(self, now: datetime) -> timedelta:
        """How long the member should have been back; zero or less: not overdue."""
        return timedelta() if self.in_at is not None else now - self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMatch:
    """A household that fits what was searched for.

    Attributes:
        household: Keyed hash, 12 hex digits.
        number: As people write it, where the search gave it away. Personal.
        names: Masked names of those who went out on its passes.
    """

    household: str
    number: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCard:
    """What is known of one household now.

    Attributes:
        household: Keyed hash, 12 hex digits.
        uses: Exits in the window.
        voided: Why its passes open nothing, or None.
        voided_at: Since when, or None.
        relief: A leader's exception of today is open.
        exits: The newest exits, newest first.
    """

    household: str
    uses: int
    voided: str | None = None
    voided_at: datetime | None = None
    relief: bool = False
    exits: tuple[Exit, ...] = ()

    @property
    def out(self) -> tuple[Exit, ...]:
        """Who is out now."""
        return tuple(one for one in self.exits if one.in_at is None)
