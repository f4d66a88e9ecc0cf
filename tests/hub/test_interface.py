"""What the wire says of each answer, over HTTP."""

import gzip
import threading
from base64 import b64encode
from collections.abc import Iterator

import pytest
from httpx2 import Response
from nacl.signing import SigningKey
from starlette.testclient import TestClient

from kiosk.codes.acknowledgement import read_acknowledgement
from kiosk.codes.batch import Event, Use
from kiosk.core.chain import Row
from kiosk.hub.app import build_hub
from kiosk.hub.forms import BatchHeaders
from tests.fakes import HOME
from tests.hub.gates import Gate, Hub, passages

KEY = "0123456789abcdef" * 2


@pytest.fixture
def client(hub: Hub) -> Iterator[TestClient]:
    with TestClient(build_hub(hub.node), raise_server_exceptions=False) as client:
        yield client


def zipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)  # the same bytes in every process


def post(
    client: TestClient, gate: Gate, rows: list[Row | Event], **changed: str
) -> Response:
    return send(client, gate, gate.body(rows), **changed)


def send(client: TestClient, gate: Gate, body: bytes, **changed: str) -> Response:
    headers = gate.headers(body).model_dump() | changed
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return client.post("/v1/batches", content=body, headers=named)


def test_an_enrolled_kiosk_sends_and_believes_the_answer(
    client: TestClient, hub: Hub
) -> None:
    key = SigningKey.generate()
    form = {
        "code": hub.node.codes.issue("gate-9", hub.doer).replace("-", " "),
        "kiosk": "gate-9",
        "public_key": b64encode(bytes(key.verify_key)).decode(),
        "community": "c1",
        "name": "测试东门",
    }
    enrolled = client.post("/v1/enrol", json=form)
    gate = Gate("gate-9", enrolled.json()["credential"], key, hub.clock)

    answer = post(client, gate, [*passages(2)], kiosk_head="7:abc")

    assert (enrolled.status_code, answer.status_code) == (201, 200)
    read = read_acknowledgement(
        answer.content, kiosk="gate-9", hub_public=hub.node.key.public
    )
    assert read.accepted_through == 2
    assert client.post("/v1/enrol", json=form).json()["code"] == "code-unknown"
    assert hub.ask("SELECT journal_seq, ahead_s FROM mark") == [(7, 0.0)]


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"authorization": "Bearer ckk_nobody"}, 401, "credential-unknown"),
        ({"authorization": "Basic x"}, 401, "credential-unknown"),
        ({"kiosk_id": "gate-2"}, 401, "credential-unknown"),
        ({"kiosk_signature": "AAAA"}, 403, "signature-wrong"),
        ({"kiosk_signature": "?"}, 403, "signature-wrong"),
        ({"kiosk_sent": "2026-11-21T04:00:01Z"}, 403, "signature-wrong"),
        ({"content_type": "application/json"}, 415, "not-cloudevents"),
        ({"content_encoding": "br"}, 415, "not-cloudevents"),
        ({"kiosk_head": "x" * 99}, 422, "request-malformed"),
    ],
)
def test_a_wrong_header_gets_its_own_answer(
    client: TestClient, hub: Hub, changed: dict[str, str], status: int, code: str
) -> None:
    answer = post(client, hub.gate(), [*passages(1)], **changed)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    assert hub.count("record") == 0


@pytest.mark.parametrize(
    ("ahead_s", "code"), [(601, "clock-ahead"), (-86401, "clock-behind")]
)
def test_a_wrong_clock_is_refused_and_alarms(
    client: TestClient, hub: Hub, ahead_s: float, code: str
) -> None:
    gate = hub.gate()
    body = gate.body(passages(1))
    headers = gate.headers(body, ahead_s=ahead_s).model_dump()

    answer = send(client, gate, body, **headers)

    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert [alarm.code for alarm in hub.node.alarms.standing()] == [code]


NOTHING = zipped(b"[]")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"[]", 400, "batch-not-gzip", id="not-gzip"),
        pytest.param(NOTHING[:-5], 400, "batch-truncated", id="truncated"),
        pytest.param(NOTHING * 2, 400, "batch-not-gzip", id="two-members"),
        pytest.param(NOTHING, 400, "batch-malformed", id="no-events"),
        pytest.param(zipped(b"[" * 100_000), 400, "batch-malformed", id="nested"),
        pytest.param(zipped(b" " * 2_000_000), 413, "batch-too-large", id="bomb"),
        pytest.param(b"x" * 700_000, 413, "batch-too-large", id="oversized"),
        pytest.param(b"", 400, "batch-truncated", id="empty"),
    ],
)
def test_a_wrong_body_gets_its_own_answer(
    client: TestClient, hub: Hub, body: bytes, status: int, code: str
) -> None:
    answer = send(client, hub.gate(), body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_gap_says_how_far_the_hub_is(client: TestClient, hub: Hub) -> None:
    gate, rows = hub.gate(), passages(4)
    hub.send(gate, rows[:2])

    answer = post(client, gate, [rows[3]])

    assert answer.status_code == 409
    assert (answer.json()["code"], answer.json()["accepted_through"]) == ("gap", 2)


def test_a_stolen_kiosk_is_shut_out_until_it_is_enrolled_anew(
    client: TestClient, hub: Hub
) -> None:
    gate, rows = hub.gate(), passages(2)
    hub.send(gate, rows[:1])
    code = hub.node.codes.issue(gate.id, hub.doer)
    hub.node.kiosks.revoke(gate.id, "stolen", hub.doer)

    answer = post(client, gate, [rows[1]])

    assert (answer.status_code, answer.json()["code"]) == (403, "kiosk-revoked")
    assert [alarm.code for alarm in hub.node.alarms.standing()] == ["kiosk-revoked"]
    form = {"kiosk": gate.id, "community": "c1", "name": "x"}
    key = b64encode(bytes(gate.key.verify_key)).decode()
    old = client.post("/v1/enrol", json={**form, "code": code, "public_key": key})
    assert old.json()["code"] == "code-unknown"
    assert post(client, hub.gate(), [rows[1]]).status_code == 200


def test_a_batch_of_another_kiosk_is_refused(client: TestClient, hub: Hub) -> None:
    gate, other = hub.gate(), hub.gate("gate-2")

    answer = send(client, gate, other.body(passages(1)))

    assert answer.json()["code"] == "batch-malformed"


def test_a_kiosk_of_another_community_than_its_code_is_told_what_to_correct(
    client: TestClient, hub: Hub
) -> None:
    code = hub.node.codes.issue("gate-1", hub.doer, community=HOME)
    form = {"kiosk": "gate-1", "community": "620102001002", "name": "x", "code": code}

    key = b64encode(bytes(32)).decode()
    answer = client.post("/v1/enrol", json={**form, "public_key": key})

    said = answer.json()
    assert (answer.status_code, said["code"]) == (403, "code-other-community")
    assert "kiosk.community" in said["detail"]


def test_a_code_of_yesterday_does_not_count(client: TestClient, hub: Hub) -> None:
    code = hub.node.codes.issue("gate-1", hub.doer)
    hub.clock.turn(86400)
    form = {"kiosk": "gate-1", "community": "c1", "name": "x", "code": code}

    key = b64encode(bytes(32)).decode()
    answer = client.post("/v1/enrol", json={**form, "public_key": key})

    assert (answer.status_code, answer.json()["code"]) == (403, "code-unknown")


@pytest.mark.parametrize(
    "path", ["/v1/bundles", "/v1/bundles/duty", "/v1/uses", "/v1/nothing"]
)
def test_nobody_hears_anything_without_a_credential(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)

    assert answer.status_code in {401, 404}
    assert answer.json()["code"] in {"credential-unknown", "not-found"}


def test_a_bundle_is_fetched_once_and_then_unchanged(
    client: TestClient, hub: Hub
) -> None:
    gate, now = hub.gate(), hub.clock.now()
    bundles = hub.node.bundles
    bundles.publish("duty", b"for all", "", now)
    own = bundles.publish("duty", b"for c1", "c1", now)
    bundles.publish("duty", b"for c2", "c2", now)
    said = {"authorization": f"Bearer {gate.credential}"}

    first = client.get("/v1/bundles/duty", headers=said)
    again = client.get(
        "/v1/bundles/duty", headers={**said, "if-none-match": first.headers["etag"]}
    )
    index = client.get("/v1/bundles", headers=said).json()["bundles"]

    assert first.content == b"for c1"
    assert first.headers["bundle-seq"] == str(own)
    assert (again.status_code, again.content) == (304, b"")
    assert [(one["kind"], one["seq"]) for one in index] == [("duty", own)]
    assert f'"{index[0]["etag"]}"' == first.headers["etag"]
    none = client.get("/v1/bundles/rota", headers=said)
    assert (none.status_code, none.json()["code"]) == (404, "bundle-unknown")
    late = client.get(f"/v1/bundles?after={own}", headers=said)
    assert late.json() == {"bundles": []}


def test_siblings_hear_of_a_use_while_they_wait(client: TestClient, hub: Hub) -> None:
    here, there = hub.gate(), hub.gate("gate-2")
    stranger = hub.gate("gate-3", "c2")
    (row,) = passages(1, direction="out")
    sender = threading.Timer(
        0.3, lambda: hub.send(here, [Event(row, Use(KEY, 2, "out"))])
    )
    sender.start()

    answer = uses(client, there, "?wait=20").json()

    sender.join()
    assert answer["uses"] == [
        {
            "kiosk": "gate-1",
            "seq": 1,
            "at": row.at,
            "household_key": KEY,
            "member": 2,
            "direction": "out",
            "what": "out",
        }
    ]
    assert uses(client, there, f"?after={answer['cursor']}").json()["uses"] == []
    assert uses(client, here).json() == {"cursor": answer["cursor"], "uses": []}
    assert uses(client, stranger).json() == {"cursor": 0, "uses": []}


def test_waiting_for_uses_ends_by_itself(client: TestClient, hub: Hub) -> None:
    assert uses(client, hub.gate(), "?wait=0.1").json() == {"cursor": 0, "uses": []}


def uses(client: TestClient, gate: Gate, query: str = "") -> Response:
    said = {"authorization": f"Bearer {gate.credential}"}
    return client.get(f"/v1/uses{query}", headers=said)


def test_a_database_that_is_gone_asks_for_patience(
    client: TestClient, hub: Hub
) -> None:
    gate = hub.gate()
    hub.node.database.close()

    answer = post(client, gate, [*passages(1)])

    assert (answer.status_code, answer.json()["code"]) == (503, "hub-database-down")
    assert 2 <= int(answer.headers["retry-after"]) <= 6
    client.cookies.set("supervisor", "x")
    page = client.get("/")
    assert (page.status_code, "数据库" in page.text) == (503, True)


def test_the_interface_documents_itself(client: TestClient) -> None:
    page = client.get("/v1/openapi.json").json()

    assert set(page["paths"]) == {
        *("/v1/batches", "/v1/enrol", "/v1/bundles", "/v1/bundles/{kind}"),
        *("/v1/uses", "/v1/relayed"),
    }
    (told, *_) = page["paths"]["/v1/batches"].values()
    names = {parameter["name"] for parameter in told["parameters"]}
    assert names == {name.replace("_", "-") for name in BatchHeaders.model_fields}
    assert "Accepted" in str(told["responses"]["200"])
