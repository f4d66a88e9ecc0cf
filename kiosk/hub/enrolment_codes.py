"""Enrolment codes: each lets one kiosk, or one hub below this one, in once."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kiosk.core.errors import FormError
from kiosk.hub.database import Connection, Database, as_text
from kiosk.hub.deeds import Deed, Doer
from kiosk.hub.refusals import CodeOfOtherCommunity, CodeUnknown
from kiosk.hub.spoken import heard, kept, new_spoken

LIFE: Final = timedelta(hours=24)
"""How long a code counts."""
LONGEST_ID: Final = 32
_ID: Final = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_ID}}}")
COMMUNITY: Final = "[0-9]{12}"
"""As kiosks must state theirs."""
ANYWHERE, RELAY = "anywhere", "relay"
"""What a deed says of a code that is for no one community."""
_GROUPS: Final = 5  # 66 bits and a day need no limit on guesses


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCode:
    """A code that nobody has used; what it says, nobody can read any more.

    Attributes:
        kiosk: Whose.
        relay: Whether it is for another hub.
        community: Where the kiosk must be; None: wherever it says, and for hubs.
        issued_at: When it was given.
        issued_by: By whom.
        expires_at: Until when it counts.
        known: Whether a kiosk of that id is enrolled, which it will replace.
    """

    kiosk: str
    relay: bool
    community: str | None
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    known: bool


class EnrolmentCodes:
    """The book of codes; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(
        self,
        kiosk: str,
        doer: Doer,
        *,
        relay: bool = False,
        community: str | None = None,
    ) -> str:
        """A code with which ``kiosk`` can be enrolled once, within ``LIFE``.

        One that was given before and not used counts no more.

        Args:
            kiosk: Its id.
            doer: Who gives it.
            relay: It is for another hub.
            community: Where the kiosk must be, 12 digits; None: wherever it says.

        Raises:
            FormError: That is no id, the id of another kind of machine, or no
                community.
        """
        code = new_spoken(_GROUPS)
        if not _ID.fullmatch(kiosk):
            raise FormError("kiosk", "id", f"1 to {LONGEST_ID} of A-Z a-z 0-9 . _ -")
        if community is not None and not re.fullmatch(COMMUNITY, community):
            raise FormError("community", "community", "its 12-digit code")
        with self._database.transaction() as connection:
            _check_kind(connection, kiosk, is_relay=relay)
            connection.execute(
                "INSERT INTO enrolment_code"
                " (digest, kiosk, relay, community, issued_at, issued_by, expires_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (kiosk) WHERE used_at IS NULL DO UPDATE SET"
                " digest = excluded.digest, relay = excluded.relay,"
                " community = excluded.community, issued_at = excluded.issued_at,"
                " issued_by = excluded.issued_by, expires_at = excluded.expires_at",
                [
                    *(kept(heard(code)), kiosk, relay, community),
                    *(doer.at, doer.by, doer.at + LIFE),
                ],
            )
            whose = RELAY if relay else community or ANYWHERE
            doer.did(connection, Deed.CODE_ISSUED, f"{kiosk}: {whose}")
        return code

    def unused(self) -> list[OpenCode]:
        """Every code that nobody has used, the newest first, expired ones too."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT code.kiosk, code.relay, code.community, issued_at, issued_by,"
                " expires_at, id IS NOT NULL FROM enrolment_code AS code"
                " LEFT JOIN kiosk ON id = code.kiosk WHERE used_at IS NULL"
                " ORDER BY issued_at DESC, code.kiosk"
            ).fetchall()
        names = (
            *("kiosk", "relay", "community", "issued_at", "issued_by"),
            *("expires_at", "known"),
        )
        return [OpenCode(**dict(zip(names, row, strict=True))) for row in rows]

    def communities(self) -> list[str]:
        """Every community of which there is a kiosk, also behind a relay."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT DISTINCT community FROM kiosk WHERE community ~ %s ORDER BY 1",
                [f"^{COMMUNITY}$"],
            ).fetchall()
        return [community for (community,) in rows]

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


def spend(
    connection: Connection, code: str, kiosk: str, community: str, now: datetime
) -> bool:
    """Use a code, as typed; return whether it is for a relay.

    Args:
        connection: In a transaction, which an error undoes: the code is not spent.
        code: As typed.
        kiosk: Whose it must be.
        community: Where the kiosk says it is.
        now: When.

    Raises:
        CodeUnknown: It does not count.
        CodeOfOtherCommunity: It counts for a kiosk of another community alone.
    """
    spent = connection.execute(
        "UPDATE enrolment_code SET used_at = %s WHERE digest = %s"
        " AND kiosk = %s AND used_at IS NULL AND expires_at > %s"
        " RETURNING relay, community",
        [now, kept(heard(code)), kiosk, now],
    ).fetchone()
    if spent is None:
        raise CodeUnknown
    relay, bound = spent
    if bound not in {None, community}:
        raise CodeOfOtherCommunity
    return bool(relay)


def _check_kind(connection: Connection, kiosk: str, *, is_relay: bool) -> None:
    row = connection.execute(
        "SELECT relay FROM kiosk WHERE id = %s AND relay <> %s", [kiosk, is_relay]
    ).fetchone()
    if row is not None:
        slug = "id-of-relay" if row[0] else "id-of-kiosk"
        raise FormError("kiosk", slug, "another kind of machine has this id")
