"""Pulls: a folder lives as long as somebody may still fetch it."""

import asyncio
import errno
import threading
from pathlib import Path

import pytest

from kiosk.app.pulls import Pull, Pulls
from kiosk.core.pull import PullState

BY = "3 测试丁"


async def write(pull: Pull) -> None:
    pull.expect(2000)
    pull.wrote(1000)
    (pull.folder / "log.zip").write_text("x")


async def settled(pulls: Pulls, name: str, state: PullState | None) -> Pull | None:
    """Wait until a pull is in a state; None: it is gone."""
    async with asyncio.timeout(5):
        while True:
            pull = pulls.get(BY, name)
            if (pull.view.state if pull else None) == state:
                return pull
            await asyncio.sleep(0)


async def test_a_pull_waits_for_whoever_began_it_and_then_goes(tmp_path: Path) -> None:
    pulls = Pulls(tmp_path / "exports")

    name = pulls.begin(BY, write)
    pull = await settled(pulls, name, PullState.READY)

    assert pull is not None
    assert (pull.view.written, pull.view.total, pull.view.percent) == (1000, 2000, 100)
    assert [file.name for file in pull.folder.iterdir()] == ["log.zip"]
    assert pulls.get("4 测试戊", name) is None
    pull.end()
    await settled(pulls, name, None)
    assert list((tmp_path / "exports").iterdir()) == []


async def test_what_is_not_fetched_goes_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.app.pulls.KEPT_S", 0.0)
    pulls = Pulls(tmp_path / "exports")

    await settled(pulls, pulls.begin(BY, write), None)

    assert list((tmp_path / "exports").iterdir()) == []


async def test_a_cancelled_pull_stops_writing(tmp_path: Path) -> None:
    pulls, began = Pulls(tmp_path / "exports"), threading.Event()

    def endless(pull: Pull) -> None:
        while True:
            pull.wrote(1)
            began.set()

    name = pulls.begin(BY, lambda pull: asyncio.to_thread(endless, pull))
    await asyncio.to_thread(began.wait, 5)
    pull = pulls.get(BY, name)
    assert pull is not None
    pull.end()

    await settled(pulls, name, None)
    assert pull.view.state is PullState.FAILED
    assert list((tmp_path / "exports").iterdir()) == []


async def test_a_card_that_is_full_ends_the_pull_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    pulls = Pulls(tmp_path / "exports")

    async def half(pull: Pull) -> None:
        (pull.folder / "log.csv").write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    name = pulls.begin(BY, half)
    await settled(pulls, name, PullState.FAILED)

    assert list((tmp_path / "exports").iterdir()) == []


async def test_a_second_pull_waits_for_the_first(tmp_path: Path) -> None:
    pulls, go = Pulls(tmp_path / "exports"), asyncio.Event()

    async def slow(_pull: Pull) -> None:
        await go.wait()

    first, second = pulls.begin(BY, slow), pulls.begin(BY, write)
    for _ in range(20):
        await asyncio.sleep(0)
    waits = pulls.get(BY, second)
    assert waits is not None
    assert waits.view.written == 0

    go.set()
    await settled(pulls, first, PullState.READY)
    await settled(pulls, second, PullState.READY)


def test_what_a_power_cut_left_is_gone_after_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "exports" / "half").mkdir(parents=True)
    (tmp_path / "exports" / "half" / "log.csv").write_text("x")

    Pulls(tmp_path / "exports")

    assert not (tmp_path / "exports").exists()
