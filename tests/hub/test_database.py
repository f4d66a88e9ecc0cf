from contextlib import ExitStack
from typing import LiteralString

import psycopg
import pytest

from kiosk.hub.database import Database, DatabaseBusy, DatabaseDown, DatabaseReadOnly
from tests.hub.gates import Hub, passages


def test_after_a_restart_of_the_database_nobody_is_sent_away(
    hub: Hub, address: str
) -> None:
    gate, rows = hub.gate(), passages(8)
    hub.send(gate, rows[:2])
    with ExitStack() as several:
        for _ in range(4):
            several.enter_context(hub.node.database.look())

    with psycopg.connect(address) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'kiosk-hub'"
        ).fetchall()
    answers = [hub.send(gate, rows[: 3 + n]).accepted_through for n in range(6)]

    assert len(ended) >= 4
    assert answers == [3, 4, 5, 6, 7, 8]
    assert hub.count("record") == 8


def test_a_connection_on_which_the_database_merely_spoke_is_used(
    hub: Hub, address: str
) -> None:
    with hub.node.database.look() as connection:
        connection.execute("LISTEN here")
        own = connection.info.backend_pid
    with psycopg.connect(address) as other:
        other.execute("SELECT pg_notify('here', '')")

    with hub.node.database.look() as connection:
        assert connection.info.backend_pid == own


def change(hub: Hub, how: LiteralString) -> None:
    with hub.node.database.look() as connection:
        connection.execute(f"ALTER TABLE mark {how}")


def test_a_batch_whose_last_statement_fails_leaves_nothing(hub: Hub) -> None:
    gate, rows = hub.gate(), passages(3)
    change(hub, "ADD CONSTRAINT short CHECK (through < 3)")
    try:
        with pytest.raises(psycopg.errors.CheckViolation):
            hub.send(gate, rows)
        left = [hub.count(table) for table in ("record", "tally")]
    finally:
        change(hub, "DROP CONSTRAINT short")

    assert left == [0, 0]
    assert hub.send(gate, rows).accepted_through == 3
    assert (hub.count("record"), hub.ask("SELECT count FROM tally")) == (3, [(3,)])


def test_a_database_that_takes_no_writes_is_told_from_one_that_is_gone(
    hub: Hub,
) -> None:
    with hub.node.database.look() as connection:
        connection.execute("SET default_transaction_read_only = on")
    try:
        with pytest.raises(DatabaseReadOnly, match="primary"):
            hub.node.alarms.raise_one("gate-1", "fork", "", hub.clock.now())
    finally:
        with hub.node.database.look() as connection:
            connection.execute("RESET default_transaction_read_only")


def test_a_database_that_is_gone_is_told_from_one_that_is_busy(prepared: str) -> None:
    with Database(prepared, most=1, patience_s=0.2) as database:
        with database.look(), pytest.raises(DatabaseBusy), database.look():
            pass
        database._pool.conninfo = "host=127.0.0.1 port=1"
        database._pool.drain()
        with pytest.raises(DatabaseDown), database.look():
            pass
