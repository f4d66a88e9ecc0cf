"""What can be known of somebody at a gate, piece by piece, and who can supply it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, get_args

from kiosk.core.evidence import Quality
from kiosk.core.facts import Facts
from kiosk.core.sections import PassValidity
from kiosk.core.verdict import Need

Known = dict[str, dict[str, Any]]

NOON: Final = datetime(2022, 4, 1, 4, 0, tzinfo=UTC)  # twelve o'clock in China
GATE: Final = {"now": NOON, "clock": "synced"}


def _ago(hours: float) -> datetime:
    return NOON - timedelta(hours=hours)


def _negative(hours: float) -> dict[str, Any]:
    return {"answer": "answered", "result": "negative", "sampled_at": _ago(hours)}


def _read(celsius: float, attempts: int = 1, kind: str = "surface") -> dict[str, Any]:
    return {"kind": kind, "celsius": celsius, "quality": "good", "attempts": attempts}


def _valid(pass_class: str, *, home: bool = True) -> dict[str, Any]:
    return {"validity": "valid", "class": pass_class, "home": home, "generation": 1}


def _listed(**said: Any) -> dict[str, Any]:
    return {"answer": "answered", "hit": True, "list_age_hours": 1} | said


OPTIONS: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {
    "lane": ({"direction": "in"}, {"direction": "out"}),
    "pass": (
        _valid("resident"),
        {"validity": "none"},
        _valid("temporary"),
        _valid("commuter"),
        _valid("delivery"),
        _valid("vehicle"),
        _valid("resident", home=False),
        *(
            {"validity": v}
            for v in get_args(PassValidity)
            if v not in ("none", "valid")
        ),
    ),
    "temperature": (
        _read(36.5, kind="contact"),
        _read(36.5),
        _read(36.5, kind="body"),
        _read(37.1),
        _read(37.1, 2),
        _read(38.0),
        *({"quality": q, "attempts": 1} for q in Quality if q != "good"),
        {"quality": "too-low", "attempts": 3},
    ),
    "mask": ({"worn": True}, {"worn": False}),
    "disinfection": ({"done": True}, {"done": False}),
    "health": (
        {"answer": "answered", "colour": "green", "source": "volunteer"},
        {"answer": "answered", "colour": "green", "colour_seen": "green"},
        {"answer": "answered", "colour": "green", "age_minutes": 5000},
        {"answer": "answered", "colour": "yellow"},
        {"answer": "answered", "colour": "red", "colour_seen": "green"},
        {"answer": "answered"},
        {"answer": "unverified"},
        {"answer": "expired"},
        {"answer": "not-found"},
    ),
    "travel": (
        {"answer": "answered", "risk": "none", "returnee": False},
        {"answer": "answered", "returnee": False},
        *(
            {"answer": "answered", "risk": risk}
            for risk in ("low", "medium", "high", "overseas")
        ),
        {"answer": "answered", "risk": "none", "returnee": True, "reported": True},
        {"answer": "answered", "returnee": True, "reported": False},
        {"answer": "answered", "risk": "none", "key_region": True},
        {"answer": "unverified"},
        {"answer": "expired"},
        {"answer": "answered", "risk": "none", "list_age_hours": 30},
        {"answer": "answered", "risk": "none", "list_age_hours": 300},
    ),
    "nat": (
        {"answer": "answered", "result": "none", "source": "volunteer"},
        _negative(10),
        _negative(60),
        _negative(100),
        _negative(200),
        _negative(-1),
        {"answer": "answered", "result": "negative"},
        {"answer": "answered", "result": "positive"},
        {"answer": "answered", "result": "pending"},
        {"answer": "answered"},
        {"answer": "unverified"},
        {"answer": "unverified", "source": "volunteer"},
    ),
    "vaccination": (
        {"answer": "answered", "doses": 2},
        {"answer": "answered", "doses": 0},
        {"answer": "unverified"},
    ),
    "person": (
        {"kind": "resident"},
        {"kind": "visitor", "host_confirmed": True},
        {"kind": "visitor", "host_confirmed": False},
        {"kind": "visitor"},
        *({"kind": kind} for kind in ("commuter", "delivery", "worker", "patient")),
    ),
    "vehicle": (
        {"kind": "resident", "occupants": 2, "occupants_recorded": 2},
        {"kind": "resident", "occupants": 2, "occupants_recorded": 1},
        {"kind": "outside", "occupants": 1, "occupants_recorded": 1},
        {"kind": "delivery", "occupants": 1, "occupants_recorded": 1},
        {"kind": "outside"},
        {"kind": "resident", "plate_matches": False},
        {"kind": "emergency"},
    ),
    "proofs": (
        {"employer": True, "medical": True},
        {"village": True},
        {"employer": False, "medical": False},
        {"village": False},
    ),
    "registration": (
        {"complete": True, "signed": True, "contact": False},
        {"complete": True, "signed": False, "contact": False},
        {"complete": True, "signed": False, "unsigned": "cannot-write"},
        {"complete": True, "signed": False, "unsigned": "refused"},
        {"complete": True, "signed": True, "contact": True},
    ),
    "household": (
        {"uses": 0, "member_out": False, "voided": False, "relief": False},
        {"uses": 1, "member_out": False, "voided": False, "relief": False},
        {"uses": 1, "member_out": True, "voided": False, "relief": True},
        {"uses": 0, "member_out": True, "voided": False, "relief": False},
        {"uses": 0, "member_out": False, "voided": True, "relief": False},
    ),
    "presence": (
        {"state": "unknown"},
        {"state": "inside"},
        {"state": "outside", "left_at": _ago(5)},
    ),
    "watch_list": (
        {"answer": "answered", "hit": False, "list_age_hours": 1},
        *(_listed(disposal=d) for d in ("hold", "refuse", "register", "report")),
        _listed(),
        _listed(disposal="report", category="home-isolation"),
        {"answer": "unverified"},
        {"answer": "answered", "hit": False, "list_age_hours": 30},
        {"answer": "answered", "hit": False, "list_age_hours": 300},
    ),
    "code": (
        {"kind": "pass"},
        {"kind": "unknown"},
        {"kind": "health-code"},
        {"kind": "pass", "same_person": False},
        {"kind": "pass", "certificate": "forged"},
    ),
}
"""Pieces of evidence by section, the one that ends asking for it first."""

OWN: Final = frozenset(
    {Need.HOUSEHOLD, Need.PRESENCE, Need.WATCH_LIST, Need.LANE, Need.CLOCK, Need.CODE}
)
"""What nobody at the gate can answer: the kiosk gives it or does without."""

BAD: Final[tuple[Known, ...]] = tuple(
    {section: OPTIONS[section][number]}
    for section, numbers in {
        "pass": range(7, len(OPTIONS["pass"])),
        "temperature": (5,),
        "mask": (1,),
        "health": (3, 4),
        "travel": (4,),
        "nat": (7,),
        "registration": (4,),
        "watch_list": (1, 5),
        "code": (3,),
    }.items()
    for number in numbers
)
"""Pieces that nothing can make good."""


def facts_of(*known: Mapping[str, Mapping[str, Any]]) -> Facts:
    """Facts at noon with a sure clock, of sections; a later section replaces."""
    merged: dict[str, Any] = dict(GATE)
    for sections in known:
        merged |= sections
    return Facts.model_validate(merged)


def pairwise(choices: Mapping[str, Iterable[Any]]) -> list[dict[str, Any]]:
    """Few rows in which any two choices of different columns meet at least once."""
    columns = {name: list(enumerate(values)) for name, values in choices.items()}
    names = list(columns)
    open_ = {
        ((a, i), (b, j))
        for n, a in enumerate(names)
        for b in names[n + 1 :]
        for i, _ in columns[a]
        for j, _ in columns[b]
    }
    rows = []
    while open_:
        row = dict(min(open_))
        for name in names:
            if name not in row:
                row[name] = max(
                    (index for index, _ in columns[name]),
                    key=lambda i: _closes(open_, names, row, (name, i)),
                )
        pairs = {
            ((a, row[a]), (b, row[b]))
            for n, a in enumerate(names)
            for b in names[n + 1 :]
        }
        open_ -= pairs
        rows.append({name: columns[name][index][1] for name, index in row.items()})
    return rows


def _closes(
    open_: set[tuple[tuple[str, int], tuple[str, int]]],
    names: list[str],
    row: Mapping[str, int],
    cell: tuple[str, int],
) -> int:
    place = names.index(cell[0])
    return sum(
        ((other, cell) if names.index(name) < place else (cell, other)) in open_
        for name, index in row.items()
        for other in [(name, index)]
    )
