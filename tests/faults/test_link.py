"""A link that is cut, for a moment and for minutes, and comes back."""

import asyncio
import os

import pytest

from tests.faults import link
from tests.faults.district import Trouble, district
from tests.faults.table import show

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

LINK_S = float(os.environ.get("LINK_S", "120"))  # noqa: TID251 - said by make
SHORT = (0.5, 3.0, 12.0)  # noticed by nobody, by TCP, by the kiosk's patience
RECORDS = 20_000
PAUSE_S = 4.0


async def test_whatever_waited_goes_up_when_the_link_is_back() -> None:
    with link.linked():
        async with district(RECORDS, host=link.HUB, inside=link.INSIDE) as scene:
            work = asyncio.create_task(scene.work(Trouble()))
            for seconds in (*SHORT, LINK_S):
                await asyncio.sleep(PAUSE_S)
                link.cut()
                await asyncio.sleep(seconds)
                link.mend()
                scene.struck[f"cut for {seconds:g} s"] += 1
            await work
            found = await scene.settle()
            show("link cut", scene.struck, found)

    assert (found.lost, found.doubled, found.flaws) == (0, 0, [])
    assert found.acknowledged == found.records >= RECORDS
