"""A browser before a kiosk with offices, on its own screen or elsewhere."""

from fastapi.testclient import TestClient

from kiosk.web.app import build_app
from kiosk.web.offices import Offices
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web.fakes import FakeDesk, FakePreview, FakeStatus

LOCAL, REMOTE = "127.0.0.1", "192.168.1.20"


def client_of(offices: Offices, host: str = LOCAL) -> TestClient:
    """A client of a kiosk with one lane and these offices."""
    app = build_app(
        [FakeDesk()],
        FakePreview(),
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
        offices=offices,
    )
    return TestClient(app, base_url="http://localhost", client=(host, 50_000))
