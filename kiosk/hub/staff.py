"""The staff of a hub: who may sign in, and who of them may change things.

Whoever is let in by a page gets a first password from the hub, which counts for a day
and must be changed before anything else: nobody invents one for somebody else, and
nobody knows another's for long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from kiosk.core.errors import ConfigError, FormError
from kiosk.hub.database import Connection, Database, as_text
from kiosk.hub.deeds import Deed, Doer
from kiosk.hub.passwords import check_password, first_password, slow_password

LONGEST_NAME: Final = 20
FIRST_LIFE: Final = timedelta(hours=24)


class Role(StrEnum):
    """What somebody may do."""

    SUPERVISOR = "supervisor"  # look, export, see to alarms
    ADMINISTRATOR = "administrator"  # also let in and shut out, kiosks and people


class StaffUnknown(ConfigError):
    """Nobody of this name may sign in."""

    slug = "hub-staff-unknown"

    def __init__(self) -> None:
        super().__init__("nobody of this name may sign in; see `kiosk hub staff list`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account.

    Attributes:
        number: Staff number, never used for anybody else.
        name: As screens show it.
        role: What they may do.
        active: Whether they may sign in.
        first_until: Until when their first password counts; None: it is their own.
        used_at: When they last did anything, or None.
    """

    number: int
    name: str
    role: Role
    active: bool
    first_until: datetime | None
    used_at: datetime | None

    def __str__(self) -> str:
        """As deeds name them."""
        return f"{self.number} {self.name}"


class HubStaff:
    """The book of staff; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def everybody(self) -> list[Person]:
        """Everybody who may sign in, then who no longer may."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM staff ORDER BY NOT active, number"  # noqa: S608
            ).fetchall()
        return [person_of(row) for row in rows]

    def add(
        self, name: str, password: str, doer: Doer, role: Role | None = None
    ) -> int:
        """Let somebody sign in by a password of their own, or give them another.

        Args:
            name: 1 to 20 characters.
            password: 12 to 200 characters.
            doer: Who does so.
            role: What they may do; None: what they might already.

        Returns:
            Their number.

        Raises:
            FormError: The name or the password does not fit.
        """
        check_password(password)
        values = {"password": slow_password(password), "role": role, "until": None}
        return self._write(name, values | {"anew": False}, doer)

    def admit(self, name: str, role: Role, doer: Doer) -> str:
        """Let somebody sign in who may not yet.

        Returns:
            Their first password, told once.

        Raises:
            FormError: The name does not fit, or is taken.
        """
        first, stored = first_password()
        values = {"password": stored, "role": role, "until": doer.at + FIRST_LIFE}
        self._write(name, values | {"anew": True}, doer)
        return first

    def reset(self, name: str, doer: Doer) -> str:
        """Give somebody who forgot their password a first one again, told once.

        Raises:
            FormError: They are the last administrator.
            StaffUnknown: There is nobody of that name.
        """
        first, stored = first_password()
        with self._database.transaction() as connection:
            _spare_last(connection, name)
            row = connection.execute(
                "UPDATE staff SET password = %s, first_until = %s, failures = 0,"
                " wait_until = NULL WHERE name = %s AND active RETURNING number",
                [stored, doer.at + FIRST_LIFE, as_text(name)],
            ).fetchone()
            _shut_out(connection, row)
            doer.did(connection, Deed.PASSWORD_RESET, name)
        return first

    def change_role(self, name: str, role: Role, doer: Doer) -> None:
        """Let somebody do more, or less, from their next step on.

        Raises:
            FormError: They are the last administrator, and would be none.
            StaffUnknown: There is nobody of that name.
        """
        with self._database.transaction() as connection:
            if role is not Role.ADMINISTRATOR:
                _spare_last(connection, name)
            row = connection.execute(
                "SELECT role FROM staff WHERE name = %s AND active FOR NO KEY UPDATE",
                [as_text(name)],
            ).fetchone()
            if row is None:
                raise StaffUnknown
            if row[0] != role:
                connection.execute(
                    "UPDATE staff SET role = %s WHERE name = %s", [role, name]
                )
                doer.did(connection, Deed.ROLE_CHANGED, f"{name}: {role}")

    def remove(self, name: str, doer: Doer) -> None:
        """Let somebody sign in no more, and end what they do now.

        Raises:
            FormError: They are the last administrator.
            StaffUnknown: There is nobody of that name.
        """
        with self._database.transaction() as connection:
            _spare_last(connection, name)
            row = connection.execute(
                "UPDATE staff SET active = false, password = '', first_until = NULL"
                " WHERE name = %s AND active RETURNING number",
                [as_text(name)],
            ).fetchone()
            _shut_out(connection, row)
            doer.did(connection, Deed.STAFF_REMOVED, name)

    def _write(self, name: str, values: dict[str, object], doer: Doer) -> int:
        name = name.strip()
        if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
            raise FormError("name", "name", f"1 to {LONGEST_NAME} characters")
        with self._database.transaction() as connection:
            row = connection.execute(_WRITE, {"name": name} | values).fetchone()
            if row is None:
                raise FormError("name", "taken", "somebody of that name may sign in")
            number, role = row
            # Whoever knew the old password is out.
            _shut_out(connection, row)
            doer.did(connection, Deed.STAFF_ADDED, f"{name}: {role}")
        return int(number)


COLUMNS: Final = "number, name, role, active, first_until, used_at"
_WRITE: Final = """
INSERT INTO staff (name, password, role, first_until)
VALUES (%(name)s, %(password)s, coalesce(%(role)s, 'supervisor'), %(until)s)
ON CONFLICT (name) DO UPDATE SET
    password = excluded.password, first_until = excluded.first_until,
    role = CASE WHEN staff.active THEN coalesce(%(role)s, staff.role)
        ELSE excluded.role END,
    active = true, failures = 0, wait_until = NULL
WHERE NOT (%(anew)s AND staff.active) RETURNING number, role"""


def person_of(row: Sequence[Any]) -> Person:
    """Read a row of ``COLUMNS``."""
    said = dict(zip(COLUMNS.split(", "), row, strict=True))
    return Person(**said | {"role": Role(said["role"])})


def _shut_out(connection: Connection, row: Sequence[Any] | None) -> None:
    """End the sessions of the account whose number a row begins with."""
    if row is None:
        raise StaffUnknown
    connection.execute("DELETE FROM session WHERE staff = %s", [row[0]])


def _spare_last(connection: Connection, name: str) -> None:
    """Keep at least one administrator who can sign in, whoever else acts meanwhile."""
    able = connection.execute(
        "SELECT name FROM staff WHERE role = 'administrator' AND active"
        " AND first_until IS NULL ORDER BY number FOR NO KEY UPDATE"
    ).fetchall()
    if able == [(name,)]:
        raise FormError("name", "last-administrator", "add another one first")
