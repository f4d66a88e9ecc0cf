"""One PostgreSQL a session, emptied after each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kiosk.hub.database import Database
from kiosk.hub.demonstration import embedded_server
from kiosk.hub.node import Node, open_node
from kiosk.hub.schema import migrate
from tests.fakes import NOON, FakeClock
from tests.hub.gates import Hub

EMPTIED = (
    *("session", "staff", "deed", "bundle", "use", "report", "incident", "tally"),
    *("alarm", "quarantine", "record", "relayed", "mark", "enrolment_code", "kiosk"),
    "secret",
)


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server's maintenance database; ends with the session."""
    if given := request.config.getoption("--postgres"):
        yield str(given)
        return
    with (
        tempfile.TemporaryDirectory(prefix="hub-") as folder,
        embedded_server(Path(folder)) as address,
    ):
        # Quick, because it may forget.
        with psycopg.connect(address, autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield address


@pytest.fixture(scope="session")
def prepared(server: str) -> str:
    """The same server, with the hub's schema."""
    with Database(server) as database:
        migrate(database, NOON)
    return server


@pytest.fixture
def address(prepared: str) -> Iterator[str]:
    """The address of a hub's database with nothing in it."""
    yield prepared
    with psycopg.connect(prepared) as connection:
        for table in EMPTIED:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def node(address: str, clock: FakeClock) -> Iterator[Node]:
    with open_node(address, clock) as opened:
        yield opened


@pytest.fixture
def hub(node: Node, clock: FakeClock) -> Hub:
    return Hub(node, clock)
