"""The rota 排班表: when shifts change, and who is to come to which.

``{"seq", "issued", "next_update", "hours", "first", "people", "shifts": [[place, day,
number, [name, ...]]]}``; see ``kiosk.codes.listing``. ``first`` are minutes after
midnight in China, ``day`` is ``YYYY-MM-DD``. Names of staff stand in it in clear, as on
the wall of the post.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from kiosk.codes.district import DistrictListForged, DistrictListMalformed, short_text
from kiosk.codes.listing import BadPart, ListFormat, SignedList, head, uint
from kiosk.core.shift import Assignment, Rota

ROTA_AAD: Final = b"KP1-ROTA"
HOURS: Final = (6, 8)
"""Lengths of a shift."""
MOST_PEOPLE: Final = 20
"""On duty in one shift."""
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaList(SignedList):
    """A verified rota.

    Attributes:
        rota: When shifts change, and how many people each has.
        entries: Who is to come, of every place.
    """

    rota: Rota
    entries: tuple[Assignment, ...]


def _write(listed: RotaList) -> dict[str, object]:
    rota = listed.rota
    shifts = [
        [one.place, one.day.isoformat(), one.number, list(one.names)]
        for one in listed.entries
    ]
    first = rota.first.hour * 60 + rota.first.minute
    return {
        "hours": rota.hours,
        "first": first,
        "people": rota.people,
        "shifts": shifts,
    }


def _read(content: Mapping[str, Any]) -> RotaList:
    hours, rows = uint(content["hours"], "hours"), content["shifts"]
    first, people = uint(content["first"], "first"), uint(content["people"], "people")
    if hours not in HOURS:
        raise BadPart("hours")
    if first >= _DAY_MINUTES:
        raise BadPart("first")
    if not 1 <= people <= MOST_PEOPLE:
        raise BadPart("people")
    if type(rows) is not list:
        raise BadPart("shifts")
    return RotaList(
        **head(content),
        rota=Rota(hours=hours, first=time(*divmod(first, 60)), people=people),
        entries=tuple(_read_shift(row, 24 // hours) for row in rows),
    )


def _read_shift(row: object, last: int) -> Assignment:
    match row:
        case [place, str(day), said, [*names]] if 1 <= len(names) <= MOST_PEOPLE:
            pass
        case _:
            raise BadPart("shift")
    if not 1 <= (number := uint(said, "number")) <= last:
        raise BadPart("number")
    return Assignment(
        place=short_text(place, "place"),
        day=_day(day),
        number=number,
        names=tuple(_name(name) for name in names),
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadPart("day") from None
    if day.isoformat() != text:  # one of the other ways to write it
        raise BadPart("day")
    return day


def _name(value: object) -> str:
    name = short_text(value, "name")
    if not name:
        raise BadPart("name")
    return name


ROTA_FORMAT: Final = ListFormat(
    aad=ROTA_AAD,
    members=frozenset({"hours", "first", "people", "shifts"}),
    write=_write,
    read=_read,
    forged=DistrictListForged,
    malformed=DistrictListMalformed,
)
