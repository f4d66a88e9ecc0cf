"""The numbers on duty, over the lane's screen and as a page."""

import re

import pytest
from fastapi.testclient import TestClient

from kiosk.core.duty import DutyBoard, DutyNumber
from kiosk.web.app import build_app
from kiosk.web.lookups import Lookups
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web.clients import LOCAL
from tests.web.fakes import FakeDesk, FakeStatus

BOARD = DutyBoard(
    numbers=(
        DutyNumber(
            role="community", name="<b>测试社区", number="0931-1234567", hours="24小时"
        ),
        DutyNumber(role="police", name="测试警官", number="110"),
    ),
    age_hours=70.0,
    stale=True,
)


def client(board: DutyBoard | None) -> TestClient:
    app = build_app(
        [FakeDesk()],
        None,
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
        lookups=Lookups(numbers=lambda: board),
    )
    return TestClient(app, base_url="http://localhost", client=(LOCAL, 50_000))


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_a_number_is_one_tap_on_a_telephone(headers: dict[str, str]) -> None:
    page = client(BOARD).get("/duty", headers=headers).text

    assert re.findall(r'href="tel:([^"]*)"', page) == ["09311234567", "110"]
    assert "0931-1234567" in page
    assert "&lt;b&gt;测试社区" in page
    assert "data-stale>名单已过期，2 天前" in page
    assert ("<!doctype html>" in page) == (not headers)


def test_without_a_list_the_page_says_whom_to_ask() -> None:
    assert "请联系社区" in client(None).get("/duty").text


@pytest.mark.parametrize("path", ["/", "/lane/1"])
def test_every_lane_has_the_way_to_them(path: str) -> None:
    page = client(BOARD).get(path).text

    assert re.search(r'id="call" href="/duty" hx-get="/duty\?lang=zh-CN"', page)
    assert '<div id="sheet"></div>' in page
