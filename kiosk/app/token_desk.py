"""The token desk: whose token a program shows, and a journal row for each change.

``kiosk token`` writes the book while the service runs; only the service writes the
journal. So a token opens nothing before its issue is on record.
"""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Final

from kiosk.app.book_rows import keep_noting
from kiosk.core.errors import StoreError
from kiosk.core.record import Draft, Kind
from kiosk.core.token import Token
from kiosk.ports import Clock, Journal
from kiosk.store.tokens import TokenBook

_USED_AGAIN: Final = timedelta(minutes=1)  # no write to the card for every request
_LOG = logging.getLogger(__name__)


class JournalTokenDesk:
    """Implements ``ports.TokenDesk``.

    Args:
        book: The tokens.
        clock: Wall time.
        journal: Gets an ``audit`` row for each issue and each withdrawal.
    """

    def __init__(self, book: TokenBook, *, clock: Clock, journal: Journal) -> None:
        self._book, self._clock, self._journal = book, clock, journal
        self._turn = asyncio.Lock()  # each change is one row

    async def shown(self, secret: str) -> Token | None:
        """Whose token this is; see ``ports.TokenDesk``."""
        try:
            token = await asyncio.to_thread(self._book.by_secret, secret)
            now = self._clock.now()
            if token is None or not token.good(now):
                return None
            if not token.journalled:
                await self._journal_changes()
            if token.used is None or not timedelta() <= now - token.used < _USED_AGAIN:
                await asyncio.to_thread(self._book.note_used, token.number, now)
        except StoreError as error:
            _LOG.warning("token-not-read slug=%s", error.slug)
            return None
        return token

    async def run(self) -> None:
        """Write a row for whatever the book says that is not on record."""
        await keep_noting(self._journal_changes, "token")

    async def _journal_changes(self) -> None:
        async with self._turn:
            for token in await asyncio.to_thread(self._book.unjournalled):
                by = await asyncio.to_thread(self._book.by, token)
                await self._journal.append(_draft(token, by, self._clock.now()))
                await asyncio.to_thread(self._book.note_journalled, token)


def _draft(token: Token, by: str, now: datetime) -> Draft:
    payload = {
        "event": "token-issued" if token.revoked is None else "token-revoked",
        "token": token.number,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "expires": token.expires.isoformat(),
        "by": by,
    }
    return Draft(kind=Kind.AUDIT, at=now, payload=payload)
