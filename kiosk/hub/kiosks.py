"""The kiosks of a hub: enrolled by a one-time code, known by a credential, revoked."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from kiosk.codes.hub_refusal import CredentialUnknown
from kiosk.core.chain import ZERO
from kiosk.hub.database import Connection, Database, as_text
from kiosk.hub.deeds import Doer
from kiosk.hub.enrolment_codes import spend
from kiosk.hub.revocations import KioskUnknown, let_in_again, shut_out
from kiosk.hub.spoken import kept

_PREFIX: Final = "ckk_"
_CREDENTIAL_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A kiosk that showed its credential.

    Attributes:
        id: Its id.
        community: Its community.
        public: The Ed25519 key that signs its batches, 32 bytes.
        revoked: Whether it was withdrawn.
        relay: Whether it is another hub, which speaks for its kiosks.
    """

    id: str
    community: str
    public: bytes
    revoked: bool = False
    relay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a kiosk says of itself when it is enrolled.

    Attributes:
        code: The one-time code, as typed.
        kiosk: Its id.
        public: Its Ed25519 key, 32 bytes.
        community: Its community.
        name: What people call it.
    """

    code: str = field(repr=False)
    kiosk: str
    public: bytes
    community: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A kiosk or a relay as it stands in the book.

    Attributes:
        id: Its id.
        name: What people call it.
        relay: Whether it is another hub, which speaks for its kiosks.
        via: The relay that speaks for it, or None.
        revoked_at: When it was withdrawn, or None.
        contact_at: When it was last heard of, or None.
    """

    id: str
    name: str
    relay: bool
    via: str | None
    revoked_at: datetime | None
    contact_at: datetime | None


class Kiosks:
    """The book of kiosks; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enrol(self, application: Application, now: datetime) -> str:
        """Enrol a kiosk, or anew with another key; its records go on where they were.

        Returns:
            Its credential, which is told once.

        Raises:
            CodeUnknown: The code does not count.
            CodeOfOtherCommunity: It does, for a kiosk of another community.
        """
        credential = _PREFIX + _base64url(secrets.token_bytes(_CREDENTIAL_BYTES))
        with self._database.transaction() as connection:
            relay = spend(
                connection,
                application.code,
                application.kiosk,
                application.community,
                now,
            )
            _write(connection, application, credential, now)
            connection.execute(
                "UPDATE kiosk SET relay = %s WHERE id = %s", [relay, application.kiosk]
            )
        return credential

    def known(self, credential: str) -> Known:
        """Whose credential this is.

        Raises:
            CredentialUnknown: Nobody's.
        """
        row = self._ask(
            "SELECT id, community, public_key, revoked_at, relay FROM kiosk"
            " WHERE credential = %s",
            [kept(credential)],
        )
        if row is None:
            raise CredentialUnknown
        return Known(
            id=row[0],
            community=row[1],
            public=bytes(row[2]),
            revoked=row[3] is not None,
            relay=row[4],
        )

    def one(self, kiosk: str) -> Enrolled:
        """A kiosk or relay by its id.

        Raises:
            KioskUnknown: There is none of that name.
        """
        row = self._ask(
            "SELECT id, name, relay, via, revoked_at, contact_at FROM kiosk"
            " JOIN mark ON mark.kiosk = id WHERE id = %s",
            [as_text(kiosk)],
        )
        if row is None:
            raise KioskUnknown(kiosk)
        names = ("id", "name", "relay", "via", "revoked_at", "contact_at")
        return Enrolled(**dict(zip(names, row, strict=True)))

    def revoke(self, kiosk: str, why: str, doer: Doer) -> None:
        """Take nothing from a stolen kiosk any more; what it sent stays.

        Who did so first, and why, is not overwritten. A hub below for which it speaks
        goes on with its other kiosks.

        Raises:
            FormError: ``why`` says nothing.
            KioskUnknown: There is none of that name.
        """
        with self._database.transaction() as connection:
            shut_out(connection, kiosk, why, doer)

    def readmit(self, kiosk: str, doer: Doer) -> None:
        """Take a revoked kiosk behind a relay again; it goes on where it was.

        Raises:
            FormError: It is behind none: a code lets it in again, with another key.
            KioskUnknown: There is none of that name.
        """
        with self._database.transaction() as connection:
            let_in_again(connection, kiosk, doer)

    def greet(self, kiosk: str, now: datetime) -> None:
        """Note that a kiosk was heard of, at most twice a minute."""
        with self._database.look() as connection:
            connection.execute(
                "UPDATE mark SET contact_at = %s WHERE kiosk = %s"
                " AND coalesce(contact_at < %s, true)",
                [now, kiosk, now - timedelta(seconds=30)],
            )

    def every(self) -> list[tuple[str, str, str, bool]]:
        """Id, community, name and whether revoked of every kiosk, by id."""
        with self._database.look() as connection:
            return connection.execute(
                "SELECT id, community, name, revoked_at IS NOT NULL FROM kiosk"
                " ORDER BY id"
            ).fetchall()

    def _ask(self, sql: Any, values: list[Any]) -> tuple[Any, ...] | None:
        with self._database.look() as connection:
            return connection.execute(sql, values).fetchone()


def _write(
    connection: Connection, application: Application, credential: str, now: datetime
) -> None:
    connection.execute(
        "INSERT INTO kiosk (id, community, name, public_key, credential, enrolled_at)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
        " community = excluded.community, name = excluded.name,"
        " public_key = excluded.public_key, credential = excluded.credential,"
        " enrolled_at = excluded.enrolled_at, revoked_at = NULL, revoked_why = NULL,"
        " revoked_by = NULL",
        [
            application.kiosk,
            application.community,
            application.name,
            application.public,
            kept(credential),
            now,
        ],
    )
    connection.execute(
        "INSERT INTO mark (kiosk, tail, head_hash) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [application.kiosk, ZERO, ZERO],
    )


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")
