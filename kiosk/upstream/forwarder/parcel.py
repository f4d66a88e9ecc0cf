"""A batch made ready for the line: encoded, squeezed, signed."""

import os
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol

from kiosk.codes import batch_seal
from kiosk.codes.batch import CONTENT_TYPE, MOST_EVENTS, Event, encode, lost
from kiosk.core.chain import Anchor, Row
from kiosk.core.record import Kind


class Source(Protocol):
    """The journal as the forwarder reads it; every method may raise a StoreError."""

    def head(self) -> Anchor:
        """The last row."""
        ...

    def hash_of(self, seq: int) -> str | None:
        """The hash of a row, or None: the journal lacks it."""
        ...

    def events(self, after: int) -> Generator[Event, None, None]:
        """Rows as events, without a gap; close it when enough were taken."""
        ...

    def presses(self, after: int) -> bool:
        """Whether a later row must not wait."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends.

    Attributes:
        kiosk: The kiosk's id.
        seed: Its 32-byte Ed25519 seed.
        key: The ``key_id`` of it.
    """

    kiosk: str
    seed: bytes = field(repr=False)
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows to send.

    Attributes:
        after: The last row the hub has.
        most: How many at most, 1 or more.
        spared: Rows that the hub could not read; they travel as lost.
    """

    after: int
    most: int = MOST_EVENTS
    spared: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is in a batch.

    Attributes:
        first: Number of its first row.
        count: How many rows, 1 or more.
        tail: The hash of its last row; empty where the journal lacks that.
        ours: Numbers of the forwarder's own rows in it.
    """

    first: int
    count: int
    tail: str
    ours: frozenset[int]

    @property
    def last(self) -> int:
        """Number of its last row."""
        return self.first + self.count - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A batch ready to be sent.

    Attributes:
        load: What is in it.
        body: Gzipped.
        headers: Those that belong to it.
    """

    load: Load
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def pack(
    source: Source, sender: Sender, wanted: Wanted, now: datetime
) -> Parcel | None:
    """Read, encode, squeeze and sign what is wanted; None while there is nothing.

    Takes milliseconds of computing for a full batch: not for the event loop.

    Args:
        source: The journal.
        sender: Who sends.
        wanted: Which rows.
        now: Wall time, aware.

    Raises:
        StoreError: The journal cannot be read.
    """
    seen: list[Row] = []
    with closing(source.events(wanted.after)) as events:
        taken = _looked_at(islice(events, wanted.most), wanted.spared, seen)
        body, count = encode(sender.kiosk, taken)
    if count == 0:
        return None
    rows = seen[:count]
    squeezed = batch_seal.squeeze(body, os.sched_yield)
    sent = batch_seal.sent_text(now)
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Content-Encoding": "gzip",
        "Kiosk-Key": sender.key,
        "Kiosk-Sent": sent,
        "Kiosk-Signature": batch_seal.sign(sender.kiosk, squeezed, sent, sender.seed),
        "Kiosk-Head": source.head().short(),
    }
    load = Load(
        first=wanted.after + 1,
        count=count,
        tail=rows[-1].hash,
        ours=frozenset(row.seq for row in rows if row.kind == Kind.FORWARD),
    )
    return Parcel(load=load, body=squeezed, headers=headers)


def _looked_at(
    events: Iterator[Event], spared: frozenset[int], seen: list[Row]
) -> Iterator[Event]:
    for event in events:
        seen.append(event.row)
        seq = event.row.seq
        yield lost(seq) if seq in spared else event
