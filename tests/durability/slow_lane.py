"""A lane on a slow or failing card: serves people and says how long each took.

Started under strace, which delays or fails the syncs. Prints one JSON object for each
person: state of the lane, fault, and the time from the last evidence to it.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from kiosk.app.house import open_house
from kiosk.app.lanes import build_post
from kiosk.app.service import _note_start
from kiosk.clock import SystemClock
from kiosk.config.tables import Settings, StoreSettings
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState
from kiosk.devices.gates.none import NoGate
from tests.app.rig import Site
from tests.fakes import scan, temperature

_SETTLED = {LaneState.PASSING, LaneState.STOPPED, LaneState.UNRECORDED}


_MOST = 8


def _codes(site: Site) -> list[str]:
    """Passes; made on the first start, while the card is still well."""
    file = site.folder / "codes.txt"
    if not file.exists():
        file.write_text("\n".join(site.good_pass(n) for n in range(_MOST)), "utf-8")
    return file.read_text("utf-8").split("\n")


async def _serve(site: Site, people: int) -> None:
    settings = Settings(store=StoreSettings(directory=site.store))
    clock, codes = SystemClock(trusted=True), _codes(site)
    async with AsyncExitStack() as stack:
        house = await open_house(settings, clock, stack)
        post = build_post(house, settings.lane[0], NoGate(), demonstration=False)
        await _note_start(house)
        lane = asyncio.create_task(post.lane.run())
        for number, code in enumerate(codes[:people]):
            now = clock.monotonic()
            post.lane.offer(scan(code, now))
            post.lane.offer(temperature(36.5, now, number + 1))
            began = clock.monotonic()
            async for view in post.desk.views():
                if view.needs == (Need.MASK,):
                    began = clock.monotonic()
                    post.desk.tick_mask(view.passage, worn=True)
                if view.state in _SETTLED:
                    break
            print(  # noqa: T201 - read by the test
                json.dumps(
                    {
                        "state": view.state,
                        "fault": view.fault,
                        "seconds": clock.monotonic() - began,
                        "light": house.journal.status().slug,
                    }
                ),
                flush=True,
            )
            post.desk.next_person(post.desk.view().passage)
            async for view in post.desk.views():
                if view.state is LaneState.WAITING:
                    break
        lane.cancel()


if __name__ == "__main__":
    asyncio.run(_serve(Site(folder=Path(sys.argv[1]), port=0), int(sys.argv[2])))
