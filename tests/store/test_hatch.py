"""The hatch: commands hand rows to the service, which alone writes the journal."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.record import Bearer, Draft, Kind, Person
from kiosk.store.hatch import (
    NAME,
    Hatch,
    JournalByHatch,
    StoreUnanswered,
    _asked,
    _bound,
)
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader
from tests.fakes import NOON, FakeClock
from tests.store.scenes import journal

NOTE = Draft(kind=Kind.AUDIT, at=NOON, payload={"event": "测试"})


@asynccontextmanager
async def serving(store: Path) -> AsyncIterator[SqliteJournal]:
    """A journal and its hatch, as the service has them."""
    async with journal(store) as pen:
        hatch = Hatch(store, clock=FakeClock(), journal=pen)
        task = asyncio.create_task(hatch.serve())
        while not (store / NAME).exists():  # noqa: ASYNC110 - another's file
            await asyncio.sleep(0)
        yield pen
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_row_is_in_the_journal_when_the_command_goes_on(tmp_path: Path) -> None:
    about = Person(subject="export", masked="", private={"why": "测试甲"})
    whose = Bearer(household="0000000000aa")
    # Longer than a socket's own path may be.
    store = tmp_path / ("x" * 110)
    async with serving(store) as pen:
        mode = (store / NAME).stat().st_mode & 0o777
        entry = await JournalByHatch(store).append(
            replace(NOTE, person=about, bearer=whose)
        )
        head = JournalByHatch(store).head

    assert mode == 0o600
    assert (entry.seq, entry.kind) == (1, Kind.AUDIT)
    assert head == pen.head
    (row,) = JournalReader(store).last(1)
    assert row == entry
    assert {"person", "bearer"} <= json.loads(row.payload).keys()
    assert "测试甲" not in row.payload
    assert not (store / NAME).exists()


async def test_only_audit_rows_and_only_records_come_in(tmp_path: Path) -> None:
    async with serving(tmp_path) as pen:
        by_hatch = JournalByHatch(tmp_path)
        entry = await by_hatch.append(replace(NOTE, kind=Kind.PASSAGE))
        with pytest.raises(StoreUnanswered, match="reserved"):
            await by_hatch.append(replace(NOTE, payload={"person": "x"}))
        for rubbish in (b"\n", b"{}\n", b'{"payload": 1, "person": null}\n', b"\xff\n"):
            assert b"no record" in await _asked(by_hatch._connected(), rubbish)

        assert pen.head.seq == 1
    assert entry.kind is Kind.AUDIT


async def test_what_the_journal_refuses_is_told_to_the_command(tmp_path: Path) -> None:
    async with serving(tmp_path) as pen:
        by_hatch = JournalByHatch(tmp_path)
        await pen.close()
        with pytest.raises(StoreUnanswered, match="start the kiosk again"):
            await by_hatch.append(NOTE)


async def test_a_socket_that_a_killed_service_left_is_in_nobodys_way(
    tmp_path: Path,
) -> None:
    _bound(tmp_path).close()
    with pytest.raises(StoreUnanswered, match="no running kiosk"):
        JournalByHatch(tmp_path)
    async with journal(tmp_path) as pen:
        hatch = Hatch(tmp_path, clock=FakeClock(), journal=pen)
        task = asyncio.create_task(hatch.serve())
        await asyncio.sleep(0)

        await JournalByHatch(tmp_path).append(NOTE)

        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_where_there_can_be_no_socket_the_service_goes_on(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()

    await Hatch(tmp_path, clock=FakeClock(), journal=journal(tmp_path)).serve()

    assert (tmp_path / NAME).is_dir()
