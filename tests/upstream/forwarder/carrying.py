"""A kiosk that has a row of a backlog carried to a hub, and waits to be killed."""

import asyncio
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store.outbox import Outbox
from kiosk.upstream.forwarder.courier import Courier
from kiosk.upstream.forwarder.delivery import Route
from kiosk.upstream.forwarder.line import HubAddress, Line
from kiosk.upstream.forwarder.parcel import Sender, Wanted


async def main(store: Path, url: str) -> None:
    address = HubAddress(url)
    sender = Sender(kiosk="kiosk-1", seed=b"k" * 32, key="")
    route = Route(
        source=Outbox(store), sender=sender, address=address, hub_public=bytes(32)
    )
    courier = Courier(route, Line(address), backlog=1)
    await courier.carry(Wanted(after=0), SystemClock(trusted=True).now(), 1)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
