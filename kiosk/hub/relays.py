"""Relays: hubs below this one, which send what their kiosks sent them.

A relay is enrolled like a kiosk and signs with its own hub's key. The kiosks behind it
are called ``relay/kiosk``; behind a relay of a relay ``relay/relay/kiosk``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.codes.hub_refusal import CredentialUnknown
from kiosk.core.chain import ZERO
from kiosk.hub.database import Database
from kiosk.hub.kiosks import Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """A hub below this one.

    Attributes:
        id: Its id.
        enrolled_at: When it was enrolled.
        contact_at: When it last sent anything, or None: never.
        kiosks: How many it speaks for.
        backlog: Rows it had and this hub had not, when it last said so.
        revoked_at: When it was withdrawn, or None.
        revoked_why: Why.
        revoked_by: By whom.
    """

    id: str
    enrolled_at: datetime
    contact_at: datetime | None
    kiosks: int
    backlog: int
    revoked_at: datetime | None
    revoked_why: str | None
    revoked_by: str | None


class Relays:
    """The kiosks behind relays; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def announce(
        self, relay: Known, kiosk: str, community: str, name: str, now: datetime
    ) -> None:
        """Take a relay's kiosk in, or its new name.

        Raises:
            CredentialUnknown: The kiosk is not the relay's to speak for.
        """
        _check(relay, kiosk)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO kiosk (id, community, name, public_key, enrolled_at, via)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
                " community = excluded.community, name = excluded.name",
                [kiosk, community, name, relay.public, now, relay.id],
            )
            connection.execute(
                "INSERT INTO mark (kiosk, tail, head_hash) VALUES (%s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [kiosk, ZERO, ZERO],
            )

    def below(self) -> list[Below]:
        """Every hub below this one, by id."""
        with self._database.look() as connection:
            rows = connection.execute(_BELOW).fetchall()
        return [Below(**dict(zip(_NAMES, row, strict=True))) for row in rows]

    def behind(self, relay: Known, kiosk: str) -> Known:
        """The kiosk for which a relay speaks, known by the relay's key.

        Raises:
            CredentialUnknown: It is not the relay's, or was never announced.
        """
        _check(relay, kiosk)
        with self._database.look() as connection:
            row = connection.execute(
                "SELECT community, revoked_at FROM kiosk WHERE id = %s AND via = %s",
                [kiosk, relay.id],
            ).fetchone()
        if row is None:
            raise CredentialUnknown
        return Known(
            id=kiosk,
            community=row[0],
            public=relay.public,
            revoked=row[1] is not None,
        )


# A relay is heard of when one of its kiosks is: it sends nothing in its own name.
_BELOW: Final = """
SELECT relay.id, relay.enrolled_at,
       greatest(max(mark.contact_at), own.contact_at), count(mark.kiosk),
       coalesce(sum(greatest(mark.journal_seq - mark.through, 0)), 0),
       relay.revoked_at, relay.revoked_why, relay.revoked_by
FROM kiosk AS relay JOIN mark AS own ON own.kiosk = relay.id
LEFT JOIN kiosk AS behind ON behind.via = relay.id
LEFT JOIN mark ON mark.kiosk = behind.id
WHERE relay.relay GROUP BY relay.id, own.contact_at ORDER BY relay.id"""
_NAMES: Final = (
    *("id", "enrolled_at", "contact_at", "kiosks", "backlog"),
    *("revoked_at", "revoked_why", "revoked_by"),
)


def _check(relay: Known, kiosk: str) -> None:
    if not (relay.relay and kiosk.startswith(f"{relay.id}/")):
        raise CredentialUnknown
