"""Six batches that are not to be filed, each with an answer of its own."""

import gzip
from dataclasses import dataclass
from datetime import timedelta

from starlette.testclient import TestClient

from kiosk.hub.app import build_hub
from tests.hub.gates import Gate, Hub, passages


@dataclass
class Post:
    """Posts batches of one gate, signed as they are unless it is said how."""

    client: TestClient
    gate: Gate

    def __call__(
        self, body: bytes, *, as_signed: bytes | None = None, ahead_s: float = 0.0
    ) -> tuple[int, str | None]:
        headers = self.gate.headers(as_signed or body, ahead_s=ahead_s).model_dump()
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        answer = self.client.post("/v1/batches", content=body, headers=named)
        return answer.status_code, answer.json().get("code")


def test_each_wrong_batch_gets_its_own_answer_and_nothing_is_filed(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(2)
    good, event = gate.body(rows[:2]), gzip.decompress(gate.body(rows[:1]))[1:-1]
    with TestClient(build_hub(hub.node)) as client:
        post = Post(client, gate)
        taken = post(good)
        answers = {
            "oversized": post(gzip.compress(b"[" + b",".join([event] * 501) + b"]")),
            "truncated": post(good[:-9]),
            "mis-gzipped": post(good[::-1]),
            "wrongly signed": post(good, as_signed=gate.body(rows[:1])),
            "future-dated": post(good, ahead_s=601),
            "replayed": post(good),
        }
        hub.clock.turn(timedelta(days=1).total_seconds() + 1)
        answers["replayed a day later"] = post(good, ahead_s=-86401)

    assert taken == (200, None)
    assert answers == {
        "oversized": (413, "batch-too-large"),
        "truncated": (400, "batch-truncated"),
        "mis-gzipped": (400, "batch-not-gzip"),
        "wrongly signed": (403, "signature-wrong"),
        "future-dated": (403, "clock-ahead"),
        "replayed": (200, None),
        "replayed a day later": (403, "clock-behind"),
    }
    assert (hub.count("record"), hub.count("quarantine")) == (2, 0)
