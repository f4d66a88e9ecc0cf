"""Vehicles 车辆: what is typed of one at the gate, and what a screen shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

from kiosk.core.errors import FormError, FormRefused
from kiosk.core.registration.plate import UNPLATED, plate_kind, tidy_plate

VehicleKind = Literal["resident", "outside", "delivery"]
"""Whose vehicle it is; an emergency vehicle has a button of its own."""

VEHICLE_KINDS: Final[tuple[VehicleKind, ...]] = get_args(VehicleKind)
SERVICES: Final = ("ambulance", "fire", "police", "repair")
"""What an emergency vehicle is: 120, 消防, 警车, 抢修."""

MOST_OCCUPANTS: Final = 80
_PLATE_SHOWN: Final = 2  # characters at either end

_ADVICE: Final[Mapping[str, str]] = {
    "missing": "is needed",
    "not-a-plate": "province, letter, five or six characters; else 其他 and a copy",
    "not-offered": "choose one of those offered",
    "not-a-count": f"a number from 1 to {MOST_OCCUPANTS}",
    "unknown-field": "is not asked",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleEntry:
    """A vehicle as the volunteer typed it, checked.

    Attributes:
        plate: Tidied. Personal.
        kind: Whose it is.
        occupants: People in it, the driver among them.
    """

    plate: str = field(repr=False)
    kind: VehicleKind
    occupants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyEntry:
    """What was noted of an emergency vehicle after it went through.

    Attributes:
        service: One of ``SERVICES``, or None.
        plate: Tidied, or None. Personal.
        crew: People in it, or None.
    """

    service: str | None = None
    plate: str | None = field(default=None, repr=False)
    crew: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleView:
    """The vehicle before a lane, as its screen shows it.

    Attributes:
        id: Of its visit.
        kind: Whose it is.
        plate: With its middle hidden.
        occupants: People in it.
        recorded: How many of them were let through to it already.
    """

    id: str
    kind: VehicleKind
    plate: str
    occupants: int
    recorded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyView:
    """An emergency vehicle of the last minutes.

    Attributes:
        id: Of its passage.
        at: When the button was tapped, wall time.
        owed: True while a record of it is not in the journal.
        described: Whether kind, plate or crew were noted since.
        fault: Slug of what keeps the gate from opening, or None.
    """

    id: str
    at: datetime
    owed: bool = True
    described: bool = False
    fault: str | None = None


def vehicle_entry(fields: Mapping[str, str], plate: str | None = None) -> VehicleEntry:
    """Check what was typed of a vehicle.

    Args:
        fields: ``plate``, ``vehicle`` (its kind) and ``occupants``. Personal.
        plate: What counts where none is typed: that of the vehicle already there.

    Raises:
        FormRefused: Names every field that is missing or wrong.
    """
    typed = _typed(fields, {"plate", "vehicle", "occupants"})
    problems = [
        _problem(n, "missing") for n in ("vehicle", "occupants") if n not in typed
    ]
    if "plate" not in typed and plate is None:
        problems.insert(0, _problem("plate", "missing"))
    problems += _wrong(typed, {"vehicle": VEHICLE_KINDS})
    if problems:
        raise FormRefused(problems)
    kind = next(k for k in VEHICLE_KINDS if k == typed["vehicle"])
    return VehicleEntry(
        plate=tidy_plate(typed["plate"]) if "plate" in typed else plate or "",
        kind=kind,
        occupants=int(typed["occupants"]),
    )


def emergency_entry(fields: Mapping[str, str]) -> EmergencyEntry:
    """Check what was noted of an emergency vehicle; one field is enough.

    Args:
        fields: ``service``, ``plate`` and ``occupants``. Personal.

    Raises:
        FormRefused: Names every field that is wrong, or that all are missing.
    """
    typed = _typed(fields, {"service", "plate", "occupants"})
    problems = _wrong(typed, {"service": SERVICES})
    if not typed:
        problems.append(_problem("service", "missing"))
    if problems:
        raise FormRefused(problems)
    return EmergencyEntry(
        service=typed.get("service"),
        plate=tidy_plate(typed["plate"]) if "plate" in typed else None,
        crew=int(typed["occupants"]) if "occupants" in typed else None,
    )


def mask_plate(plate: str) -> str:
    """The plate as screens may show it: both ends, stars between."""
    if plate == UNPLATED:
        return plate  # nobody's
    ends = _PLATE_SHOWN
    hidden = "*" * max(1, len(plate) - 2 * ends)
    return plate[:ends] + hidden + plate[-ends:] if len(plate) > 2 * ends else hidden


def _typed(fields: Mapping[str, str], asked: set[str]) -> dict[str, str]:
    if set(fields) - asked:
        raise FormRefused([_problem("form", "unknown-field")])
    return {name: text.strip() for name, text in fields.items() if text.strip()}


def _wrong(
    typed: Mapping[str, str], offered: Mapping[str, tuple[str, ...]]
) -> list[FormError]:
    problems = []
    if "plate" in typed and plate_kind(tidy_plate(typed["plate"])) is None:
        problems.append(_problem("plate", "not-a-plate"))
    for name, words in offered.items():
        if name in typed and typed[name] not in words:
            problems.append(_problem(name, "not-offered"))
    if "occupants" in typed and not _is_count(typed["occupants"]):
        problems.append(_problem("occupants", "not-a-count"))
    return problems


def _is_count(text: str) -> bool:
    digits = text.isascii() and text.isdecimal() and len(text) <= len("80")
    return digits and 1 <= int(text) <= MOST_OCCUPANTS


def _problem(name: str, slug: str) -> FormError:
    return FormError(name, slug, _ADVICE[slug])
