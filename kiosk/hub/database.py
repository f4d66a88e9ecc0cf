"""The hub's PostgreSQL: a pool of connections, and its errors in our words."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from kiosk.core.errors import ConfigError, StoreError

Connection = psycopg.Connection[tuple[Any, ...]]

_OPTIONS: Final = (
    # What was acknowledged is on the disk, whatever the server's own settings say.
    "-c synchronous_commit=on -c timezone=UTC"
    " -c statement_timeout=30s -c lock_timeout=10s"
)
_GIVE_UP_S: Final = 10.0


class DatabaseDown(StoreError):
    """PostgreSQL does not answer, or broke off."""

    slug = "hub-database-down"
    advice = "see that PostgreSQL runs and that the address is right"

    def __init__(self) -> None:
        super().__init__(f"the hub's database cannot be used now; {self.advice}")


class DatabaseBusy(StoreError):
    """Every connection is in use."""

    slug = "hub-database-busy"
    advice = "add connections or nodes if it lasts"

    def __init__(self) -> None:
        super().__init__(
            f"every connection to the hub's database is taken; {self.advice}"
        )


class DatabaseReadOnly(StoreError):
    """PostgreSQL answers, but writes nothing: a standby, or somebody locked it."""

    slug = "hub-database-read-only"
    advice = "give the address of the primary, or let it write again"

    def __init__(self) -> None:
        super().__init__(f"the hub's database takes nothing now; {self.advice}")


class AddressWrong(ConfigError):
    """The database's address cannot be read."""

    slug = "hub-address-wrong"

    def __init__(self) -> None:
        # libpq's own words quote the address, which may hold a password.
        super().__init__(
            "the database's address cannot be read; "
            "write it as postgresql://user@host/name"
        )


class Database:
    """Connections to one database, shared by the threads of a node.

    Args:
        address: As libpq reads it, e.g. ``postgresql://hub@db.local/hub``.
        most: Connections at once.
        patience_s: How long to wait for a connection, seconds.
    """

    def __init__(self, address: str, *, most: int = 8, patience_s: float = 5.0) -> None:
        self.address = _complete(address)
        self._pool = ConnectionPool(
            self.address,
            min_size=1,
            max_size=most,
            timeout=patience_s,
            # The pool waits twice as long after each failure to connect. Giving up
            # early, it begins anew with the next batch: a database that comes back
            # after an hour is used within seconds.
            reconnect_timeout=_GIVE_UP_S,
            open=False,
            check=self._check,
            kwargs={"autocommit": True},
        )

    def __enter__(self) -> Self:
        """Open the pool.

        Raises:
            DatabaseDown: Nobody answers.
        """
        try:
            self._pool.open(wait=True, timeout=self._pool.timeout)
        except PoolTimeout:
            self._pool.close()
            raise DatabaseDown from None
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        self._pool.close()

    def _check(self, connection: Connection) -> None:
        """See whether the server closed a connection while nobody used it."""
        if not _has_news(connection):
            return
        try:
            self._pool.check_connection(connection)
        except psycopg.Error:
            # It was restarted: the others are closed as well.
            self._pool.drain()
            raise

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A connection on which each statement stands for itself: for one question.

        A transaction that was begun on it by hand is undone by an error.

        Raises:
            DatabaseBusy: None was free for too long.
            DatabaseReadOnly: The server writes nothing.
            DatabaseDown: The server is gone, or gave up on a statement.
        """
        failed = self._failures()
        try:
            with told_plainly(), self._pool.connection() as connection:
                yield connection
        except DatabaseBusy:
            # None is free while the pool tries to connect in vain: it is gone.
            if self._failures() > failed:
                raise DatabaseDown from None
            raise

    def _failures(self) -> int:
        """How often the pool tried to connect in vain."""
        return self._pool.get_stats().get("connections_errors", 0)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection for one transaction: committed at the end, undone by an error.

        Raises:
            DatabaseBusy: None was free for too long.
            DatabaseReadOnly: The server writes nothing.
            DatabaseDown: The server is gone, or gave up on a statement. Whether the
                transaction counted is unknown if it was at its end.
        """
        with self.look() as connection, connection.transaction():
            yield connection


@contextmanager
def told_plainly() -> Iterator[None]:
    """Tell what the driver raises in our words."""
    try:
        yield
    except PoolTimeout:
        raise DatabaseBusy from None
    except psycopg.errors.ReadOnlySqlTransaction:
        raise DatabaseReadOnly from None
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolClosed) as exc:
        raise DatabaseDown from exc


def as_text(asked: str) -> str:
    """What was asked for, as a value that PostgreSQL takes; ``""`` names nothing.

    It refuses NUL and halves of surrogate pairs, with an error of its own.
    """
    return asked if asked.isprintable() else ""


def _has_news(connection: Connection) -> bool:
    """Whether the server said something unasked: mostly that it closed it.

    It costs nothing, where asking the server would cost each batch two round trips.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _complete(address: str) -> str:
    try:
        return make_conninfo(
            address, options=_OPTIONS, application_name="kiosk-hub", connect_timeout=5
        )
    except psycopg.ProgrammingError:
        raise AddressWrong from None
