"""The kiosks of a hub: enrolled by a one-time code, known by a credential, revoked."""

import hashlib
import secrets
from base64 import b32encode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from kiosk.codes.hub_refusal import CredentialUnknown
from kiosk.core.chain import ZERO
from kiosk.core.errors import ConfigError
from kiosk.hub.database import Connection, Database
from kiosk.hub.refusals import CodeUnknown

LIFE: Final = timedelta(hours=24)
"""How long an enrolment code counts."""

_PREFIX: Final = "ckk_"
_CREDENTIAL_BYTES: Final = 32
_CODE_BYTES: Final = 10  # 80 bits need no limit on guesses
_GROUP: Final = 4


class KioskUnknown(ConfigError):
    """No kiosk of this name was enrolled."""

    slug = "hub-kiosk-unknown"

    def __init__(self, kiosk: str) -> None:
        super().__init__(f"no kiosk is called {kiosk}; see `kiosk hub kiosks`")
        self.kiosk = kiosk


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


class Kiosks:
    """The book of kiosks; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def new_code(self, kiosk: str, now: datetime, *, relay: bool = False) -> str:
        """A code with which ``kiosk`` can be enrolled once, within ``LIFE``."""
        text = b32encode(secrets.token_bytes(_CODE_BYTES)).decode("ascii")
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO enrolment_code (digest, kiosk, expires_at, relay)"
                " VALUES (%s, %s, %s, %s)",
                [_digest(text), kiosk, now + LIFE, relay],
            )
        return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))

    def enrol(self, application: Application, now: datetime) -> str:
        """Enrol a kiosk, or anew with another key; its records go on where they were.

        Returns:
            Its credential, which is told once.

        Raises:
            CodeUnknown: The code does not count.
        """
        credential = _PREFIX + _base64url(secrets.token_bytes(_CREDENTIAL_BYTES))
        typed = application.code.replace("-", "").strip().upper()
        with self._database.transaction() as connection:
            spent = connection.execute(
                "UPDATE enrolment_code SET used_at = %s WHERE digest = %s"
                " AND kiosk = %s AND used_at IS NULL AND expires_at > %s"
                " RETURNING relay",
                [now, _digest(typed), application.kiosk, now],
            ).fetchone()
            if spent is None:
                raise CodeUnknown
            _write(connection, application, credential, now)
            connection.execute(
                "UPDATE kiosk SET relay = %s WHERE id = %s", [*spent, application.kiosk]
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
            [_digest(credential)],
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

    def revoke(self, kiosk: str, why: str, now: datetime) -> None:
        """Take nothing from a stolen kiosk any more; what it sent stays.

        Raises:
            KioskUnknown: There is none of that name.
        """
        with self._database.transaction() as connection:
            found = connection.execute(
                "UPDATE kiosk SET revoked_at = %s, revoked_why = %s WHERE id = %s",
                [now, why, kiosk],
            )
            # A thief may have found a code on paper as well.
            connection.execute(
                "DELETE FROM enrolment_code WHERE kiosk = %s AND used_at IS NULL",
                [kiosk],
            )
        if not found.rowcount:
            raise KioskUnknown(kiosk)

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
        " enrolled_at = excluded.enrolled_at, revoked_at = NULL, revoked_why = NULL",
        [
            application.kiosk,
            application.community,
            application.name,
            application.public,
            _digest(credential),
            now,
        ],
    )
    connection.execute(
        "INSERT INTO mark (kiosk, tail, head_hash) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [application.kiosk, ZERO, ZERO],
    )


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")
