"""Phone numbers on duty 值班电话: whom a volunteer may call at any hour.

``{"seq", "issued", "next_update", "numbers": [[role, name, number, hours]]}``; see
``kiosk.codes.listing``. Public: communities post them at the gate 公示.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from kiosk.codes.district import DistrictListForged, DistrictListMalformed, short_text
from kiosk.codes.listing import BadPart, ListFormat, SignedList, head
from kiosk.core.duty import DutyNumber, DutyRole

DUTY_AAD: Final = b"KP1-DUTY-PHONES"
_NUMBER: Final = re.compile(r"\+?[0-9](?:[0-9 -]{1,18})[0-9]", re.ASCII)
_ROLES: Final[tuple[DutyRole, ...]] = get_args(DutyRole)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyList(SignedList):
    """A verified list of numbers.

    Attributes:
        entries: The numbers, in the order in which they are shown.
    """

    entries: tuple[DutyNumber, ...]


def is_dialable(text: str) -> bool:
    """True for 3 to 20 digits, spaces and hyphens that begin and end with a digit."""
    return bool(_NUMBER.fullmatch(text))


def _write(listed: DutyList) -> dict[str, object]:
    rows = [[n.role, n.name, n.number, n.hours] for n in listed.entries]
    return {"numbers": rows}


def _read(content: Mapping[str, Any]) -> DutyList:
    rows = content["numbers"]
    if type(rows) is not list:
        raise BadPart("numbers")
    return DutyList(**head(content), entries=tuple(_read_number(row) for row in rows))


def _read_number(row: object) -> DutyNumber:
    match row:
        case [str(word), name, str(number), hours]:
            pass
        case _:
            raise BadPart("number")
    role = next((known for known in _ROLES if known == word), None)
    if role is None:
        raise BadPart("role")
    if not is_dialable(number):
        raise BadPart("digits")
    return DutyNumber(
        role=role,
        name=short_text(name, "name"),
        number=number,
        hours=short_text(hours, "hours"),
    )


DUTY_FORMAT: Final = ListFormat(
    aad=DUTY_AAD,
    members=frozenset({"numbers"}),
    write=_write,
    read=_read,
    forged=DistrictListForged,
    malformed=DistrictListMalformed,
)
