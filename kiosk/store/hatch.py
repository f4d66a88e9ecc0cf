"""The hatch 窗口: commands hand rows to the running service, which alone writes them.

A Unix socket in the store folder, for its owner alone as the journal is: whoever can
use it could write the journal with the service stopped. One connection, one row: a line
of JSON there, a line back once the row is durable.
"""

import asyncio
import json
import logging
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from kiosk.core.chain import Anchor
from kiosk.core.errors import StoreError
from kiosk.core.record import Bearer, Draft, Entry, Kind, Person
from kiosk.ports import Clock, Journal
from kiosk.store.errors import RecordUnfit
from kiosk.store.reading import JournalReader

NAME: Final = "kiosk.sock"
_LONGEST: Final = 128 * 1024  # bytes of a line; a payload has up to half of it
_SAID_WITHIN_S: Final = 2.0
"""Whoever connects and says nothing must not hold up the service's end."""

_PATIENCE_S: Final = 20.0
_LOG = logging.getLogger(__name__)


class StoreUnanswered(StoreError):
    """The service that writes the journal did not take a row from a command."""

    slug = "store-unanswered"
    advice = "use the kiosk's own page, or stop the kiosk and try again"

    def __init__(self, problem: str) -> None:
        super().__init__(f"journal: {problem}; {self.advice}")


class Hatch:
    """The service's side.

    Args:
        directory: The store folder.
        clock: Wall time of the rows, as the service's own rows have it.
        journal: Gets an ``audit`` row for whatever is handed in.
    """

    def __init__(self, directory: Path, *, clock: Clock, journal: Journal) -> None:
        self._directory, self._clock, self._journal = directory, clock, journal

    async def serve(self) -> None:
        """Take rows until cancelled; where there can be no socket, none are taken."""
        try:
            listener = _bound(self._directory)
        except OSError as exc:  # a full card; a file system that knows no sockets
            _LOG.warning("hatch-shut error=%s", exc.strerror)
            return
        server = await asyncio.start_unix_server(
            self._take, sock=listener, limit=_LONGEST
        )
        try:
            await server.serve_forever()
        finally:
            (self._directory / NAME).unlink(missing_ok=True)

    async def _take(
        self, asked: asyncio.StreamReader, answer: asyncio.StreamWriter
    ) -> None:
        try:
            with suppress(OSError, ValueError, TimeoutError):  # whoever asks is away
                async with asyncio.timeout(_SAID_WITHIN_S):
                    line = await asked.readline()
                answer.write(await self._answer(line))
                await answer.drain()
        finally:
            answer.close()

    async def _answer(self, line: bytes) -> bytes:
        try:
            entry = await self._journal.append(self._draft(line))
        except StoreError as error:
            return _line({"refused": str(error)})
        return _line(asdict(entry))

    def _draft(self, line: bytes) -> Draft:
        try:
            told = json.loads(line)
            person, bearer = told["person"], told["bearer"]
            return Draft(
                kind=Kind.AUDIT,
                at=self._clock.now(),
                payload=dict(told["payload"]),
                person=Person(**person) if person else None,
                bearer=Bearer(**bearer) if bearer else None,
            )
        except (ValueError, KeyError, TypeError):
            raise RecordUnfit("what was handed in is no record") from None


class JournalByHatch:
    """A command's side: a ``ports.HeadedJournal`` over the running service.

    Args:
        directory: The store folder.

    Raises:
        StoreUnanswered: No service listens there.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._connected().close()

    @property
    def head(self) -> Anchor:
        """The last row."""
        return JournalReader(self._directory).head()

    async def append(self, draft: Draft) -> Entry:
        """Have an ``audit`` row written; see ``ports.Journal``. The service dates it.

        Raises:
            StoreUnanswered: The service refused it, or did not answer: then it may or
                may not have been recorded.
        """
        said = _line(
            {
                "payload": dict(draft.payload),
                "person": draft.person and asdict(draft.person),
                "bearer": draft.bearer and asdict(draft.bearer),
            }
        )
        try:
            async with asyncio.timeout(_PATIENCE_S):
                told = json.loads(await _asked(self._connected(), said))
        except (OSError, ValueError, TimeoutError) as exc:
            raise StoreUnanswered("the running kiosk did not answer") from exc
        if "refused" in told:
            raise StoreUnanswered(f"the running kiosk said: {told['refused']}")
        return Entry(**told | {"kind": Kind(told["kind"])})

    def _connected(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)
        try:
            with _address(self._directory) as address:
                line.connect(address)
        except OSError as exc:
            line.close()
            raise StoreUnanswered("no running kiosk listens there") from exc
        return line


async def _asked(line: socket.socket, said: bytes) -> bytes:
    asked, answer = await asyncio.open_unix_connection(sock=line, limit=_LONGEST)
    try:
        answer.write(said)
        await answer.drain()
        return await asked.readline()
    finally:
        answer.close()


def _bound(directory: Path) -> socket.socket:
    path = directory / NAME
    if path.exists() and stat.S_ISSOCK(path.lstat().st_mode):
        path.unlink()  # of a service that was killed; this one holds the journal's lock
    listener = socket.socket(socket.AF_UNIX)
    try:
        with _address(directory) as address:
            listener.bind(address)
        path.chmod(0o600)
    except OSError:
        listener.close()
        raise
    return listener


@contextmanager
def _address(directory: Path) -> Iterator[str]:
    """The socket's path through a handle: a path itself may be too long (108 bytes)."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"
