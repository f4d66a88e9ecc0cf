from starlette.testclient import TestClient

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
