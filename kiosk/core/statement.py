"""Statements: what the volunteer saw, asked or was told, as facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from kiosk.core.errors import FormError
from kiosk.core.evidence import Answer
from kiosk.core.facts import Facts

SAYABLE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "pass": frozenset({"validity"}),  # only "none": there is no pass
        "health": frozenset({"answer", "colour"}),
        "travel": frozenset(
            {
                *("answer", "risk", "regions", "list_age_hours"),
                *("key_region", "returnee", "arrived_at", "reported"),
            }
        ),
        "nat": frozenset({"answer", "result", "sampled_at", "tests"}),
        "vaccination": frozenset({"answer", "doses"}),
        "disinfection": frozenset({"done"}),
        "person": frozenset({"kind", "purpose", "host_confirmed"}),
        "vehicle": frozenset(
            {"kind", "plate_matches", "occupants", "occupants_recorded"}
        ),
        "proofs": frozenset({"employer", "medical", "village"}),
        "goods": frozenset({"handed_over_outside", "disinfected", "firm", "parcels"}),
    }
)
"""What a volunteer may state, by section; everything else has a source of its own."""

_ASKED: Final = {"health", "travel", "nat", "vaccination"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the volunteer says of the person before the lane.

    Attributes:
        facts: The sections spoken of; what was not said is None.
        at: When it was said, monotonic seconds.
    """

    facts: Facts
    at: float


def statement(said: Mapping[str, Mapping[str, Any]], at: float) -> Statement:
    """Check what was said.

    Args:
        said: Values by section and name, e.g. ``{"person": {"kind": "visitor"}}``.
        at: When, monotonic seconds.

    Raises:
        FormError: Names the first section, name or value that cannot be stated.
    """
    checked: dict[str, dict[str, Any]] = {}
    for section, values in said.items():
        foreign = set(values) - SAYABLE.get(section, frozenset())
        if foreign or not values:
            name = f"{section}.{min(foreign, default='')}".rstrip(".")
            raise FormError(name, "not-sayable", "a volunteer cannot state this")
        checked[section] = dict(values)
        if section in _ASKED:
            checked[section].setdefault("answer", Answer.ANSWERED)
            checked[section]["source"] = "volunteer"
    if checked.get("pass", {"validity": "none"}) != {"validity": "none"}:
        raise FormError("pass.validity", "not-sayable", "only that there is no pass")
    try:
        return Statement(facts=Facts.model_validate(checked), at=at)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise FormError(place, "wrong-value", "choose one of those offered") from None


def joined(before: Facts, after: Facts) -> Facts:
    """What was said so far and what was said now; the newer word counts."""
    old = before.model_dump(by_alias=True, exclude_none=True)
    new = after.model_dump(by_alias=True, exclude_none=True)
    sections = {name: {**old.get(name, {}), **new.get(name, {})} for name in old | new}
    return Facts.model_validate(sections)
