"""Whatever ends in the middle: each acknowledged record is at the hub once."""

import os

import pytest

from tests.faults.district import Trouble, district
from tests.faults.table import show

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

RECORDS = int(os.environ.get("RECORDS", "100000"))  # noqa: TID251 - said by make
PART = 2  # of the records, for one fault by itself

ALONE = {
    "connections cut, reset, stuck": Trouble(share=0.8),
    "hub nodes killed": Trouble(hub_s=6.0),
    "kiosks killed": Trouble(kiosk_s=2.0),
    "database restarted": Trouble(postgres_s=5.0),
}
TOGETHER = Trouble(share=0.4, hub_s=12.0, kiosk_s=5.0, postgres_s=15.0)


@pytest.mark.parametrize("fault", ALONE)
async def test_each_acknowledged_record_is_at_the_hub_once(fault: str) -> None:
    async with district(RECORDS // PART) as scene:
        await scene.work(ALONE[fault])
        found = await scene.settle()
        show(fault, scene.struck, found)

    assert (found.lost, found.doubled, found.flaws) == (0, 0, [])
    assert sum(scene.struck.values()) > 0


async def test_so_it_is_when_everything_fails_at_once() -> None:
    async with district(RECORDS) as scene:
        await scene.work(TOGETHER)
        found = await scene.settle()
        show("all at once", scene.struck, found)

    assert (found.lost, found.doubled, found.flaws) == (0, 0, [])
    assert found.acknowledged == found.records >= RECORDS
