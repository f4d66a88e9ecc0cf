"""The lane's state machine: one table; the manual's diagram is drawn from it.

Everything that moves a lane from one state to another is in ``TRANSITIONS``; a pair
that is not there is a bug and raises ``IllegalTransition``.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kiosk.core.verdict import Verdict
from kiosk.core.view import LaneState


class Event(StrEnum):
    """What can happen to a lane."""

    EVIDENCE = "evidence"  # of the person before the lane
    DECIDED = "decided"  # the verdict is final
    ALLOWED = "allowed"  # written: allow
    MUST_REGISTER = "must-register"  # the rules ask for the form
    TURNED_AWAY = "turned-away"  # written: refuse or hold
    NOT_WRITTEN = "not-written"  # the journal failed
    OUTDATED = "outdated"  # not written: the facts it rested on have changed
    ABANDONED = "abandoned"  # timed out, or the volunteer moved on
    OVERRULED = "overruled"  # a leader lets the person pass
    DONE = "done"  # shown long enough, acknowledged, or the next person is here


class IllegalTransition(RuntimeError):
    """An event the table does not know in this state: a bug of ours."""

    def __init__(self, state: LaneState, event: Event) -> None:
        super().__init__(f"{event} cannot happen in state {state}")
        self.state, self.event = state, event


_S, _E = LaneState, Event
TRANSITIONS: Final[Mapping[tuple[LaneState, Event], LaneState]] = MappingProxyType(
    {
        (_S.WAITING, _E.EVIDENCE): _S.GATHERING,
        (_S.GATHERING, _E.EVIDENCE): _S.GATHERING,
        (_S.GATHERING, _E.DECIDED): _S.RECORDING,
        (_S.GATHERING, _E.MUST_REGISTER): _S.REGISTERING,
        (_S.GATHERING, _E.ABANDONED): _S.WAITING,
        (_S.REGISTERING, _E.EVIDENCE): _S.GATHERING,
        (_S.REGISTERING, _E.ABANDONED): _S.WAITING,
        (_S.RECORDING, _E.ALLOWED): _S.PASSING,
        (_S.RECORDING, _E.TURNED_AWAY): _S.STOPPED,
        (_S.RECORDING, _E.NOT_WRITTEN): _S.UNRECORDED,
        (_S.RECORDING, _E.OUTDATED): _S.GATHERING,  # and asked again at once
        (_S.UNRECORDED, _E.DECIDED): _S.RECORDING,  # tried again
        (_S.UNRECORDED, _E.ABANDONED): _S.WAITING,
        (_S.PASSING, _E.DONE): _S.WAITING,
        (_S.STOPPED, _E.DONE): _S.WAITING,
        (_S.STOPPED, _E.OVERRULED): _S.RECORDING,  # in a row of its own
    }
)


def advance(state: LaneState, event: Event) -> LaneState:
    """The state after ``event``.

    Raises:
        IllegalTransition: The pair is not in the table.
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(state, event) from None


def written(verdict: Verdict) -> Event:
    """The event that follows a verdict once it is in the journal."""
    if verdict is Verdict.REGISTER:  # never written: the form comes first
        raise IllegalTransition(LaneState.RECORDING, Event.MUST_REGISTER)
    return Event.ALLOWED if verdict is Verdict.ALLOW else Event.TURNED_AWAY


def diagram() -> str:
    """The table as a Mermaid state diagram, for the documents."""
    lines = ["stateDiagram-v2", f"    [*] --> {LaneState.WAITING}"]
    lines += [f"    {a} --> {b}: {event}" for (a, event), b in TRANSITIONS.items()]
    return "\n".join(lines) + "\n"
