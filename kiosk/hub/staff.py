"""Supervisors of a hub: who may sign in, and the sessions of those who did.

Everything is in the database, so a session goes on at whichever node answers next.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from kiosk.core.errors import ConfigError, FormError
from kiosk.core.patience import pause_after
from kiosk.hub.database import Database
from kiosk.store.slow_hash import slow_fits, slow_hash

SHORTEST: Final = 12
"""Characters of a password; unlike a PIN at a gate it can be tried from anywhere."""
_LONGEST: Final = 200
_LONGEST_NAME: Final = 20
_IDLE: Final = timedelta(minutes=30)
_LIFE: Final = timedelta(hours=12)
_TOUCH: Final = timedelta(minutes=1)


class StaffUnknown(ConfigError):
    """Nobody of this name may sign in."""

    slug = "hub-staff-unknown"

    def __init__(self) -> None:
        super().__init__("nobody of this name may sign in; see `kiosk hub staff list`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """Somebody who signed in.

    Attributes:
        number: Staff number, never used for anybody else.
        name: As screens show it.
    """

    number: int
    name: str

    def __str__(self) -> str:
        """As deeds name them."""
        return f"{self.number} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    number: int
    password: str = field(repr=False)
    failures: int
    wait_until: datetime | None


class HubStaff:
    """The book of supervisors; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, password: str) -> Supervisor:
        """Let somebody sign in, or give them another password.

        Raises:
            FormError: The name or the password does not fit.
        """
        name = name.strip()
        if not (0 < len(name) <= _LONGEST_NAME and name.isprintable()):
            raise FormError("name", "missing", f"1 to {_LONGEST_NAME} characters")
        if not SHORTEST <= len(password) <= _LONGEST:
            raise FormError("password", "too-short", f"{SHORTEST} characters or more")
        with self._database.transaction() as connection:
            row = connection.execute(
                "INSERT INTO staff (name, password) VALUES (%s, %s)"
                " ON CONFLICT (name) DO UPDATE SET password = excluded.password,"
                " active = true, failures = 0, wait_until = NULL RETURNING number",
                [name, slow_hash(password.encode())],
            ).fetchone()
            number = int(row[0]) if row else 0
            # Whoever knew the old password is out.
            connection.execute("DELETE FROM session WHERE staff = %s", [number])
        return Supervisor(number=number, name=name)

    def everybody(self) -> list[str]:
        """The names of those who may sign in."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT name FROM staff WHERE active ORDER BY number"
            ).fetchall()
        return [name for (name,) in rows]

    def remove(self, name: str) -> None:
        """Let somebody sign in no more, and end what they do now.

        Raises:
            StaffUnknown: There is nobody of that name.
        """
        with self._database.transaction() as connection:
            row = connection.execute(
                "UPDATE staff SET active = false, password = ''"
                " WHERE name = %s AND active RETURNING number",
                [name],
            ).fetchone()
            if row is None:
                raise StaffUnknown
            connection.execute("DELETE FROM session WHERE staff = %s", [row[0]])

    def sign_in(self, name: str, password: str, now: datetime) -> str:
        """Begin a session.

        Returns:
            Its secret, for the cookie.

        Raises:
            FormError: ``wrong-password`` whatever is wrong, or ``wait``: there were too
                many wrong ones.
        """
        account = self._account(name)
        if account and account.wait_until and account.wait_until > now:
            raise FormError("password", "wait", "try again later")
        # An unknown name costs as much time as a wrong password.
        stored = account.password if account else _NOBODYS
        fits = slow_fits(password[:_LONGEST].encode(errors="replace"), stored)
        if account is None or not fits:
            if account:
                self._fail(account, now)
            raise FormError("password", "wrong-password", "name and password")
        return self._begin(account, now)

    def who(self, secret: str, now: datetime) -> Supervisor | None:
        """Whose session this is; None when it is over."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT number, name, used_at FROM session JOIN staff ON number = staff"
                " WHERE digest = %s AND active AND began_at > %s AND used_at > %s",
                [_digest(secret), now - _LIFE, now - _IDLE],
            ).fetchone()
            if row is None:
                return None
            if now - row[2] > _TOUCH:
                connection.execute(
                    "UPDATE session SET used_at = %s WHERE digest = %s",
                    [now, _digest(secret)],
                )
        return Supervisor(number=row[0], name=row[1])

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM session WHERE digest = %s", [_digest(secret)]
            )

    def note(self, staff: Supervisor, what: str, about: str, now: datetime) -> None:
        """Write down what somebody did."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO deed (at, staff, what, about) VALUES (%s, %s, %s, %s)",
                [now, str(staff), what, about],
            )

    def _account(self, name: str) -> _Account | None:
        if not name.isprintable():
            return None
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT number, password, failures, wait_until FROM staff"
                " WHERE name = %s AND active",
                [name.strip()],
            ).fetchone()
        names = ("number", "password", "failures", "wait_until")
        return _Account(**dict(zip(names, row, strict=True))) if row else None

    def _fail(self, account: _Account, now: datetime) -> None:
        pause = timedelta(seconds=pause_after(account.failures + 1))
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE staff SET failures = failures + 1, wait_until = %s"
                " WHERE number = %s",
                [now + pause, account.number],
            )

    def _begin(self, account: _Account, now: datetime) -> str:
        secret = secrets.token_urlsafe(32)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE staff SET failures = 0, wait_until = NULL WHERE number = %s",
                [account.number],
            )
            connection.execute(
                "DELETE FROM session WHERE began_at < %s OR used_at < %s",
                [now - _LIFE, now - _IDLE],
            )
            connection.execute(
                "INSERT INTO session (digest, staff, began_at, used_at)"
                " VALUES (%s, %s, %s, %s)",
                [_digest(secret), account.number, now, now],
            )
        return secret


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


# Of a password that no one has.
_NOBODYS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$G1zj4O1eEBSfKI2duxeQ0A"
    "$IPlCPyLDEir0yIgtGReRx75PsDuOyEdIf+QkK8F4tEw"
)
