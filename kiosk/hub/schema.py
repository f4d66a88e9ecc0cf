"""Migrations: numbered SQL files, each run once, by one node at a time."""

import re
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from kiosk.core.errors import ConfigError
from kiosk.hub.database import Connection, Database

_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x6B696F736B  # "kiosk": nobody else of this database uses that number

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY,
    name   text NOT NULL,
    at     timestamptz NOT NULL
)"""


class SchemaNewer(ConfigError):
    """A newer release has already changed this database."""

    slug = "hub-schema-newer"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"a newer hub changed this database (migration {number}); "
            "install that release on this node too"
        )
        self.number = number


class Migration(NamedTuple):
    """One step of the schema; never edited after release."""

    number: int
    name: str
    sql: str


def migrations() -> list[Migration]:
    """Every step, in order."""
    found = []
    for path in sorted(_FOLDER.glob("*.sql")):
        number, name = re.fullmatch(r"(\d{4})-([\w-]+)", path.stem).groups()  # type: ignore[union-attr] # our own names
        found.append(Migration(int(number), name, path.read_text(encoding="utf-8")))
    return found


def migrate(database: Database, now: datetime) -> int:
    """Bring the schema up to date; several nodes may start at once.

    Returns:
        How many steps were taken.

    Raises:
        SchemaNewer: This release is older than the database.
        DatabaseDown: It cannot be used.
    """
    with database.transaction() as connection:
        # As long as it takes: an index on ten million rows, or another node's step.
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SET LOCAL lock_timeout = 0")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        connection.execute(_TABLE)
        return _take_steps(connection, now)


def _take_steps(connection: Connection, now: datetime) -> int:
    row = connection.execute(
        "SELECT coalesce(max(number), 0) FROM migration"
    ).fetchone()
    done, steps = row[0] if row else 0, migrations()
    if done > steps[-1].number:
        raise SchemaNewer(done)
    wanted = [step for step in steps if step.number > done]
    for step in wanted:
        connection.execute(step.sql)
        connection.execute(
            "INSERT INTO migration VALUES (%s, %s, %s)", [step.number, step.name, now]
        )
    return len(wanted)
