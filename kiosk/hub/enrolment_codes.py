"""Enrolment codes: each lets one kiosk, or one hub below this one, in once."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kiosk.core.errors import FormError
from kiosk.hub.database import Connection, Database, as_text
from kiosk.hub.deeds import Deed, Doer
from kiosk.hub.refusals import CodeUnknown
from kiosk.hub.spoken import heard, kept, new_spoken

LIFE: Final = timedelta(hours=24)
"""How long a code counts."""
LONGEST_ID: Final = 32
_ID: Final = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_ID}}}")
_GROUPS: Final = 5  # 66 bits and a day need no limit on guesses


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCode:
    """A code that nobody has used; what it says, nobody can read any more.

    Attributes:
        kiosk: Whose.
        relay: Whether it is for another hub.
        issued_at: When it was given.
        issued_by: By whom.
        expires_at: Until when it counts.
        known: Whether a kiosk of that id is enrolled, which it will replace.
    """

    kiosk: str
    relay: bool
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    known: bool


class EnrolmentCodes:
    """The book of codes; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(self, kiosk: str, doer: Doer, *, relay: bool = False) -> str:
        """A code with which ``kiosk`` can be enrolled once, within ``LIFE``.

        One that was given before and not used counts no more.

        Raises:
            FormError: That is no id, or the id of another kind of machine.
        """
        code = new_spoken(_GROUPS)
        if not _ID.fullmatch(kiosk):
            raise FormError("kiosk", "id", f"1 to {LONGEST_ID} of A-Z a-z 0-9 . _ -")
        with self._database.transaction() as connection:
            _check_kind(connection, kiosk, is_relay=relay)
            connection.execute(
                "INSERT INTO enrolment_code"
                " (digest, kiosk, relay, issued_at, issued_by, expires_at)"
                " VALUES (%s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (kiosk) WHERE used_at IS NULL DO UPDATE SET"
                " digest = excluded.digest, relay = excluded.relay,"
                " issued_at = excluded.issued_at, issued_by = excluded.issued_by,"
                " expires_at = excluded.expires_at",
                [kept(heard(code)), kiosk, relay, doer.at, doer.by, doer.at + LIFE],
            )
            doer.did(connection, Deed.CODE_ISSUED, kiosk)
        return code

    def unused(self) -> list[OpenCode]:
        """Every code that nobody has used, the newest first, expired ones too."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT code.kiosk, code.relay, issued_at, issued_by, expires_at,"
                " id IS NOT NULL FROM enrolment_code AS code"
                " LEFT JOIN kiosk ON id = code.kiosk WHERE used_at IS NULL"
                " ORDER BY issued_at DESC, code.kiosk"
            ).fetchall()
        names = ("kiosk", "relay", "issued_at", "issued_by", "expires_at", "known")
        return [OpenCode(**dict(zip(names, row, strict=True))) for row in rows]

    def withdraw(self, kiosk: str, doer: Doer) -> None:
        """Let a code count no more.

        Raises:
            FormError: There is none, or it was used.
        """
        with self._database.transaction() as connection:
            if not drop_unused(connection, kiosk):
                raise FormError("kiosk", "code-gone", "it was used or withdrawn before")
            doer.did(connection, Deed.CODE_WITHDRAWN, kiosk)


def drop_unused(connection: Connection, kiosk: str) -> bool:
    """Forget the open code of a kiosk; return whether there was one."""
    gone = connection.execute(
        "DELETE FROM enrolment_code WHERE kiosk = %s AND used_at IS NULL",
        [as_text(kiosk)],
    )
    return gone.rowcount > 0


def spend(connection: Connection, code: str, kiosk: str, now: datetime) -> bool:
    """Use a code, as typed; return whether it is for a relay.

    Raises:
        CodeUnknown: It does not count.
    """
    spent = connection.execute(
        "UPDATE enrolment_code SET used_at = %s WHERE digest = %s"
        " AND kiosk = %s AND used_at IS NULL AND expires_at > %s"
        " RETURNING relay",
        [now, kept(heard(code)), kiosk, now],
    ).fetchone()
    if spent is None:
        raise CodeUnknown
    return bool(spent[0])


def _check_kind(connection: Connection, kiosk: str, *, is_relay: bool) -> None:
    row = connection.execute(
        "SELECT relay FROM kiosk WHERE id = %s AND relay <> %s", [kiosk, is_relay]
    ).fetchone()
    if row is not None:
        slug = "id-of-relay" if row[0] else "id-of-kiosk"
        raise FormError("kiosk", slug, "another kind of machine has this id")
