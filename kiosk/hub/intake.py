"""The intake: one batch in, one signed acknowledgement out.

Everything of a batch happens in one transaction that holds the lock of the kiosk's
mark. Rows up to the mark are only compared, rows after it are filed and the mark is
moved: so each row is there once, whatever is sent again, by however many at once,
to whichever node.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from kiosk.codes.acknowledgement import Acknowledgement
from kiosk.codes.batch_reading import Read
from kiosk.codes.hub_refusal import BatchGap
from kiosk.codes.signed_head import Head, sign_head
from kiosk.core.chain import Anchor
from kiosk.hub.alarms import raise_alarm
from kiosk.hub.database import Connection, Database
from kiosk.hub.filing import file_right, file_told, file_wrong
from kiosk.hub.judgement import judge, rejection, tail_of
from kiosk.hub.kiosks import Known
from kiosk.hub.months import Months
from kiosk.hub.replays import Found, compare
from kiosk.hub.signing import HubKey
from kiosk.hub.told import Told, told_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far a kiosk is taken.

    Attributes:
        through: The last row that is filed or kept apart; 0 before the first.
        tail: The hash which that row states, or None: it is lost.
        head: The last right row.
        record_at: Its wall time, or None before the first.
    """

    through: int
    tail: str | None
    head: Anchor
    record_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A batch whose signature was checked.

    Attributes:
        kiosk: Who sent it.
        read: At least one event, numbered without a gap.
        at: The kiosk's wall time when it was sent.
        journal_seq: Where the kiosk's journal ended then, or None: it did not say.
    """

    kiosk: Known
    read: Sequence[Read]
    at: datetime
    journal_seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filed:
    """What became of a batch.

    Attributes:
        mark: How far the kiosk is taken now.
        again: Rows that were kept apart before.
        apart: Rows to keep apart.
        told: What the right ones tell.
    """

    mark: Mark
    again: Found
    apart: Found
    told: Told


class Intake:
    """Files batches; safe to use from several threads and nodes at once."""

    def __init__(self, database: Database, key: HubKey) -> None:
        self._database, self._key = database, key
        self._months = Months(database)

    def prepare(self, now: datetime) -> None:
        """Make what the first batch would wait for, and all that come beside it."""
        self._months.ensure(now)

    def take(self, sent: Sent, now: datetime) -> Acknowledgement:
        """File a batch; what is acknowledged is on the disk.

        Raises:
            BatchGap: Rows before it are missing.
            StoreError: The database cannot be used; the batch may or may not count.
        """
        self._months.ensure(now)
        # Whatever is raised before COMMIT undoes all of it: see Database.look. In
        # pipelines BEGIN goes with what follows, and COMMIT with what precedes.
        with self._database.look() as connection:
            with connection.pipeline():
                connection.execute("BEGIN")
                locked = connection.execute(_LOCK, [sent.kiosk.id])
            mark = _read_mark(locked.fetchone())
            filed = _file(connection, sent, mark, now)
            with connection.pipeline():
                _tell(connection, sent, filed, now)
                connection.execute("COMMIT")
        if filed is None:
            raise BatchGap(mark.through)
        return self._answer(sent.kiosk.id, filed, now)

    def _answer(self, kiosk: str, filed: _Filed, now: datetime) -> Acknowledgement:
        mark, wrong = filed.mark, filed.again + filed.apart
        head = Head(
            kiosk=kiosk, seq=mark.head.seq, hash=mark.head.hash, at=now.isoformat()
        )
        return Acknowledgement(
            accepted_through=mark.through,
            rejected=[rejection(event.row.seq, code) for event, code in wrong],
            signed=sign_head(head, self._key.seed),
        )


_NAMED: Final = 5  # rows that an alarm names
_LOCK: Final = (
    "SELECT through, tail, head_seq, head_hash, record_at FROM mark"
    " WHERE kiosk = %s FOR UPDATE"
)


def _read_mark(row: tuple[Any, ...] | None) -> Mark:
    if row is None:
        raise LookupError  # enrolment writes both: a bug
    through, tail, seq, digest, record_at = row
    head = Anchor(seq, digest)
    return Mark(through=through, tail=tail, head=head, record_at=record_at)


def _file(
    connection: Connection, sent: Sent, mark: Mark, now: datetime
) -> _Filed | None:
    kiosk, first = sent.kiosk.id, sent.read[0].event.row.seq
    if first > mark.through + 1:
        return None
    known = max(0, mark.through + 1 - first)
    old, new = sent.read[:known], sent.read[known:]
    again, apart = compare(connection, kiosk, old) if old else ([], [])
    judged = list(judge(new, mark.tail))
    right = [one for one in judged if one.code is None]
    apart += [(one.read.event, one.code) for one in judged if one.code is not None]
    told, columns = told_by(right)
    if right:
        file_right(connection, kiosk, zip(right, columns, strict=True), now)
        last = right[-1]
        head = Anchor(last.read.event.row.seq, last.read.event.row.hash)
        mark = replace(mark, head=head, record_at=last.moment)
    if new:
        last_event = new[-1].event
        mark = replace(mark, through=last_event.row.seq, tail=tail_of(last_event))
    return _Filed(mark=mark, again=again, apart=apart, told=told)


def _tell(
    connection: Connection, sent: Sent, filed: _Filed | None, now: datetime
) -> None:
    kiosk, community = sent.kiosk.id, sent.kiosk.community
    if filed is None:
        _note_gap(connection, sent, now)
        return
    _tell_apart(connection, kiosk, filed.apart, now)
    file_told(connection, kiosk=kiosk, community=community, told=filed.told)
    _move(connection, sent, filed.mark, filed.told, now)


def _tell_apart(
    connection: Connection, kiosk: str, apart: Found, now: datetime
) -> None:
    if apart:
        file_wrong(connection, kiosk, apart, now)
    for code in dict.fromkeys(code for _, code in apart):
        numbers = [str(event.row.seq) for event, other in apart if other == code]
        detail = f"{rejection(0, code).detail} ({', '.join(numbers[:_NAMED])})"
        raise_alarm(connection, kiosk, code, detail, now)


def _move(
    connection: Connection, sent: Sent, mark: Mark, told: Told, now: datetime
) -> None:
    overdue, overdue_at = told.overdue or (None, None)
    connection.execute(
        "UPDATE mark SET through = %s, tail = %s, head_seq = %s, head_hash = %s,"
        " record_at = %s, contact_at = %s, ahead_s = %s,"
        " journal_seq = coalesce(%s, journal_seq), clock = coalesce(%s, clock),"
        " overdue = coalesce(%s, overdue), overdue_at = coalesce(%s, overdue_at)"
        " WHERE kiosk = %s",
        [
            *(mark.through, mark.tail, *mark.head, mark.record_at, now),
            (sent.at - now).total_seconds(),
            *(sent.journal_seq, told.clock, overdue, overdue_at, sent.kiosk.id),
        ],
    )


def _note_gap(connection: Connection, sent: Sent, now: datetime) -> None:
    connection.execute(
        "UPDATE mark SET gap_at = %s, contact_at = %s WHERE kiosk = %s",
        [now, now, sent.kiosk.id],
    )
