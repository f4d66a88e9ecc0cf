"""The personal side of rows as stored: sealed boxes, to be taken to their key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from nacl.bindings import crypto_box_SECRETKEYBYTES

from kiosk.core.chain import PeopleRow, Row
from kiosk.core.unsealing import Opened, flat
from kiosk.store.database import open_for_reading
from kiosk.store.files import StoreFiles
from kiosk.store.schema import refuse_newer
from kiosk.store.sealing import unseal

_AT_ONCE: Final = 200
_SELECT: Final = """
SELECT seq, at, kind, payload, prev, hash, token, masked, sealed
FROM people JOIN journal USING (seq)
WHERE seq BETWEEN ? AND ? ORDER BY seq"""


class SealedRows:
    """Reads the rows of one store folder that have a sealed box.

    Every method may raise a StoreError, as ``JournalReader``.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._path = StoreFiles(directory).database

    def one(self, seq: int) -> Row | None:
        """Row ``seq``, or None when it has no box (any more)."""
        return next(self.between(seq, seq), None)

    def between(self, first: int, last: int) -> Iterator[Row]:
        """Rows ``first`` to ``last`` that have one, of one moment of the journal."""
        with open_for_reading(self._path) as db:
            refuse_newer(db)
            cursor = db.execute(_SELECT, [first, last])
            while found := cursor.fetchmany(_AT_ONCE):
                yield from map(_row, found)


def opened(row: Row, secret: bytes) -> Opened:
    """Open a row's box.

    Args:
        row: With its people row.
        secret: The supervisor's X25519 secret key, 32 bytes.

    Raises:
        UnsealError: The key does not fit, or the box belongs to another row.
    """
    if row.person is None or len(secret) != crypto_box_SECRETKEYBYTES:
        raise ValueError("nothing to open, or no key to open it with")
    body = unseal(secret, row.person.sealed, seq=row.seq)
    said = {"subject": body["subject"], **body["private"]}
    return Opened(seq=row.seq, at=row.at, kind=row.kind, said=dict(flat(said)))


def _row(found: tuple[Any, ...]) -> Row:
    seq, at, kind, payload, prev, own, *people = found
    person = PeopleRow(seq, *people)
    return Row(seq, at, kind, payload, prev, own, person)
