"""Bundles: signed files from above that the hub carries down and cannot forge."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from kiosk.core.errors import ConfigError
from kiosk.hub.database import Database
from kiosk.hub.refusals import BundleUnknown

KINDS: Final = (
    *("policy", "risk-areas", "trust-list", "revocations"),
    *("watch-list", "duty", "rota"),
)
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of the largest bundle: a revocation list of 150,000 passes fits."""


class BundleUnfit(ConfigError):
    """A file that cannot be published."""

    slug = "hub-bundle-unfit"

    def __init__(self, problem: str) -> None:
        super().__init__(f"the bundle was not published: {problem}")
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A published file.

    Attributes:
        kind: One of ``KINDS``.
        seq: Rises with every file that is published, of whatever kind.
        etag: SHA-256 of the content, hex.
        issued: When it was published, aware.
        content: As published; empty in an index.
    """

    kind: str
    seq: int
    etag: str
    issued: datetime
    content: bytes = field(default=b"", repr=False)

    def told(self) -> dict[str, Any]:
        """As an index tells it."""
        issued = self.issued.isoformat()
        return {"kind": self.kind, "seq": self.seq, "etag": self.etag, "issued": issued}


class Bundles:
    """What is published; every method may raise a StoreError.

    A community that has a file of its own of a kind gets that one; the others get the
    one that is for all.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(self, kind: str, content: bytes, community: str, now: datetime) -> int:
        """Publish a file.

        Args:
            kind: One of ``KINDS``.
            content: The signed file, as kiosks import it.
            community: Whose; empty for every one without its own.
            now: Wall time, aware.

        Returns:
            Its number.

        Raises:
            BundleUnfit: It is empty or too large.
        """
        if not 0 < len(content) <= LARGEST:
            raise BundleUnfit(f"it must have 1 to {LARGEST} bytes")
        with self._database.look() as connection:
            row = connection.execute(
                "INSERT INTO bundle (kind, community, etag, issued_at, content)"
                " VALUES (%s, %s, %s, %s, %s) RETURNING seq",
                [kind, community, hashlib.sha256(content).hexdigest(), now, content],
            ).fetchone()
        return int(row[0]) if row else 0

    def index(self, community: str, after: int = 0) -> list[Bundle]:
        """The newest file of each kind for a community, those after a number."""
        rows = self._newest("''::bytea", community, KINDS)
        return [bundle for bundle in rows if bundle.seq > after]

    def newest(self, kind: str, community: str) -> Bundle:
        """The newest file of a kind for a community.

        Raises:
            BundleUnknown: There is none.
        """
        found = self._newest("content", community, (kind,))
        if not found:
            raise BundleUnknown
        return found[0]

    def _newest(self, content: Any, community: str, kinds: Any) -> list[Bundle]:
        with self._database.look() as connection:
            rows = connection.execute(
                f"SELECT DISTINCT ON (kind) kind, seq, etag, issued_at, {content}"  # noqa: S608 - no input in it
                " FROM bundle WHERE community IN (%s, '') AND kind = ANY(%s)"
                " ORDER BY kind, community DESC, seq DESC",
                [community, list(kinds)],
            ).fetchall()
        names = ("kind", "seq", "etag", "issued", "content")
        return [Bundle(**dict(zip(names, row, strict=True))) for row in rows]
