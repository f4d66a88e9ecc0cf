"""Power cuts of the disk that the hub's database lies on."""

import asyncio
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from tests.durability.disk import Disk, NoDisk
from tests.faults.balance import Balance
from tests.faults.district import SEED, Trouble, district
from tests.faults.table import show

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

CUTS = int(os.environ.get("CUTS", "5"))  # noqa: TID251 - how long, said by make
RECORDS = 400_000  # more than go up before any cut
DISK_BYTES = 1024**3


async def one_cut(folder: Path, after: int, *, fsync: str = "on") -> Balance:
    """Pull the plug when so many rows are acknowledged; look at what is left."""
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(Disk(folder, DISK_BYTES))
        except NoDisk as reason:
            pytest.skip(f"{reason}; nothing else stands in for a power cut")
        async with district(RECORDS, disk=disk.path) as scene:
            scene.postgres.set("fsync", fsync)
            work = asyncio.create_task(scene.work(Trouble()))
            while sum(kiosk.through for kiosk in scene.kiosks) < after:
                await asyncio.sleep(0.005)
                assert not work.done()
            told = [kiosk.through for kiosk in scene.kiosks]
            disk.cut()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            scene.kill()
            scene.postgres.kill()
            disk.power_on()
            scene.postgres.start()
            for kiosk, through in zip(scene.kiosks, told, strict=True):
                kiosk.through = through  # the cut races with a sync under way
            return await scene.settle(finished=False)


async def cut_often(count: int, *, fsync: str = "on") -> list[Balance]:
    moment = Random(SEED)  # noqa: S311 - a seed, not a secret
    found = []
    for _ in range(count):
        with tempfile.TemporaryDirectory(prefix="cut-") as name:  # a socket: short
            after = moment.randrange(500, 8000)
            found.append(await one_cut(Path(name), after, fsync=fsync))
    names = ("records", "acknowledged", "lost", "doubled", "kiosks", "exact")
    total = Balance(**{n: sum(getattr(one, n) for one in found) for n in names})
    show(f"power of the hub's disk cut, fsync {fsync}", {"cut": count}, total)
    return found


async def test_the_hub_keeps_what_it_acknowledged() -> None:
    found = await cut_often(CUTS)

    assert [(one.lost, one.doubled, one.flaws) for one in found] == [(0, 0, [])] * CUTS


async def test_the_rig_notices_a_database_that_does_not_sync() -> None:
    found = await cut_often(1, fsync="off")

    assert found[0].lost > 0
