import pytest
from starlette.testclient import TestClient

from kiosk.hub.app import build_hub
from kiosk.hub.body_limit import LARGEST
from tests.hub.gates import Hub


@pytest.mark.parametrize("path", ["/v1/batches", "/v1/enrol", "/v1/nothing", "/"])
@pytest.mark.parametrize("told", [True, False])
def test_a_body_beyond_every_limit_is_refused_like_everything_else(
    hub: Hub, path: str, *, told: bool
) -> None:
    whole = b" " * (LARGEST + 1)
    parts = (whole[at : at + 65536] for at in range(0, len(whole), 65536))
    client = TestClient(build_hub(hub.node))

    answer = client.post(path, content=whole if told else parts)

    refused = path in {"/v1/batches", "/v1/enrol"}
    assert answer.status_code in ({413} if refused else {404, 405})
    if path.startswith("/v1/"):
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["code"] in {"batch-too-large", "not-found"}
        assert answer.json()["detail"]
