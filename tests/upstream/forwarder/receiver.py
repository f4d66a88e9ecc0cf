"""A hub in one file: it takes each row once, and fails whenever it is told to."""

import json
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import uvicorn
from nacl.signing import SigningKey

from kiosk.codes import batch_seal
from kiosk.codes.acknowledgement import (
    Acknowledgement,
    Rejection,
    write_acknowledgement,
)
from kiosk.codes.batch import LOST
from kiosk.codes.batch_reading import decode
from kiosk.codes.hub_refusal import (
    BatchGap,
    BatchMalformed,
    CredentialUnknown,
    HubRefusal,
)
from kiosk.codes.signed_head import Head, sign_head
from kiosk.core.chain import ZERO, Row, row_hash
from tests.fakes import NOON

HUB_SEED = b"h" * 32
HUB_PUBLIC = bytes(SigningKey(HUB_SEED).verify_key)
CREDENTIAL = "ckk_test"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Said:
    """An answer out of turn."""

    status: int
    body: bytes = b"{}"
    headers: tuple[tuple[bytes, bytes], ...] = ()


Route = Callable[[dict[str, str], bytes], Said]
"""Answers from headers and body."""


def refusing(refusal: HubRefusal, **extra: Any) -> Said:
    content = {"code": refusal.slug, "detail": str(refusal)} | extra
    return Said(refusal.status, json.dumps(content).encode())


@dataclass
class Receiver:
    """The hub's side, in memory.

    Attributes:
        kiosk_public: The kiosk's key.
        rows: What was taken, by number.
        apart: What was rejected: number and code.
        through: How far everything is taken.
        script: Answers to give instead, one a request.
        posts: First and last row of every batch that was taken.
        served: What else is served: path to answer.
        open_served: Likewise, without a credential.
        unreadable: Rows that make it refuse a batch.
    """

    kiosk_public: bytes
    rows: dict[int, Row] = field(default_factory=dict)
    apart: list[tuple[int, str]] = field(default_factory=list)
    through: int = 0
    script: list[Said] = field(default_factory=list)
    posts: list[tuple[int, int]] = field(default_factory=list)
    served: dict[str, Route] = field(default_factory=dict)
    unreadable: set[int] = field(default_factory=set)
    head_seed: bytes = HUB_SEED
    open_served: dict[str, Route] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: NOON

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Said:
        if self.script:
            return self.script.pop(0)
        if path in self.open_served:
            return self.open_served[path](headers, body)
        try:
            if headers.get("authorization") != f"Bearer {CREDENTIAL}":
                raise CredentialUnknown
            if path == "/v1/batches":
                return Said(200, json.dumps(self._take(headers, body)).encode())
        except BatchGap as gap:
            return refusing(gap, accepted_through=gap.accepted_through)
        except HubRefusal as refusal:
            return refusing(refusal)
        route = self.served.get(path.partition("?")[0])
        return Said(404) if route is None else route(headers, body)

    def _take(self, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        kiosk, sent = headers["kiosk-id"], headers["kiosk-sent"]
        batch_seal.check_signature(
            kiosk,
            body,
            sent=sent,
            signature=headers["kiosk-signature"],
            public=self.kiosk_public,
        )
        batch_seal.check_sent(sent, self.now())
        rows = [event.row for event in decode(kiosk, batch_seal.inflate(body))]
        if bad := self.unreadable & {row.seq for row in rows if row.kind != LOST}:
            raise BatchMalformed(f"row {min(bad)}")
        if rows[0].seq > self.through + 1:
            raise BatchGap(self.through)
        rejected = [one for row in rows if (one := self._file(row))]
        self.through = max(self.through, rows[-1].seq)
        self.posts.append((rows[0].seq, rows[-1].seq))
        return write_acknowledgement(self._acknowledge(kiosk, rejected))

    def _file(self, row: Row) -> Rejection | None:
        code = self._fault(row)
        if code is None:
            self.rows[row.seq] = row
            return None
        self.apart.append((row.seq, code))
        return Rejection(seq=row.seq, code=code, detail=code)

    def _fault(self, row: Row) -> str | None:
        if row.kind == LOST:
            return "lost"
        if row.seq in self.rows and self.rows[row.seq].hash != row.hash:
            return "fork"
        own = row_hash(row.prev, row.seq, row.at, row.kind, row.payload)
        return None if own == row.hash else "hash-mismatch"

    def _acknowledge(self, kiosk: str, rejected: list[Rejection]) -> Acknowledgement:
        last = max(self.rows, default=0)
        known = self.rows[last].hash if last else ZERO
        head = Head(kiosk=kiosk, seq=last, hash=known, at="2020-02-01T04:00:00Z")
        return Acknowledgement(
            accepted_through=self.through,
            rejected=rejected,
            signed=sign_head(head, self.head_seed),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        path = scope["path"]
        if scope["query_string"]:
            path += "?" + scope["query_string"].decode()
        said = self.answer(path, headers, body)
        start: MutableMapping[str, Any] = {
            "type": "http.response.start",
            "status": said.status,
            "headers": list(said.headers),
        }
        await send(start)
        await send({"type": "http.response.body", "body": said.body})


class Quiet(uvicorn.Server):
    """Leaves the signals to the tests."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def forked(receiver: Receiver, seq: int) -> None:
    """Let the hub have another row of this number."""
    own = row_hash(ZERO, seq, "", "audit", "{}")
    receiver.rows[seq] = Row(seq, "", "audit", "{}", ZERO, own)
    receiver.through = seq
