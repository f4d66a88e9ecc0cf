"""Relays: hubs below this one, which send what their kiosks sent them.

A relay is enrolled like a kiosk and signs with its own hub's key. The kiosks behind it
are called ``relay/kiosk``; behind a relay of a relay ``relay/relay/kiosk``.
"""

from datetime import datetime

from kiosk.codes.hub_refusal import CredentialUnknown
from kiosk.core.chain import ZERO
from kiosk.hub.database import Database
from kiosk.hub.kiosks import Known


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


def _check(relay: Known, kiosk: str) -> None:
    if not (relay.relay and kiosk.startswith(f"{relay.id}/")):
        raise CredentialUnknown
