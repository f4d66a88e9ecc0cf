"""Foreign sites may neither read nor press anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from kiosk.web.guard import from_elsewhere
from tests.web.conftest import Web


@pytest.mark.parametrize(
    "host", ["evil.example", "kiosk.lan", "127.0.0.1.evil.example"]
)
def test_another_host_name_is_refused(web: Web, host: str) -> None:
    answer = web.client.get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "请出示" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "127.0.0.1", "[::1]:80"]
)
def test_the_kiosks_own_names_are_served(web: Web, host: str) -> None:
    assert web.client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9"},
        {"origin": "http://["},
    ],
)
def test_another_sites_page_cannot_press_a_button(
    web: Web, headers: dict[str, str]
) -> None:
    answer = web.client.post("/lane/1/mask", data={"worn": "yes"}, headers=headers)

    assert answer.status_code == 403
    assert web.desk.touches == []


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "same-origin"}, {"origin": "http://localhost"}, {}],
)
def test_the_kiosks_own_page_can(web: Web, headers: dict[str, str]) -> None:
    answer = web.client.post("/lane/1/mask", data={"worn": "yes"}, headers=headers)

    assert answer.status_code == 204
    assert web.desk.touches == [("mask", True)]


LATIN = st.text(st.characters(codec="latin-1"))


@given(LATIN, LATIN)
def test_any_origin_is_judged_without_an_error(origin: str, host: str) -> None:
    headers = Headers({"origin": origin, "host": host})

    assert from_elsewhere("GET", headers) is False
    assert from_elsewhere("POST", headers) in {True, False}


@pytest.mark.parametrize("path", ["/", "/status", "/nowhere", "/static/screen.js"])
def test_every_answer_forbids_inline_scripts_and_frames(web: Web, path: str) -> None:
    headers = web.client.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_live_pages_are_never_kept(web: Web) -> None:
    for path in ("/", "/lane/1/events", "/status", "/api/status"):
        assert web.client.get(path).headers["cache-control"] == "no-store"
    assert web.client.get("/static/base.css").headers["cache-control"] == "no-cache"


def test_an_oversized_body_is_refused(web: Web) -> None:
    answer = web.client.post("/lane/1/register", data={"name": "x" * 30_000})

    assert answer.status_code == 413
    assert web.desk.touches == []


def test_an_oversized_body_without_a_length_is_refused(web: Web) -> None:
    answer = web.client.post(
        "/lane/1/register",
        content=iter([b"name=", *[b"x" * 4096] * 8]),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413
    assert web.desk.touches == []
