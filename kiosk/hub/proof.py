"""The proof: a kiosk's whole chain walked again, as it lies in the hub."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.codes.batch import LOST
from kiosk.core.chain import START, Anchor, Flaw, Row, walk
from kiosk.hub.database import Connection, Database
from kiosk.hub.rows import rows_of

_MOST_FLAWS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A row that is kept apart.

    Attributes:
        seq: Its number.
        code: Why.
        detail: The same as a sentence, English.
        received_at: When it came.
    """

    seq: int
    code: str
    detail: str
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a walk found.

    Attributes:
        count: Rows walked.
        end: Where the walk ended.
        head: The last right row, as the hub signs it.
        flaws: The first ones, by number; rows kept apart are among them.
        flaw_count: How many there are.
    """

    count: int
    end: Anchor
    head: Anchor
    flaws: tuple[tuple[int, Flaw], ...]
    flaw_count: int

    @property
    def whole(self) -> bool:
        """Whether every row follows the one before and none was changed."""
        return self.flaw_count == 0


class Prover:
    """Walks chains; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prove(self, kiosk: str) -> Proof:
        """Walk every row of a kiosk, in constant memory; 1,000,000 take a minute."""
        flaws: list[tuple[int, Flaw]] = []
        count, wrong, end = 0, 0, START
        with self._database.transaction() as connection:
            known = connection.execute(
                "SELECT head_seq, head_hash FROM mark WHERE kiosk = %s", [kiosk]
            ).fetchone()
            for step in walk(_without_lost(connection, kiosk), start=START):
                count, end = count + 1, step.end
                if step.flaw is not None:
                    wrong += 1
                    flaws += [(end.seq, step.flaw)] if wrong <= _MOST_FLAWS else []
        return Proof(
            count=count,
            end=end,
            head=Anchor(*known) if known else START,
            flaws=tuple(flaws),
            flaw_count=wrong,
        )

    def apart(self, kiosk: str, most: int = 50) -> list[Apart]:
        """The newest rows of a kiosk that are kept apart."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT seq, code, detail, received_at FROM quarantine"
                " WHERE kiosk = %s ORDER BY id DESC LIMIT %s",
                [kiosk, most],
            ).fetchall()
        names = ("seq", "code", "detail", "received_at")
        return [Apart(**dict(zip(names, row, strict=True))) for row in rows]


def _without_lost(connection: Connection, kiosk: str) -> Iterator[Row]:
    """The walk tells of each as the gap it is."""
    for row in rows_of(connection, kiosk):
        if row.kind != LOST or row.hash:
            yield row
