"""Deeds: what people did at a hub, written down together with the act itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from kiosk.core.errors import FormError
from kiosk.core.why import checked_purpose
from kiosk.hub.database import Connection, Database

FULL: Final = 50
"""Deeds of a page."""
LAST: Final = 2**63 - 1
"""No deed has a higher number."""


class Deed(StrEnum):
    """What people do."""

    EXPORTED = "export"
    VERIFIED = "verify"
    REVOKED = "revoke"
    READMITTED = "readmit"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A deed as it stands in the book.

    Attributes:
        id: Its number; later deeds have higher ones.
        at: When.
        by: Who.
        what: A ``Deed``, or one of a newer release.
        about: Whom or what; of an export its manifest, as JSON.
    """

    id: int
    at: datetime
    by: str
    what: str
    about: str


class Deeds:
    """The book of deeds; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, doer: Doer, what: Deed, about: str) -> None:
        """Write down what somebody did that changed nothing."""
        with self._database.transaction() as connection:
            doer.did(connection, what, about)

    def newest(self, before: int) -> list[Written]:
        """The newest deeds with a lower number, ``FULL`` at most."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT id, at, staff, what, about FROM deed WHERE id < %s"
                " ORDER BY id DESC LIMIT %s",
                [before, FULL],
            ).fetchall()
        names = ("id", "at", "by", "what", "about")
        return [Written(**dict(zip(names, row, strict=True))) for row in rows]


def told_purpose(why: str) -> str:
    """What somebody says it is for, without blanks around.

    Raises:
        FormError: It is not told, too long, or no text.
    """
    why = checked_purpose(why)
    if not why.isprintable():
        raise FormError("why", "missing", "letters, digits and signs only")
    return why
