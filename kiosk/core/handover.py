"""The handover 交接班: a summary made by the machine, and who signed for it.

「履行交接班手续」(S4). Pure values; counts are read by the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

STOCK: Final = ("masks", "gloves", "disinfectant", "thermometers", "forms")
"""What is counted at a handover: 口罩、手套、消毒液、体温计、登记表."""

MOST_STOCK: Final = 9_999
LONGEST_REMARK: Final = 300

Counts = Mapping[str, int]
"""How many of each, the most first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open incident, as a summary names it."""

    seq: int
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What happened since the last handover, and how things stand.

    Rows of the journal are counted, not times: nothing falls between two handovers
    when a clock is set.

    Attributes:
        after: Journal number of the last row of the handover before; 0 at the first.
        through: Journal number of the last row that counts.
        head: The journal's head then, in its short form.
        since: Time of the first row that counts, or None.
        until: Time of the summary.
        outcomes: Passages by how they ended.
        verdicts: Decided passages by verdict; so are the next three.
        reasons: By the first reason.
        classes: By class of the pass; who showed none is ``none``.
        directions: By direction of the lane.
        inside: Known passes last seen coming in.
        outside: Household members who are out.
        overdue: How many of these should be back.
        incidents: How many are open.
        open: The oldest of these.
        overrides: How many a leader let pass after all.
        faults: Device failures, by device and fault.
        unsent: Records not yet sent up; None: this kiosk does not send any.
    """

    after: int = 0
    through: int = 0
    head: str = ""
    since: datetime | None = None
    until: datetime
    outcomes: Counts = field(default_factory=dict)
    verdicts: Counts = field(default_factory=dict)
    reasons: Counts = field(default_factory=dict)
    classes: Counts = field(default_factory=dict)
    directions: Counts = field(default_factory=dict)
    inside: int = 0
    outside: int = 0
    overdue: int = 0
    incidents: int = 0
    open: tuple[Open, ...] = ()
    overrides: int = 0
    faults: Counts = field(default_factory=dict)
    unsent: int | None = None

    @property
    def passages(self) -> int:
        """How many passages were decided."""
        return sum(self.verdicts.values())

    @property
    def set_back(self) -> bool:
        """Whether the span ends before it begins: the clock was set back meanwhile."""
        return self.since is not None and self.until < self.since

    def written(self) -> dict[str, Any]:
        """As journal rows carry it: JSON values only."""
        return {
            **{name: getattr(self, name) for name in (*_NUMBERS, "head", "unsent")},
            **{name: dict(getattr(self, name)) for name in _COUNTS},
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat(),
            "open": [[one.seq, one.verdict, one.reason] for one in self.open],
        }


_NUMBERS: Final = (
    *("after", "through", "inside", "outside", "overdue", "incidents", "overrides"),
)
_COUNTS: Final = (
    *("outcomes", "verdicts", "reasons", "classes", "directions", "faults"),
)


def read_summary(written: Mapping[str, Any]) -> Summary:
    """A summary as a journal row carries it.

    Raises:
        ValueError: It is none; also KeyError and TypeError.
    """
    since = written["since"]
    counted: dict[str, Any] = {name: int(written[name]) for name in _NUMBERS}
    counted |= {name: most_first(written[name]) for name in _COUNTS}
    return Summary(
        **counted,
        head=str(written["head"]),
        unsent=written["unsent"],
        since=datetime.fromisoformat(since) if since else None,
        until=datetime.fromisoformat(written["until"]),
        open=tuple(
            Open(seq=seq, verdict=verdict, reason=reason)
            for seq, verdict, reason in written["open"]
        ),
    )


def most_first(counts: Mapping[str, int]) -> Counts:
    """Counts in their own order: canonical JSON knows the alphabet only."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What people add to a summary; sealed, so it is shown only for a while.

    Attributes:
        remark: Free text, may name people.
        signature: The outgoing's strokes; see ``core.registration.signature``.
        accepted: The incoming's.
    """

    remark: str = field(default="", repr=False)
    signature: str = field(default="", repr=False)
    accepted: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A handover: offered, and perhaps accepted.

    Attributes:
        seq: Journal number of the offer, and its own id.
        at: When it was offered, aware.
        kiosk: Id of the kiosk.
        checkpoint: Id of the checkpoint.
        turn: The shift in which it was offered.
        outgoing: Who offered it, number and name.
        leaving: Journal numbers of the duties that end with it.
        stock: What was counted.
        summary: Frozen when it was offered.
        remarked: Whether there is a remark.
        signed: Whether the outgoing drew a signature.
        number: 1 for the first accepted one; None while offered.
        accepted_at: When it was accepted, or None.
        incoming: Who accepted it, or None.
        sealed_by: Number and hash of the row that closed it, short, or None.
        countersigned: Whether the incoming drew a signature.
        words: What can still be shown of the remark and the signatures.
    """

    seq: int
    at: datetime
    kiosk: str = ""
    checkpoint: str = ""
    turn: str
    outgoing: str
    leaving: tuple[int, ...]
    stock: Counts
    summary: Summary
    remarked: bool = False
    signed: bool = False
    number: int | None = None
    accepted_at: datetime | None = None
    incoming: str | None = None
    sealed_by: str | None = None
    countersigned: bool = False
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverBoard:
    """The handover as its page shows it.

    Attributes:
        summary: What would be handed over now; None when one is offered.
        offered: The one that waits for whoever accepts it, or None.
        last: The last accepted ones, the newest first.
    """

    summary: Summary | None
    offered: Handover | None
    last: tuple[Handover, ...] = ()
