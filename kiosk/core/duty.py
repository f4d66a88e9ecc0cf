"""Numbers on duty 值班电话: whom a volunteer calls."""

from dataclasses import dataclass
from typing import Literal

DutyRole = Literal["community", "police", "grid-leader", "hospital", "command", "other"]
"""community 社区24小时值班; police 网格警员; grid-leader 网格长; hospital 定点医院;
command 疫情防控指挥部."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNumber:
    """One number.

    Attributes:
        role: Who answers.
        name: What the list calls them, at most 60 characters.
        number: As people write it, 3 to 20 characters.
        hours: When, e.g. ``24小时``; may be empty.
    """

    role: DutyRole
    name: str
    number: str
    hours: str = ""

    @property
    def dialled(self) -> str:
        """The number as telephones want it: digits, perhaps after a plus."""
        return "".join(c for c in self.number if c.isdigit() or c == "+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyBoard:
    """The numbers in force.

    Attributes:
        numbers: In the order in which they are shown.
        age_hours: Since they were signed.
        stale: A newer list should have come.
    """

    numbers: tuple[DutyNumber, ...]
    age_hours: float
    stale: bool
