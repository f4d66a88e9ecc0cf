import anyio
from starlette.testclient import TestClient
from starlette.types import Message

from kiosk.hub.app import build_hub
from kiosk.hub.batch_door import BatchDoor
from tests.hub.gates import Hub


def test_who_comes_when_too_many_wait_is_asked_for_patience(hub: Hub) -> None:
    door = BatchDoor(build_hub(hub.node), hub.node, most_waiting=0)
    client = TestClient(door)

    answer = client.post("/v1/batches", content=b"")

    assert (answer.status_code, answer.json()["code"]) == (503, "hub-node-busy")
    assert int(answer.headers["retry-after"]) > 0
    assert client.get("/v1/bundles").status_code == 401  # nothing else waits for it


def test_who_breaks_off_in_a_batch_is_nobodys_error(hub: Hub) -> None:
    gate = hub.gate()
    headers = [
        (b"authorization", f"Bearer {gate.credential}".encode()),
        (b"kiosk-id", b"gate-1"),
    ]
    scope = {"type": "http", "path": "/v1/batches", "method": "POST"}
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    door = BatchDoor(build_hub(hub.node), hub.node)
    anyio.run(door, scope | {"headers": headers}, receive, send)

    assert said == []
