"""The token book: what programs may show, by the hash of their secrets."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.core.errors import FormError
from kiosk.core.token import Scope, Token
from kiosk.store.side_file import SideFile

PREFIX: Final = "ckp_"  # so that scanners of leaked secrets can know one
_SECRET_BYTES: Final = 32
_LONGEST_NAME: Final = 20
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS tokens (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,
    expires    TEXT NOT NULL,
    used       TEXT,
    revoked    TEXT,
    journalled INTEGER NOT NULL DEFAULT 0,
    digest     TEXT NOT NULL UNIQUE  -- SHA-256 of the token
) STRICT"""
_HANDS: Final = """
CREATE TABLE IF NOT EXISTS hands (
    number  INTEGER NOT NULL,
    revoked INTEGER NOT NULL,  -- 0: issued it, 1: withdrew it
    by      TEXT NOT NULL,
    PRIMARY KEY (number, revoked)
) STRICT, WITHOUT ROWID"""
_COLUMNS: Final = "number, name, scopes, expires, used, revoked, journalled"


class TokenBook:
    """The tokens of this kiosk; every method may raise a StoreError.

    Args:
        directory: The store folder.
    """

    def __init__(self, directory: Path) -> None:
        self._file = SideFile(directory / "tokens.db", [_TABLE, _HANDS])

    def issue(
        self, name: str, scopes: Collection[Scope], expires: datetime, by: str = ""
    ) -> str:
        """Make a token; returns its secret, which is kept nowhere.

        Args:
            name: Which program or desk has it, 1 to 20 printable characters.
            scopes: What it opens, at least one.
            expires: Its end, aware.
            by: Who does it, for the journal.

        Raises:
            FormError: The name does not fit.
        """
        name = name.strip()
        if not (0 < len(name) <= _LONGEST_NAME and name.isprintable()):
            raise FormError("name", "missing", f"1 to {_LONGEST_NAME} characters")
        secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        row = [name, " ".join(sorted(scopes)), expires.isoformat(), _digest(secret)]
        with self._file.open() as db, db.conn:
            made = db.conn.execute(
                "INSERT INTO tokens (name, scopes, expires, digest)"
                " VALUES (?, ?, ?, ?)",
                row,
            )
            db.conn.execute("INSERT INTO hands VALUES (?, 0, ?)", [made.lastrowid, by])
        return secret

    def every(self) -> list[Token]:
        """Every token there ever was, by number."""
        return self._found("ORDER BY number")

    def unjournalled(self) -> list[Token]:
        """Those of which something is not on record yet, by number."""
        return self._found("WHERE NOT journalled ORDER BY number")

    def by_secret(self, secret: str) -> Token | None:
        """Whose secret this is, or None."""
        return next(iter(self._found("WHERE digest = ?", _digest(secret))), None)

    def by(self, token: Token) -> str:
        """Who issued a token or, where it is withdrawn, withdrew it."""
        sql = "SELECT by FROM hands WHERE number = ? AND revoked = ?"
        with self._file.open() as db:  # one of an older kiosk has no such table
            found = db.execute(sql, [token.number, token.revoked is not None])
            row = found.fetchone()
        return str(row[0]) if row else ""

    def revoke(self, number: int, now: datetime, by: str = "") -> None:
        """Withdraw a token, at once.

        Raises:
            FormError: There is none of that number in force.
        """
        sql = (
            "UPDATE tokens SET revoked = ?, journalled = 0"
            " WHERE number = ? AND revoked IS NULL"
        )
        with self._file.open() as db, db.conn:
            if not db.conn.execute(sql, [now.isoformat(), number]).rowcount:
                raise FormError("token", "unknown-token", "a token in force")
            db.conn.execute("INSERT INTO hands VALUES (?, 1, ?)", [number, by])

    def note_journalled(self, token: Token) -> None:
        """Remember that ``token`` as it is now is on record."""
        sql = "journalled = 1 WHERE number = ? AND revoked IS ?"
        revoked = token.revoked and token.revoked.isoformat()
        self._change(sql, token.number, revoked)

    def note_used(self, number: int, now: datetime) -> None:
        """Remember when a token was shown."""
        self._change("used = ? WHERE number = ?", now.isoformat(), number)

    def _change(self, sql: str, *values: object) -> None:
        sql = f"UPDATE tokens SET {sql}"  # noqa: S608 - no input in it
        with self._file.open() as db, db.conn:
            db.conn.execute(sql, values)

    def _found(self, which: str, *values: object) -> list[Token]:
        sql = f"SELECT {_COLUMNS} FROM tokens {which}"  # noqa: S608 - no input in it
        return [_token(row) for row in self._file.ask(sql, values)]


def _token(row: tuple[Any, ...]) -> Token:
    number, name, scopes, expires, used, revoked, journalled = row
    return Token(
        number=number,
        name=name,
        scopes=frozenset(map(Scope, scopes.split())),
        expires=datetime.fromisoformat(expires),
        used=datetime.fromisoformat(used) if used else None,
        revoked=datetime.fromisoformat(revoked) if revoked else None,
        journalled=bool(journalled),
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
