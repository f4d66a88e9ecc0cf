"""Gates of one community: what households used elsewhere counts here too.

Each gate decides at once, by what it knows. Two gates that each let a household's one
exit happen before they heard of one another have a conflict: it becomes an incident,
and no record is changed.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk.core.errors import ConfigError, StoreError, UpstreamError
from kiosk.core.household import Quota, quota_of
from kiosk.core.quota_conflict import ExitHere, conflict
from kiosk.core.record import Bearer, Draft, Kind
from kiosk.ports import Clock, Journal
from kiosk.store import elsewhere_facts
from kiosk.store.database import open_for_reading
from kiosk.store.elsewhere import EVENT
from kiosk.store.files import StoreFiles
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.outbox import use_mark
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import Line
from kiosk.upstream.uses import UseElsewhere, uses_after

_NAME: Final = "uses.json"
_AGAIN_S: Final = 5.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What the policy in force lets a household do.

    Attributes:
        quota: The window in which exits are counted.
        exits: How many, or None: the policy counts none.
    """

    quota: Quota
    exits: int | None


def allowance_of(parameters: Mapping[str, Any]) -> Allowance:
    """The same, by a policy's parameters; one without ``quota_exits`` counts none."""
    exits = parameters.get("quota_exits")
    plain = isinstance(exits, int) and not isinstance(exits, bool)
    return Allowance(quota=quota_of(parameters), exits=exits if plain else None)


class Siblings:
    """Takes uses from sibling kiosks while the kiosk runs.

    Args:
        store: The store folder.
        use_key: 32 secret bytes that the kiosks of the community share.
        clock: Wall time.
        journal: Gets a ``forward`` row for each use, an ``incident`` for a conflict.
        allowance: What the policy in force allows.
    """

    def __init__(
        self,
        store: Path,
        use_key: bytes,
        *,
        clock: Clock,
        journal: Journal,
        allowance: Callable[[], Allowance],
    ) -> None:
        self._store, self._use_key = store, use_key
        self._clock, self._journal, self._allowance = clock, journal, allowance
        self._cursor = _read_cursor(store)

    async def run(self, line: Line, light: HubLight, again_s: float = _AGAIN_S) -> None:
        """Listen until cancelled.

        Args:
            line: To the hub.
            light: Told of failures, and when they are over.
            again_s: How long to wait after one, seconds.
        """
        is_failing = False
        while True:
            try:
                await self.listen(line)
                if is_failing:
                    light.answered()
                is_failing = False
            except UpstreamError as error:
                light.failed(error)
                is_failing = True
                await asyncio.sleep(again_s)
            except (StoreError, ConfigError) as error:  # the card's own light says so
                _LOG.warning("use-elsewhere-waits slug=%s", error.slug)
                await asyncio.sleep(again_s)

    async def listen(self, line: Line) -> None:
        """Wait for uses and take them.

        Raises:
            UpstreamError: The hub does not answer, or refuses.
            StoreError: They could not be recorded; they are asked for again.
            ConfigError: The cursor could not be kept; likewise.
        """
        following, uses = await uses_after(line, self._cursor)
        for use in uses:
            if await asyncio.to_thread(self._is_news, use):
                await self._take(use)
        if following != self._cursor:
            await asyncio.to_thread(_write_cursor, self._store, following)
            self._cursor = following

    async def _take(self, use: UseElsewhere) -> None:
        passage = await asyncio.to_thread(self._conflict, use)
        if passage is not None:
            # Before the use: cut off in between, it is news again and told again.
            await self._tell_conflict(passage, use)
        payload = {
            "event": EVENT,
            "kiosk": use.kiosk,
            "number": use.number,
            "at": use.at,
            "what": use.what,
        }
        bearer = Bearer(household=use.mark, member=use.member)
        await self._write(Kind.FORWARD, payload, bearer)

    async def _tell_conflict(self, passage: str, use: UseElsewhere) -> None:
        payload = {
            "event": "conflict",
            "incident": passage,
            "kiosk": use.kiosk,
            "number": use.number,
            "reasons": ["quota-conflict"],
            "actions": ["report-community"],
        }
        await self._write(Kind.INCIDENT, payload)

    async def _write(
        self, kind: Kind, payload: dict[str, Any], bearer: Bearer | None = None
    ) -> None:
        now = self._clock.now()
        draft = Draft(kind=kind, at=now, payload=payload, bearer=bearer)
        await self._journal.append(draft)

    def _is_news(self, use: UseElsewhere) -> bool:
        with open_for_reading(StoreFiles(self._store).database) as db:
            return elsewhere_facts.is_news(db, use.kiosk, use.number, use.what)

    def _conflict(self, use: UseElsewhere) -> str | None:
        """The passage here that together with this use is one too many, or None."""
        allowed, heard = self._allowance(), _moment(use.at)
        if use.what != "out" or allowed.exits is None or heard is None:
            return None
        since = allowed.quota.since(heard)
        with open_for_reading(StoreFiles(self._store).database) as db:
            away = elsewhere_facts.exits_away(db, use.mark, since)
            for household, exits in elsewhere_facts.exits_here(db, since).items():
                if use_mark(self._use_key, household) == use.mark:
                    return conflict(
                        allowed.quota,
                        allowed.exits,
                        heard,
                        # What counts at an unsure time may well have been just then.
                        [ExitHere(_moment(at) or heard, name) for at, name in exits],
                        [at for text in away if (at := _moment(text)) is not None],
                    )
        return None


def _moment(text: str) -> datetime | None:
    """An aware time; None of what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _read_cursor(store: Path) -> int:
    """How far this kiosk listened; 0 if that is lost: what is known is no news."""
    try:
        return int(json.loads((store / _NAME).read_bytes())["cursor"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _write_cursor(store: Path, cursor: int) -> None:
    with locked(store):
        replace_file(store / _NAME, json.dumps({"cursor": cursor}).encode())
