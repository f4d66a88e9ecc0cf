"""The web with fakes behind it, asked in memory."""

from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from kiosk.web.app import build_app
from kiosk.web.options import WebOptions
from kiosk.web.texts import Texts
from tests.fakes import FakeClock
from tests.web.clients import LOCAL
from tests.web.fakes import FakeDesk, FakePreview, FakeStatus


@dataclass
class Web:
    """A client of the web and what stands behind it."""

    client: TestClient
    desk: FakeDesk
    other: FakeDesk
    preview: FakePreview
    status: FakeStatus


@pytest.fixture
def web() -> Web:
    desk, other = FakeDesk("1", ends=True), FakeDesk("西 2", ends=True)
    preview, status = FakePreview(), FakeStatus()
    app = build_app(
        [desk, other],
        preview,
        status,
        clock=FakeClock(),
        options=WebOptions(lane_names={"1": "东门入口"}),
    )
    client = TestClient(
        app, base_url="http://localhost", client=(LOCAL, 50_000), follow_redirects=False
    )
    return Web(client, desk, other, preview, status)


@pytest.fixture(scope="session", params=["zh-CN", "en"])
def texts(request: pytest.FixtureRequest) -> Texts:
    """Each language in turn."""
    return Texts(request.param)


@pytest.fixture(scope="session")
def zh() -> Texts:
    return Texts("zh-CN")
