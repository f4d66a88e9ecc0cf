from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from kiosk.hub.database import AddressWrong, Database, DatabaseDown
from kiosk.hub.months import Months
from kiosk.hub.schema import _LOCK, SchemaNewer, migrate, migrations
from kiosk.hub.signing import open_hub_key
from tests.fakes import NOON


def test_nodes_that_start_together_migrate_once(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE together")
    address = server.replace("/postgres?", "/together?")

    def start(_: int) -> int:
        with Database(address) as database:
            steps = migrate(database, NOON)
            Months(database).ensure(NOON)
            open_hub_key(database)
            return steps

    with ThreadPoolExecutor(4) as pool:
        steps = list(pool.map(start, range(4)))

    assert sorted(steps) == [0, 0, 0, len(migrations())]


def test_a_node_waits_for_another_ones_step_however_long_it_takes(
    prepared: str,
) -> None:
    with (
        ThreadPoolExecutor(1) as pool,
        Database(prepared, most=1) as database,
        psycopg.connect(prepared) as other,
    ):
        with database.look() as connection:
            for limit in ("statement_timeout", "lock_timeout"):
                connection.execute(f"SET {limit} = '1ms'")
        other.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        started = pool.submit(migrate, database, NOON)
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        while not (started.done() or other.execute(waits).fetchone() == (1,)):
            pass
        other.rollback()

        assert started.result() == 0


def test_an_older_release_leaves_a_newer_database_alone(address: str) -> None:
    with Database(address) as database:
        with database.transaction() as connection:
            connection.execute("INSERT INTO migration VALUES (9999, 'later', now())")
        try:
            with pytest.raises(SchemaNewer, match="newer hub"):
                migrate(database, NOON)
        finally:
            with database.transaction() as connection:
                connection.execute("DELETE FROM migration WHERE number = 9999")


def test_an_upgrade_keeps_who_was_there_and_what_was_revoked(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE older")
    address = server.replace("/postgres?", "/older?")
    with psycopg.connect(address) as connection:
        for step in migrations()[:4]:
            connection.execute(step.sql.encode())
        connection.execute(
            "CREATE TABLE migration (number integer, name text, at timestamptz);"
            "INSERT INTO migration VALUES (4, 'x', now());"
            "INSERT INTO staff (name, password) VALUES ('测试督导', '');"
            "INSERT INTO kiosk SELECT 'gate-' || n, 'c1', 'x', decode(repeat('00', 32),"
            " 'hex'), n::text::bytea, now(), now(), repeat('x', n * 90)"
            " FROM generate_series(0, 1) AS n;"
            "INSERT INTO enrolment_code SELECT (n || id)::bytea, id, now() + n *"
            " interval '1 hour' FROM generate_series(1, 3) AS n,"
            " unnest(ARRAY['gate-9', 'no id']) AS id"
        )

    with Database(address) as database:
        migrate(database, NOON)
        with database.transaction() as connection:
            staff = connection.execute("SELECT name, role, first_until FROM staff")
            assert staff.fetchall() == [("测试督导", "supervisor", None)]
            revoked = connection.execute(
                "SELECT revoked_why, revoked_by FROM kiosk ORDER BY id"
            ).fetchall()
            codes = connection.execute(
                "SELECT kiosk, expires_at - issued_at, issued_by FROM enrolment_code"
            ).fetchall()

    assert revoked == [("没有说明", "command line"), ("x" * 80, "command line")]
    assert codes == [("gate-9", timedelta(days=1), "command line")]


def test_every_node_finds_the_same_key(address: str) -> None:
    with Database(address) as database:
        assert open_hub_key(database).public == open_hub_key(database).public


def test_months_are_made_ahead(address: str) -> None:
    with Database(address) as database:
        Months(database).ensure(datetime(2030, 12, 31, 23, 59, tzinfo=UTC))
        with database.transaction() as connection:
            found = connection.execute(
                "SELECT inhrelid::regclass::text FROM pg_inherits"
                " WHERE inhparent = 'record'::regclass AND inhrelid::regclass::text"
                " SIMILAR TO 'record_203%'"
            ).fetchall()

    assert sorted(name for (name,) in found) == ["record_2030_12", "record_2031_01"]


def test_an_address_that_nobody_answers_says_so_without_its_password() -> None:
    with (
        pytest.raises(DatabaseDown) as error,
        Database("postgresql://hub:geheim@127.0.0.1:1/hub", patience_s=0.2),
    ):
        pass

    assert "geheim" not in str(error.value)


def test_an_address_that_is_none_is_not_repeated() -> None:
    with pytest.raises(AddressWrong) as error:
        Database("postgresql://hub:geheim@[oops/hub")

    assert "geheim" not in str(error.value)
