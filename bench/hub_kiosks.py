"""Kiosks as a hub knows them: a key, a credential, and rows that follow each other."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from nacl.signing import SigningKey

from bench.crossings import crossing
from kiosk.clock import SystemClock
from kiosk.codes.batch import CONTENT_TYPE, Event, encode
from kiosk.codes.batch_seal import key_id, sent_text, sign, squeeze
from kiosk.core.chain import ZERO, Row, canonical, row_hash
from kiosk.store.rows import stamp

_CLOCK = SystemClock(trusted=True)


class SimulatedKiosk:
    """One kiosk; its chain grows with every request.

    Args:
        name: Its id.
    """

    def __init__(self, name: str) -> None:
        self.id, self.credential = name, f"ckk_{name}"
        self._key = SigningKey(sha256(name.encode()).digest())
        self.public = bytes(self._key.verify_key)
        self._seq, self._prev = 0, ZERO

    def request(self, count: int) -> bytes:
        """A POST of the next so many rows, ready to be written to a socket."""
        body, _ = encode(self.id, [Event(row) for row in self._rows(count)])
        squeezed, sent = squeeze(body), sent_text(_CLOCK.now())
        headers = {
            "Host": "hub",
            "Authorization": f"Bearer {self.credential}",
            "Kiosk-Id": self.id,
            "Kiosk-Key": key_id(self.public),
            "Kiosk-Sent": sent,
            "Kiosk-Signature": sign(self.id, squeezed, sent, bytes(self._key)),
            "Content-Type": CONTENT_TYPE,
            "Content-Encoding": "gzip",
            "Content-Length": str(len(squeezed)),
        }
        lines = [f"{name}: {text}" for name, text in headers.items()]
        head = "\r\n".join(["POST /v1/batches HTTP/1.1", *lines, "", ""])
        return head.encode() + squeezed

    def rows_as_filed(self, count: int) -> list[tuple[Any, ...]]:
        """The next so many rows as the hub's table has them."""
        now = _CLOCK.now()
        found = ("p", "1", "in", "decided", "allow", "pass-valid", None, 36.5)
        return [
            (
                *(self.id, row.seq, now, datetime.fromisoformat(row.at), row.at),
                *(row.kind, row.payload, bytes.fromhex(row.prev)),
                *(bytes.fromhex(row.hash), *found),
            )
            for row in self._rows(count)
        ]

    def _rows(self, count: int) -> list[Row]:
        rows = []
        for _ in range(count):
            self._seq += 1
            at, text = stamp(_CLOCK.now()), canonical(crossing(self.id, self._seq))
            own = row_hash(self._prev, self._seq, at, "passage", text)
            rows.append(Row(self._seq, at, "passage", text, self._prev, own))
            self._prev = own
        return rows
