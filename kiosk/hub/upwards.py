"""What this hub has to send to the one above, and how far that one has it."""

import json
from base64 import b64decode, b64encode
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from kiosk.codes.batch import MOST_EVENTS, Event
from kiosk.core.errors import ConfigError
from kiosk.hub.database import Database
from kiosk.hub.rows import rows_of

_NAME: Final = "above"


class NotRelaying(ConfigError):
    """This hub was never enrolled at one above."""

    slug = "hub-not-relaying"

    def __init__(self) -> None:
        super().__init__(
            "this hub is not enrolled above; ask there for a code"
            " (kiosk hub code --relay --kiosk NAME) and give it with --code"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """The hub above, and who we are to it.

    Attributes:
        id: Our id there.
        credential: Our credential there.
        public: Its 32-byte Ed25519 key.
    """

    id: str
    credential: str = field(repr=False)
    public: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A kiosk of which the hub above lacks rows.

    Attributes:
        kiosk: Its id here.
        community: Its community.
        name: What people call it.
        after: The last row the hub above has, or None: it never heard of it.
        through: The last row here.
    """

    kiosk: str
    community: str
    name: str
    after: int | None
    through: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Height:
    """How far the hub above has a kiosk of this one.

    Attributes:
        kiosk: Its id here.
        name: What people call it.
        through: The last row here.
        above: The last row there; 0: none yet.
        taken_at: When it last took some, or None: not yet, or before this was noted.
        refused_at: Since when it takes none, for it revoked the kiosk; or None.
    """

    kiosk: str
    name: str
    through: int
    above: int
    taken_at: datetime | None
    refused_at: datetime | None

    @property
    def behind(self) -> int:
        """Rows that the hub above lacks."""
        return max(0, self.through - self.above)


class Upwards:
    """Reads and remembers; every method may raise a StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_above(self, above: Above) -> None:
        """Remember an enrolment, in place of an earlier one."""
        said = {
            "id": above.id,
            "credential": above.credential,
            "public": b64encode(above.public).decode("ascii"),
        }
        with self._database.look() as connection:
            connection.execute(
                "INSERT INTO secret VALUES (%s, %s)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [_NAME, json.dumps(said).encode()],
            )

    def above(self) -> Above:
        """The hub above.

        Raises:
            NotRelaying: There is none.
        """
        with self._database.look() as connection:
            row = connection.execute(
                "SELECT value FROM secret WHERE name = %s", [_NAME]
            ).fetchone()
        if row is None:
            raise NotRelaying
        said: dict[str, Any] = json.loads(bytes(row[0]))
        public = b64decode(said["public"])
        return Above(id=said["id"], credential=said["credential"], public=public)

    def waiting(self) -> list[Waiting]:
        """Every kiosk with rows to send, whoever waits for most last."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT id, community, name, relayed.through, mark.through FROM kiosk"
                " JOIN mark ON mark.kiosk = id LEFT JOIN relayed ON relayed.kiosk = id"
                " WHERE mark.through > coalesce(relayed.through, 0)"
                " ORDER BY mark.through - coalesce(relayed.through, 0), id"
            ).fetchall()
        names = ("kiosk", "community", "name", "after", "through")
        return [Waiting(**dict(zip(names, row, strict=True))) for row in rows]

    def heights(self) -> list[Height]:
        """Every kiosk, the one that is behind most first."""
        with self._database.look() as connection:
            rows = connection.execute(
                "SELECT id, name, mark.through, coalesce(relayed.through, 0), taken_at,"
                " refused_at FROM kiosk JOIN mark ON mark.kiosk = id"
                " LEFT JOIN relayed ON relayed.kiosk = id WHERE NOT relay"
                " ORDER BY mark.through - coalesce(relayed.through, 0) DESC, id"
            ).fetchall()
        names = ("kiosk", "name", "through", "above", "taken_at", "refused_at")
        return [Height(**dict(zip(names, row, strict=True))) for row in rows]

    def events(self, kiosk: str, after: int) -> list[Event]:
        """The next rows of a kiosk, as it sent them, wrong ones too."""
        with self._database.transaction() as connection:
            rows = rows_of(connection, kiosk, after, MOST_EVENTS)
            with closing(rows):
                return [Event(row) for row in islice(rows, MOST_EVENTS)]

    def taken(self, kiosk: str, through: int, now: datetime) -> None:
        """Remember how far the hub above has a kiosk."""
        with self._database.look() as connection:
            connection.execute(
                "INSERT INTO relayed (kiosk, through, taken_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (kiosk) DO UPDATE SET through = excluded.through,"
                " taken_at = excluded.taken_at, refused_at = NULL",
                [kiosk, through, now],
            )

    def refused(self, kiosk: str, now: datetime) -> None:
        """Remember since when the hub above takes nothing of a kiosk that it knows."""
        with self._database.look() as connection:
            connection.execute(
                "INSERT INTO relayed (kiosk, through, refused_at) VALUES (%s, 0, %s)"
                " ON CONFLICT (kiosk) DO UPDATE SET"
                " refused_at = coalesce(relayed.refused_at, excluded.refused_at)",
                [kiosk, now],
            )
