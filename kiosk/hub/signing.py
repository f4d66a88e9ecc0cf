"""The hub's signing key: made once, in the database, where every node finds it."""

from nacl.signing import SigningKey

from kiosk.codes.batch_seal import key_id
from kiosk.hub.database import Database

_NAME = "signing"


class HubKey:
    """The Ed25519 key by which kiosks know this hub.

    Args:
        seed: 32 bytes.

    Attributes:
        seed: The same; secret.
        public: 32 bytes.
        id: Its short name.
    """

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.public = bytes(SigningKey(seed).verify_key)
        self.id = key_id(self.public)


def open_hub_key(database: Database) -> HubKey:
    """Load the key; whichever node comes first makes it.

    Raises:
        DatabaseDown: It cannot be asked.
    """
    made = bytes(SigningKey.generate())
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO secret VALUES (%s, %s) ON CONFLICT DO NOTHING", [_NAME, made]
        )
        row = connection.execute(
            "SELECT value FROM secret WHERE name = %s", [_NAME]
        ).fetchone()
    return HubKey(bytes(row[0]) if row else made)
