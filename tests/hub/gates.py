"""Gates for tests: journals in memory that send batches to a hub."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from nacl.signing import SigningKey

from kiosk.codes.acknowledgement import Acknowledgement
from kiosk.codes.batch import CONTENT_TYPE, Event, encode
from kiosk.codes.batch_seal import key_id, sent_text, sign, squeeze
from kiosk.core.chain import ZERO, Row, canonical, row_hash
from kiosk.hub.deeds import Doer
from kiosk.hub.forms import BatchHeaders
from kiosk.hub.kiosks import Application
from kiosk.hub.node import Node
from kiosk.hub.reception import receive
from kiosk.store.rows import stamp
from tests.fakes import NOON, FakeClock


def passage(verdict: Any = "allow", **more: Any) -> dict[str, Any]:
    """The payload of a passage, as far as the hub looks at it."""
    return {
        "passage": "p",
        "outcome": "decided",
        "lane": "north",
        "direction": "in",
        "verdict": verdict,
        "reasons": ["fever"] if verdict == "hold" else [],
        "clock": "synced",
        "code": {"class": "resident"},
        "temperature": {"celsius": 36.5},
        **more,
    }


def chain(
    payloads: Iterable[dict[str, Any]],
    *,
    after: Row | None = None,
    kind: str = "passage",
) -> list[Row]:
    """Rows with right hashes, ten seconds apart."""
    rows: list[Row] = []
    seq, prev = (after.seq, after.hash) if after else (0, ZERO)
    for payload in payloads:
        seq += 1
        at, text = stamp(NOON + timedelta(seconds=10 * seq)), canonical(payload)
        own = row_hash(prev, seq, at, kind, text)
        rows.append(Row(seq, at, kind, text, prev, own))
        prev = own
    return rows


def passages(count: int, after: Row | None = None, **more: Any) -> list[Row]:
    """So many rows of people who were let through."""
    first = after.seq + 1 if after else 1
    return chain(
        (passage(passage=f"p{first + n}", **more) for n in range(count)), after=after
    )


@dataclass
class Gate:
    """A kiosk that was enrolled."""

    id: str
    credential: str
    key: SigningKey
    clock: FakeClock

    def body(self, rows: Sequence[Row | Event]) -> bytes:
        events = [row if isinstance(row, Event) else Event(row) for row in rows]
        body, count = encode(self.id, events)
        assert count == len(rows)
        return squeeze(body)

    def headers(self, body: bytes, *, ahead_s: float = 0.0) -> BatchHeaders:
        sent = sent_text(self.clock.now() + timedelta(seconds=ahead_s))
        return BatchHeaders(
            authorization=f"Bearer {self.credential}",
            kiosk_id=self.id,
            kiosk_key=key_id(bytes(self.key.verify_key)),
            kiosk_sent=sent,
            kiosk_signature=sign(self.id, body, sent, bytes(self.key)),
            content_type=CONTENT_TYPE,
            content_encoding="gzip",
        )


@dataclass
class Hub:
    """A hub asked directly, without HTTP."""

    node: Node
    clock: FakeClock
    gates: dict[str, Gate] = field(default_factory=dict)

    @property
    def doer(self) -> Doer:
        """Somebody who does something now."""
        return Doer(by="test", at=self.clock.now())

    def gate(self, kiosk: str = "gate-1", community: str = "c1") -> Gate:
        """Enrol a kiosk."""
        key = SigningKey.generate()
        now = self.clock.now()
        credential = self.node.kiosks.enrol(
            Application(
                code=self.node.codes.issue(kiosk, self.doer),
                kiosk=kiosk,
                public=bytes(key.verify_key),
                community=community,
                name=f"测试{kiosk}",
            ),
            now,
        )
        return Gate(kiosk, credential, key, self.clock)

    def send(self, gate: Gate, rows: Sequence[Row | Event]) -> Acknowledgement:
        body = gate.body(rows)
        return receive(self.node, gate.headers(body), body)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.node.database.transaction() as connection:
            return connection.execute(sql, values).fetchall()

    def count(self, table: str) -> int:
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - our own


def altered(row: Row) -> Row:
    """A row changed after it was hashed."""
    return row._replace(payload=canonical(passage("refuse")))
