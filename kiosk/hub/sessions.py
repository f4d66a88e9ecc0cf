"""Sessions: staff of a hub who signed in by name and password.

Everything is in the database, so a session goes on at whichever node answers next.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from kiosk.core.errors import FormError
from kiosk.core.patience import pause_after
from kiosk.hub.database import Connection, Database, as_text
from kiosk.hub.deeds import Deed, Doer
from kiosk.hub.passwords import LONGEST, check_password, slow_password
from kiosk.hub.spoken import heard, kept
from kiosk.hub.staff import COLUMNS, Person, person_of
from kiosk.store.slow_hash import slow_fits

_IDLE: Final = timedelta(minutes=30)
_LIFE: Final = timedelta(hours=12)
_TOUCH: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    number: int
    password: str = field(repr=False)
    failures: int
    wait_until: datetime | None
    first_until: datetime | None

    def fits(self, typed: str) -> bool:
        """Whether that is the password; a first one was told in groups."""
        told = heard(typed) if self.first_until is not None else typed
        return slow_fits(told[:LONGEST].encode(errors="replace"), self.password)


class Sessions:
    """The book of sessions; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign_in(self, name: str, password: str, now: datetime) -> str:
        """Begin a session.

        Returns:
            Its secret, for the cookie.

        Raises:
            FormError: ``wrong-password`` whatever is wrong; ``wait``: there were too
                many wrong ones; ``too-old``: it was a first one, of yesterday.
        """
        account = self._proved(name, password, now)
        if account.first_until is not None and account.first_until <= now:
            raise FormError("password", "too-old", "have it reset")
        with self._database.transaction() as connection:
            return _begin(connection, account.number, now)

    def change_password(
        self, person: Person, current: str, new: str, now: datetime
    ) -> str:
        """Give oneself another password; every other session of theirs ends.

        Args:
            person: Who signed in.
            current: Their password now; of no account while it is a first one, with
                which they signed in a moment ago.
            new: 12 to 200 characters.
            now: Wall time.

        Returns:
            The secret of a new session.

        Raises:
            FormError: As when signing in; ``too-short``; ``same``: it is the old one.
        """
        check_password(new)
        if person.first_until is None:
            account = self._proved(person.name, current, now)
        else:
            account = self._account(person.name)
        if account.fits(new):
            raise FormError("password", "same", "another one than now")
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE staff SET password = %s, first_until = NULL"
                " WHERE number = %s AND password = %s",
                [slow_password(new), account.number, account.password],
            )
            if not changed.rowcount:  # it was reset meanwhile
                raise FormError("password", "wrong-password", "sign in again")
            connection.execute("DELETE FROM session WHERE staff = %s", [account.number])
            doer = Doer(by=str(person), at=now)
            doer.did(connection, Deed.PASSWORD_CHANGED, person.name)
            return _begin(connection, account.number, now)

    def who(self, secret: str, now: datetime) -> Person | None:
        """Whose session this is; None when it is over."""
        with self._database.transaction() as connection:
            row = connection.execute(
                f"SELECT {_OF_STAFF}, session.used_at FROM session"  # noqa: S608
                " JOIN staff ON number = staff"
                " WHERE digest = %s AND active AND began_at > %s"
                " AND session.used_at > %s",
                [kept(secret), now - _LIFE, now - _IDLE],
            ).fetchone()
            if row is None:
                return None
            *columns, used_at = row
            person = person_of(columns)
            if now - used_at > _TOUCH:
                _touch(connection, secret, person.number, now)
        return person

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM session WHERE digest = %s", [kept(secret)])

    def _proved(self, name: str, password: str, now: datetime) -> _Account:
        """The account of who knows its password."""
        account = self._account(name)
        if account.wait_until is not None and account.wait_until > now:
            raise FormError("password", "wait", "try again later")
        if not account.fits(password):
            self._fail(account, now)
            raise FormError("password", "wrong-password", "name and password")
        return account

    def _account(self, name: str) -> _Account:
        """Somebody's account, or nobody's."""
        names = ("number", "password", "failures", "wait_until", "first_until")
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT number, password, failures, wait_until, first_until"
                " FROM staff WHERE name = %s AND active",
                [as_text(name.strip())],
            ).fetchone()
        return _Account(**dict(zip(names, row, strict=True))) if row else _NOBODY

    def _fail(self, account: _Account, now: datetime) -> None:
        pause = timedelta(seconds=pause_after(account.failures + 1))
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE staff SET failures = failures + 1, wait_until = %s"
                " WHERE number = %s",
                [now + pause, account.number],
            )


def _begin(connection: Connection, number: int, now: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    connection.execute(
        "UPDATE staff SET failures = 0, wait_until = NULL, used_at = %s"
        " WHERE number = %s",
        [now, number],
    )
    connection.execute(
        "DELETE FROM session WHERE began_at < %s OR used_at < %s",
        [now - _LIFE, now - _IDLE],
    )
    connection.execute(
        "INSERT INTO session (digest, staff, began_at, used_at)"
        " VALUES (%s, %s, %s, %s)",
        [kept(secret), number, now, now],
    )
    return secret


def _touch(connection: Connection, secret: str, number: int, now: datetime) -> None:
    # In the order in which others lock them, or two could wait for each other.
    connection.execute("UPDATE staff SET used_at = %s WHERE number = %s", [now, number])
    connection.execute(
        "UPDATE session SET used_at = %s WHERE digest = %s", [now, kept(secret)]
    )


_OF_STAFF: Final = ", ".join(f"staff.{name}" for name in COLUMNS.split(", "))
# An unknown name costs as much time as a wrong password.
_NOBODY: Final = _Account(
    number=0,  # of no row
    password="$argon2id$v=19$m=19456,t=2,p=1$G1zj4O1eEBSfKI2duxeQ0A"  # noqa: S106 - that no one has
    "$IPlCPyLDEir0yIgtGReRx75PsDuOyEdIf+QkK8F4tEw",
    failures=0,
    wait_until=None,
    first_until=None,
)
