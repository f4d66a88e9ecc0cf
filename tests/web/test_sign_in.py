"""Doors: pages for leaders send others to sign in, and back."""

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.staff import SCREEN, Role, Staff
from kiosk.web.app import build_app
from kiosk.web.doors import safe_path
from kiosk.web.offices import Offices
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web.clients import client_of
from tests.web.fakes import FakeDesk, FakeOffice, FakePreview, FakeSignIn, FakeStatus

VOLUNTEER = Staff(id="1", name="测试甲", role=Role.VOLUNTEER)
LEADER = Staff(id="2", name="测试乙", role=Role.LEADER)


@pytest.fixture
def desk() -> FakeSignIn:
    return FakeSignIn([VOLUNTEER, LEADER])


def client(desk: FakeSignIn, host: str = "127.0.0.1") -> TestClient:
    app = build_app(
        [FakeDesk()],
        FakePreview(),
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
        offices=Offices(passes=FakeOffice(), sign_in=desk),
    )
    return TestClient(
        app,
        base_url="http://localhost",
        client=(host, 50_000),
        follow_redirects=False,
    )


def test_a_leaders_page_asks_who_it_is_and_comes_back(desk: FakeSignIn) -> None:
    web = client(desk)

    sent = web.get("/passes")
    page = web.get(sent.headers["location"])
    done = web.post(
        "/sign-in", data={"number": "2", "pin": "493027", "next": "/passes"}
    )

    assert sent.headers["location"] == "/sign-in?next=%2Fpasses&role=leader"
    assert "测试乙" in page.text
    assert "测试甲" not in page.text  # a volunteer may not open it
    assert done.headers["hx-redirect"] == "/passes"
    assert "HttpOnly" in done.headers["set-cookie"]
    assert "samesite=strict" in done.headers["set-cookie"].lower()
    assert web.get("/passes").status_code == 200


def test_what_is_sent_after_the_session_ended_is_asked_for_again(
    desk: FakeSignIn,
) -> None:
    answer = client(desk).post(
        "/passes",
        data={},
        headers={"hx-request": "true", "hx-current-url": "http://localhost/passes?x"},
    )

    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fpasses&role=leader"


def test_a_volunteer_is_no_leader(desk: FakeSignIn) -> None:
    web = client(desk)
    web.post("/sign-in", data={"number": "1", "pin": "493027"})

    assert web.get("/passes").status_code == 303


class FakeBadges:
    """Somebody's badge is always held up."""

    def shown(self) -> Staff:
        return LEADER


def test_the_kiosks_own_page_is_told_whose_badge_is_held_up(desk: FakeSignIn) -> None:
    offices = Offices(sign_in=desk, badges=FakeBadges())

    assert client_of(offices).get("/sign-in/badge").json() == {"number": "2"}
    assert client(desk).get("/sign-in/badge").json() == {}
    assert client(desk, "192.168.1.20").get("/sign-in/badge").status_code == 303


def test_signing_out_ends_the_session(desk: FakeSignIn) -> None:
    web = client(desk)
    web.post("/sign-in", data={"number": "2", "pin": "493027"})
    assert "测试乙 退出" in web.get("/sign-in").text

    gone = web.post("/sign-in/out")

    assert gone.headers["hx-redirect"] == "/"
    assert web.get("/passes").status_code == 303


def test_refusals_and_pauses_are_said(desk: FakeSignIn) -> None:
    desk.pause = 30.0
    web = client(desk)

    assert "30 秒" in web.get("/sign-in").text
    wrong = web.post("/sign-in", data={"number": "2", "pin": "000001"})
    assert (wrong.status_code, "密码不对" in wrong.text) == (422, True)
    long = web.post("/sign-in", data={"number": "2", "pin": "1" * 7})
    assert "1111111" not in long.text
    desk.people.clear()
    assert "kiosk staff add" in web.get("/sign-in?role=leader").text
    desk.readable = False
    assert web.get("/sign-in").status_code == 200


def test_whoever_guesses_from_afar_does_not_make_the_screen_wait(
    desk: FakeSignIn,
) -> None:
    for host in ("192.168.1.20", "127.0.0.1"):
        client(desk, host).post("/sign-in", data={"number": "2", "pin": "000001"})

    assert desk.devices == ["lan 192.168.1.20", SCREEN]


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/passes", "/passes"),
        ("/lane/1?x=1", "/lane/1"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_a_page_of_this_kiosk(asked: str, path: str) -> None:
    assert safe_path(asked) == path


@given(st.text())
def test_wherever_one_asks_to_go_it_is_a_path(asked: str) -> None:
    path = safe_path(asked)

    assert path.startswith("/")
    assert "//" not in path
    assert path.isascii()
    assert path.isprintable()
