"""The demonstration: invented people, real passes, devices in another process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from kiosk.app.demonstration import Visitors, invent_visitors, keep_visiting
from kiosk.codes import kp1
from kiosk.core.errors import CodeError
from kiosk.core.record import Kind
from kiosk.store.holders import Holders
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import Keyring, open_keyring
from tests.app.rig import PATIENCE_S, Site, free_port, serving, until
from tests.fakes import HOME

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOW))


def slug_of(text: str, keys: Keyring, now: datetime = NOW) -> str | None:
    try:
        kp1.verify(text, keys.trust, now, "synced")
    except CodeError as error:
        return error.slug
    return None


def test_ten_good_passes_and_one_each_of_three_bad_ones(
    keys: Keyring, tmp_path: Path
) -> None:
    codes = invent_visitors(keys, Holders(tmp_path), NOW, tmp_path, "1").codes
    slugs = [slug_of(text, keys) for text in codes]

    assert slugs.count(None) == 10
    assert sorted(filter(None, slugs)) == [
        "pass-expired",
        "pass-forged",
        "unknown-code",
    ]
    assert slugs[:4] == [None] * 4  # a demonstration begins well


def test_the_holders_of_good_passes_are_known_by_masked_names(
    keys: Keyring, tmp_path: Path
) -> None:
    holders = Holders(tmp_path)
    codes = invent_visitors(keys, holders, NOW, tmp_path, "1").codes
    good = [text for text in codes if slug_of(text, keys) is None]
    ids = [kp1.verify(text, keys.trust, NOW, "synced").pass_id for text in good]
    names = [holders.masked_name(pass_id) for pass_id in ids]

    assert names[:2] == ["测甲*", "测乙*"]
    assert None not in names
    assert len(set(ids)) == len(ids)


def test_passes_are_dated_anew_and_outlive_a_day(keys: Keyring, tmp_path: Path) -> None:
    first = invent_visitors(keys, Holders(tmp_path), NOW, tmp_path, "1").codes
    late = NOW + timedelta(days=40)
    again = invent_visitors(keys, Holders(tmp_path), late, tmp_path, "1").codes

    assert slug_of(first[0], keys, NOW + timedelta(days=1)) is None
    assert slug_of(first[0], keys, late) == "pass-expired"
    assert slug_of(again[0], keys, late) is None


def test_a_card_that_takes_no_names_stops_no_demonstration(
    keys: Keyring, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("where the folder should be")
    holders = Holders(tmp_path / "file")
    codes = invent_visitors(keys, holders, NOW, tmp_path, "1").codes

    assert len(codes) == 13


@asynccontextmanager
async def visiting(folder: Path) -> AsyncIterator[tuple[Visitors, asyncio.Event]]:
    visitors = Visitors(
        port=free_port(), thermometer=folder / "thermometer", codes=("KP1:A",)
    )
    present = asyncio.Event()
    task = asyncio.create_task(keep_visiting(visitors, present))
    try:
        async with asyncio.timeout(PATIENCE_S):
            await present.wait()
        yield visitors, present
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def simulators() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if "simulate" in " ".join(child.cmdline())
    ]


async def test_visitors_that_died_come_again(tmp_path: Path) -> None:
    async with visiting(tmp_path) as (visitors, present):
        assert visitors.thermometer.exists()
        first = simulators()
        present.clear()
        first[0].kill()
        async with asyncio.timeout(PATIENCE_S):
            await present.wait()
        second = simulators()

    assert [len(first), len(second)] == [1, 1]
    assert first[0].pid != second[0].pid
    assert not second[0].is_running()
    assert not visitors.thermometer.is_symlink()


async def test_a_demonstration_admits_by_itself_and_says_what_it_is(site: Site) -> None:
    settings = site.furnish(
        """
        camera = { driver = "simulated" }
        thermometer = { driver = "simulated" }
        gate = { driver = "relay", port = "/dev/no-relay-here" }
        """
    )
    async with serving(settings) as screen:
        said = list(screen.said)
        camera = await screen.until_light("camera", "ok")
        await screen.until_light("thermometer", "ok")
        shown = await until(screen.panel, lambda panel: panel["state"] == "passing")
        gate = await screen.light("gate")

    row = site.rows(Kind.PASSAGE)[0]
    assert said[-1] == "kiosk: DEMONSTRATION, simulated visitors 演示模式"
    assert camera["demonstration"] is True
    assert "演示" in shown["band"]
    assert gate == {}  # nobody real is decided about: no gate is moved
    assert row["demonstration"] is True
