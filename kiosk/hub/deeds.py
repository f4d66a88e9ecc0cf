"""Deeds: what people did at a hub, written down together with the act itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.core.errors import FormError
from kiosk.core.why import checked_purpose
from kiosk.hub.database import Connection, Database


class Deed(StrEnum):
    """What people do."""

    EXPORTED = "export"
    VERIFIED = "verify"
    REVOKED = "revoke"
    CODE_ISSUED = "code-issued"
    CODE_WITHDRAWN = "code-withdrawn"
    STAFF_ADDED = "staff-added"
    STAFF_REMOVED = "staff-removed"
    ROLE_CHANGED = "role-changed"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a word
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who does something, and when.

    Attributes:
        by: As deeds name them: ``1 张管理``, or ``command line, root``.
        at: Wall time.
    """

    by: str
    at: datetime

    def did(self, connection: Connection, what: Deed, about: str) -> None:
        """Write down what they do in this transaction; never a code or a password."""
        connection.execute(
            "INSERT INTO deed (at, staff, what, about) VALUES (%s, %s, %s, %s)",
            [self.at, self.by, what, about],
        )


class Deeds:
    """The book of deeds that change nothing; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, doer: Doer, what: Deed, about: str) -> None:
        """Write down what somebody did."""
        with self._database.transaction() as connection:
            doer.did(connection, what, about)


def told_purpose(why: str) -> str:
    """What somebody says it is for, without blanks around.

    Raises:
        FormError: It is not told, too long, or no text.
    """
    why = checked_purpose(why)
    if not why.isprintable():
        raise FormError("why", "missing", "letters, digits and signs only")
    return why
