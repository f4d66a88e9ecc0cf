"""Replays: rows that are sent again, compared with what the hub has."""

import hashlib
from collections.abc import Sequence
from typing import Final

from kiosk.codes.batch import Event
from kiosk.codes.batch_reading import Read
from kiosk.hub.database import Connection
from kiosk.hub.filing import written
from kiosk.hub.judgement import FORK, fault_alone

_HASHES: Final = (
    "SELECT seq, hash FROM record WHERE kiosk = %s AND seq BETWEEN %s AND %s"
)
_APART: Final = (
    "SELECT seq, code, digest FROM quarantine"
    " WHERE kiosk = %s AND seq BETWEEN %s AND %s"
)


Found = list[tuple[Event, str]]
"""Rows with the code of what is wrong with each."""


def compare(
    connection: Connection, kiosk: str, read: Sequence[Read]
) -> tuple[Found, Found]:
    """Find what is wrong with rows that the hub has already.

    Args:
        connection: Holds the lock of the kiosk's mark.
        kiosk: Whose.
        read: At least one; the hub has rows of all these numbers.

    Returns:
        What was kept apart before, which is told again, for the answer that told it
        first may have been lost; and what is new.
    """
    span = [kiosk, read[0].event.row.seq, read[-1].event.row.seq]
    hashes = {seq: bytes(h).hex() for seq, h in connection.execute(_HASHES, span)}
    apart = {
        (seq, bytes(digest)): code
        for seq, code, digest in connection.execute(_APART, span)
    }
    known: Found = []
    new: Found = []
    for one in read:
        event, code = one.event, fault_alone(one)
        digest = hashlib.sha256(written(event.row).encode()).digest()
        if (event.row.seq, digest) in apart:
            known.append((event, apart[event.row.seq, digest]))
        elif code is not None or hashes.get(event.row.seq) != event.row.hash:
            new.append((event, code or FORK))
    return known, new
