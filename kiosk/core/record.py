"""Records: what goes into the journal 台账."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a journal row is about."""

    PASSAGE = "passage"
    INCIDENT = "incident"
    SHIFT = "shift"
    REPORT = "report"
    POLICY = "policy"
    AUDIT = "audit"
    DEVICE = "device"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The personal side of a record, kept apart so that it can be erased.

    Attributes:
        subject: What identifies the person for "here today?", e.g. the pass id.
            Only its keyed day token is stored.
        masked: The name as screens may show it, or an empty string.
        private: Everything personal; stored only sealed to the supervisor's key.
        plate: The tidied plate they came with, to be searched by, or None. Only its
            keyed day token is stored beside what is sealed.
    """

    subject: str = field(repr=False)
    masked: str
    private: Mapping[str, Any] = field(repr=False)
    plate: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose pass a record is about, by numbers; kept apart so that it can be erased.

    Attributes:
        pass_id: 12 hex digits, or None where a household as a whole is meant.
        household: Keyed hash of the household, 12 hex digits, or None: the pass names
            none.
        member: Member index in the household, 0 to 15, or None.
    """

    pass_id: str | None = None
    household: str | None = None
    member: int | None = None

    @property
    def key(self) -> str:
        """Whose standing changes together: the household's, else the pass's own."""
        return self.household or self.pass_id or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A record before it has a place in the journal.

    Attributes:
        kind: What it is about.
        at: Wall time, aware.
        payload: JSON values only; nothing personal.
        person: The personal side, or None.
        bearer: Whose pass it is about, or None.
        relies_on: Version of the bearer's standing that a verdict rests on; the
            journal refuses the record when it is no longer the newest. None: any.
    """

    kind: Kind
    at: datetime
    payload: Mapping[str, Any]
    person: Person | None = None
    bearer: Bearer | None = None
    relies_on: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A journalled, synced record.

    Attributes:
        seq: Gap-free number from 1.
        at: Wall time as stored: ISO 8601, UTC, microseconds.
        kind: What it is about.
        payload: Canonical JSON text.
        prev: Hash of the row before, 64 hex digits; 64 zeros for the first.
        hash: SHA-256(prev ‖ seq ‖ at ‖ kind ‖ payload), 64 hex digits.
    """

    seq: int
    at: str
    kind: Kind
    payload: str
    prev: str
    hash: str
