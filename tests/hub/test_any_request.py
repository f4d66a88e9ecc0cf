"""Whatever the interface is asked, it answers: schemathesis asks."""

import gzip
import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kiosk.core.chain import Row
from kiosk.hub.app import build_hub
from tests.hub.gates import Gate, Hub, chain

PATHS = (
    *("/v1/batches", "/v1/enrol", "/v1/relayed", "/v1/uses"),
    *("/v1/bundles", "/v1/bundles/{kind}"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
ODD = JSON | st.floats(allow_nan=False, allow_infinity=False) | st.just(10**400)
PAYLOAD = st.fixed_dictionaries(
    {"event": st.sampled_from(["closed", "daily-report"]) | ODD},
    optional={
        **dict.fromkeys(["passage", "lane", "direction", "outcome", "verdict"], ODD),
        **dict.fromkeys(["incident", "clock", "day", "late", "zero"], ODD),
        "reasons": st.lists(ODD, max_size=2) | ODD,
        "code": st.fixed_dictionaries({"class": ODD}) | ODD,
        "temperature": st.fixed_dictionaries({"celsius": ODD}) | ODD,
        "summary": st.fixed_dictionaries({"overdue": ODD, "until": ODD}) | ODD,
    },
)
EVENT = st.fixed_dictionaries(
    {
        "specversion": st.just("1.0"),
        "id": st.sampled_from(["1", "2", "01", "9" * 19]) | st.text(),
        "source": st.just("/kiosks/gate-1"),
        "type": st.sampled_from(["passage", "report", "incident", "shift", "lost"]).map(
            lambda kind: f"checkpoint.{kind}"
        ),
        "time": st.sampled_from(["2026-11-21T04:00:00Z", ""]) | st.text(),
        "prevhash": st.just("0" * 64) | st.text(),
        "hash": st.text(),
        "datacontenttype": st.sampled_from(["application/json", "text/plain"]),
        "data": JSON,
    },
    optional={"usekey": st.text(), "usemember": st.text(), "usewhat": st.text()},
)


@pytest.mark.parametrize("path", PATHS)
def test_no_request_is_too_much_for_the_interface(hub: Hub, path: str) -> None:
    gate, app = hub.gate(), build_hub(hub.node)
    schema = schemathesis.openapi.from_dict(app.openapi())
    (operation,) = schema[path].values()
    client = TestClient(app, raise_server_exceptions=False)

    @settings(
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), who=st.sampled_from(["gate", "nobody"]))
    def ask(case: Any, who: str) -> None:
        headers = {k: str(v) for k, v in dict(case.headers or {}).items()}
        if who == "gate":
            headers["Authorization"] = f"Bearer {gate.credential}"
            headers["Kiosk-Id"] = gate.id
        answer = client.request(
            case.method,
            case.formatted_path,
            params=_quick(dict(case.query or {})),
            headers={k: v.encode("latin-1", "replace") for k, v in headers.items()},
            content=_bytes(case.body),
        )
        assert answer.status_code < 500, answer.text

    ask()


def test_no_batch_is_too_much_once_it_is_signed(hub: Hub) -> None:
    gate = hub.gate()
    client = TestClient(build_hub(hub.node), raise_server_exceptions=False)

    @settings(suppress_health_check=list(HealthCheck))
    @given(events=st.lists(EVENT | JSON, max_size=3) | JSON)
    def ask(events: Any) -> None:
        body = gzip.compress(json.dumps(events).encode())
        answer = client.post("/v1/batches", content=body, headers=_named(gate, body))
        assert answer.status_code < 500, answer.text

    ask()


def test_no_payload_is_too_much_once_its_hash_is_right(hub: Hub) -> None:
    gate = hub.gate()
    sent: list[Row] = []

    @settings(suppress_health_check=list(HealthCheck))
    @given(payload=PAYLOAD, kind=st.sampled_from(["passage", "incident", "report"]))
    def ask(payload: dict[str, Any], kind: str) -> None:
        (row,) = chain([payload], after=sent[-1] if sent else None, kind=kind)
        answer = hub.send(gate, [row])
        assert (answer.accepted_through, list(answer.rejected)) == (row.seq, [])
        sent.append(row)

    ask()


def _named(gate: Gate, body: bytes) -> dict[str, str]:
    headers = gate.headers(body).model_dump()
    return {name.replace("_", "-"): text for name, text in headers.items()}


def _quick(query: dict[str, Any]) -> dict[str, Any]:
    """The same, without waiting for what nobody will send."""
    return query | {"wait": 0} if isinstance(query.get("wait"), int | float) else query


def _bytes(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    try:
        return json.dumps(body).encode()
    except TypeError:  # schemathesis' own word for no body
        return b""
