"""The unseal desk: a supervisor opens one record, or takes sealed ones away.

The key and its passphrase are in memory for one answer. What is opened is written down
before it is shown; so is a key that does not fit.
"""

import asyncio
import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from kiosk.app.refusing import refusing
from kiosk.core.chain import Row
from kiosk.core.errors import ConfigError, FormError, KioskError, StoreError
from kiosk.core.record import Draft, Kind, Person
from kiosk.core.unsealing import GivenKey, Opened
from kiosk.core.why import Why
from kiosk.ports import Clock, HeadedJournal
from kiosk.store.extract import write_extract
from kiosk.store.locked_key import decoded, unlock
from kiosk.store.personal import SealedRows, opened
from kiosk.store.sealing import UnsealError

EXTRACT: Final = "sealed.jsonl"
_MOST: Final = 1_000_000


class JournalUnsealDesk:
    """Implements ``ports.records.UnsealDesk``.

    Args:
        store: The store folder.
        clock: Wall time.
        journal: Gets an ``audit`` row before anything is shown or handed out.
    """

    def __init__(self, store: Path, *, clock: Clock, journal: HeadedJournal) -> None:
        self._rows, self._clock, self._journal = SealedRows(store), clock, journal
        self._turn = asyncio.Lock()  # a passphrase costs memory: one at a time

    async def open(self, seq: int, key: GivenKey, why: Why, by: str) -> Opened:
        """Open one row; see ``ports.records.UnsealDesk``."""
        async with self._turn:
            with refusing("seq", "records-unreadable"):
                row = await asyncio.to_thread(self._rows.one, seq)
            if row is None:
                raise FormError("seq", "not-sealed", "a row with something sealed")
            try:
                found = await asyncio.to_thread(_opened, row, key)
            except (ConfigError, UnsealError) as error:
                await self._note(
                    {"event": "unseal-refused", "seq": seq}, why, by, error
                )
                raise FormError("key", error.slug, str(error)) from error
            await self._note({"event": "unsealed", "seq": seq}, why, by)
            return found

    async def extract(self, first: int, last: int, why: Why, by: str) -> str:
        """Write an extract; see ``ports.records.UnsealDesk``."""
        if not 1 <= first <= last < first + _MOST:
            raise FormError("last", "wrong-value", f"up to {_MOST} rows, in order")
        async with self._turn:
            folder = await asyncio.to_thread(_folder)
            path = folder / EXTRACT
            try:
                told = await asyncio.to_thread(self._write, path, first, last)
                await self._note({"event": "sealed-extracted", **told}, why, by)
            except BaseException:
                await asyncio.to_thread(shutil.rmtree, folder)
                raise
        return str(path)

    def _write(self, path: Path, first: int, last: int) -> dict[str, Any]:
        told = {"first": first, "last": last}
        head = {"journal_head": self._journal.head.short()}
        at = {"at": self._clock.now().isoformat()}
        rows = self._rows.between(first, last)
        try:
            count = write_extract(path, {**told, **head, **at}, rows)
        except (StoreError, OSError) as error:
            raise FormError("extract", "not-recorded", str(error)) from error
        if count == 0:
            raise FormError("first", "not-sealed", "rows with something sealed")
        with path.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        return {**told, **head, "count": count, "sha256": digest}

    async def _note(
        self, what: dict[str, Any], why: Why, by: str, error: KioskError | None = None
    ) -> None:
        payload = {**what, "why": why.reason, "by": by}
        if error is not None:
            payload["slug"] = error.slug
        note = Person(subject=f"unseal {by}", masked="", private={"note": why.note})
        draft = Draft(
            kind=Kind.AUDIT,
            at=self._clock.now(),
            payload=payload,
            person=note if why.note else None,
        )
        with refusing("unseal"):
            await self._journal.append(draft)


def _folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="sealed-"))
    except OSError as error:  # a full card
        raise FormError("extract", "not-recorded", str(error)) from error


def _opened(row: Row, key: GivenKey) -> Opened:
    return opened(row, unlock(decoded(key.file), key.passphrase))
