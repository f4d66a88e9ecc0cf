"""A kiosk that has a row of a backlog packed, says which, and waits to be killed."""

import asyncio
import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store.outbox import Outbox
from kiosk.upstream.forwarder.packer import Packer
from kiosk.upstream.forwarder.parcel import Sender, Wanted


async def main(store: Path) -> None:
    sender = Sender(kiosk="kiosk-1", seed=b"k" * 32, key="")
    packer = Packer(Outbox(store), sender, backlog=1)
    now = SystemClock(trusted=True).now()
    parcel = await packer.pack(Wanted(after=0), now, 1)
    assert parcel is not None
    print(parcel.last, flush=True)  # noqa: T201 - to whoever kills it
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
