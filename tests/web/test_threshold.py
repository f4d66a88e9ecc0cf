"""Whoever comes from another machine signs in, for every page there is."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse
from starlette.types import Message

from kiosk.core.staff import UNREGISTERED, Role, Staff
from kiosk.web.app import build_app
from kiosk.web.lan import Lan
from kiosk.web.offices import Offices
from kiosk.web.options import WebOptions
from kiosk.web.threshold import Threshold
from tests.fakes import FakeClock
from tests.web.clients import LOCAL, REMOTE
from tests.web.fakes import FakeDesk, FakeOffice, FakePreview, FakeSignIn, FakeStatus

VOLUNTEER = Staff(id="1", name="测试甲", role=Role.VOLUNTEER)
LAN = Lan(
    names=("kiosk-1.local", "192.168.1.5", "fd00::5"),
    port=8443,
    fingerprint=":".join(["0A"] * 32),
    root=b"-----BEGIN CERTIFICATE-----\n",
)


def client(
    desk: FakeSignIn | None, host: str = REMOTE, url: str = "https://kiosk-1.local:8443"
) -> TestClient:
    app = build_app(
        [FakeDesk(ends=True)],
        FakePreview(),
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(lan=lambda: LAN),
        offices=Offices(passes=FakeOffice(), sign_in=desk),
    )
    return TestClient(app, base_url=url, client=(host, 50_000), follow_redirects=False)


@pytest.fixture
def desk() -> FakeSignIn:
    return FakeSignIn([VOLUNTEER])


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/lane/1", "/lane/1/events", "/preview.mjpg", "/status", "/api/status"),
        *("/duty", "/passes", "/nowhere", "/static/../status", "/enrol/other"),
    ],
)
def test_without_a_session_every_page_is_the_sign_in_page(
    desk: FakeSignIn, path: str
) -> None:
    answer = client(desk).get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("path", ["static/x", "static?", "healthz#", "sign-in?next="])
def test_no_host_name_makes_a_page_an_open_one(desk: FakeSignIn, path: str) -> None:
    host = {"host": f"kiosk-1.local:8443/{path}"}

    assert client(desk).get("/status", headers=host).status_code in {303, 400}


def test_a_touch_without_a_session_moves_nothing(desk: FakeSignIn) -> None:
    answer = client(desk).post(
        "/lane/1/mask", data={"worn": "yes"}, headers={"hx-request": "true"}
    )

    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/sign-in")


@pytest.mark.parametrize("host", [LOCAL, REMOTE])
def test_a_volunteer_signs_in_by_number_and_serves_the_lane(
    desk: FakeSignIn, host: str
) -> None:
    web = client(desk, host)  # by TLS, also from this machine

    page = web.get("/sign-in").text
    done = web.post("/sign-in", data={"number": "1", "pin": "493027"})

    assert "测试甲" not in page  # nobody is named to whoever asks
    assert 'inputmode="numeric"' in page
    assert "Secure" in done.headers["set-cookie"]
    assert web.get("/").status_code == 200
    assert web.post("/lane/1/mask", data={"worn": "yes"}).status_code == 204
    assert web.get("/passes").headers["location"].endswith("role=leader")


def test_a_page_that_redraws_itself_keeps_no_session_alive(desk: FakeSignIn) -> None:
    web = client(desk)
    web.post("/sign-in", data={"number": "1", "pin": "493027"})
    desk.idle.clear()

    web.get("/status", headers={"hx-request": "true"})
    web.get("/lane/1/events")
    web.post("/lane/1/shown", data={"passage": "p"})
    web.get("/status")

    *by_itself, last = desk.idle  # a slow stream looks more than once
    assert len(by_itself) >= 3
    assert (all(by_itself), last) == (True, False)


def test_a_kiosk_without_staff_trusts_its_screen_and_not_the_network() -> None:
    nobody = FakeSignIn(sessions={"x": UNREGISTERED})
    web = client(nobody)
    web.cookies.set("staff", "x")

    assert web.get("/").status_code == 303
    assert client(nobody, LOCAL, "http://localhost").get("/").status_code == 200
    assert client(None).get("/").status_code == 403


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://kiosk-1.local", 200),
        ("https://192.168.1.5:8443", 200),
        ("https://[fd00::5]:8443", 200),
        ("https://evil.example", 400),
        ("http://kiosk-1.local", 400),  # the screen answers to its own names alone
    ],
)
def test_each_door_answers_to_its_own_names(
    desk: FakeSignIn, url: str, status: int
) -> None:
    assert client(desk, url=url).get("/healthz").status_code == status


def test_another_sites_page_cannot_press_a_button_over_the_lan(
    desk: FakeSignIn,
) -> None:
    web, form = client(desk), {"number": "1", "pin": "493027"}

    foreign = web.post("/sign-in", data=form, headers={"origin": "https://evil.local"})
    own = web.post("/sign-in", data=form, headers={"origin": str(web.base_url)})

    assert (foreign.status_code, own.status_code) == (403, 204)


def test_a_phone_learns_what_certificate_to_trust(desk: FakeSignIn) -> None:
    phone, screen = client(desk), client(desk, LOCAL, "http://localhost")

    shown, there = screen.get("/enrol").text, phone.get("/enrol").text
    root = phone.get("/enrol/root.crt")

    assert "<svg" in shown
    assert "https://kiosk-1.local:8443/" in shown
    assert " ".join(["0A"] * 8) in shown
    assert 'href="/enrol/root.crt"' in there
    assert (root.content, root.headers["content-type"]) == (
        LAN.root,
        "application/x-x509-ca-cert",
    )
    assert 'href="/enrol"' in screen.get("/status").text


async def test_a_stream_ends_with_its_session(
    desk: FakeSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.web.threshold._LOOK_S", 0.0)
    token = await desk.sign_in("1", "493027", "lan")
    sent: list[Message] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0)
            if len(sent) == 4:
                await desk.sign_out(token)

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    scope = {
        "type": "http",
        "asgi": {"spec_version": "2.4"},
        "method": "GET",
        "scheme": "https",
        "path": "/preview.mjpg",
        "query_string": b"",
        "headers": [(b"cookie", f"staff={token}".encode()), (b"host", b"x")],
        "client": (REMOTE, 1),
        "server": ("x", 8443),
    }
    async with asyncio.timeout(5):
        await Threshold(StreamingResponse(endless()), desk)(scope, receive, send)

    assert len(sent) == 5
    assert not sent[-1].get("more_body")
