"""What a gate knows of a household's members, for 户信息登记表 (annex 3 of S2). Values.

「网格“户”信息登记表」asks for more than a gate is told: what is not here is written by
hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Fact = Literal[
    "celsius",  # the temperature measured, °C
    "colour",  # of the health code, as its service or a volunteer said
    "nat",  # result of the nucleic acid test; dated when it was sampled
    "risk",  # worst level of the regions visited
    "key_region",  # 重点地区人员
    "returnee",  # 返来人员
    "vehicle",  # the household's own vehicle was at the gate
]


class Noted(NamedTuple):
    """What was said or measured last, and when; aware."""

    value: str | float | bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of a household who came by.

    Attributes:
        pass_id: Number of the pass shown last, 12 hex digits.
        member: Member index, or None.
        masked_name: As screens may show it, or None.
        noted: The newest of each fact that was ever told here.
        left: When they last went out, aware, or None.
        returned: When they last came in, aware, or None.
        out: Whether they are out now, as far as this gate knows.
    """

    pass_id: str
    member: int | None
    masked_name: str | None = field(default=None, repr=False)
    noted: Mapping[Fact, Noted] = field(default_factory=dict)
    left: datetime | None = None
    returned: datetime | None = None
    out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdSheet:
    """A household as its form shows it.

    Attributes:
        household: Keyed hash, 12 hex digits.
        at: When the records were read, aware.
        grid: 县/乡镇/社区/网格 of its community, or an empty string.
        members: By member index; guests are none.
    """

    household: str
    at: datetime
    grid: str
    members: tuple[Member, ...]


FormKind = Literal["print", "xlsx", "json"]
"""What a household's form can be handed out as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedForm:
    """A household's form that is on record as handed out.

    Attributes:
        sheet: What it says.
        head: The journal's head before it was read, in its short form.
        sha256: Of the file; of the JSON form where it is printed.
        file: A ZIP of it and its manifest; empty where it is printed.
    """

    sheet: HouseholdSheet
    head: str
    sha256: str
    file: bytes = field(default=b"", repr=False)
