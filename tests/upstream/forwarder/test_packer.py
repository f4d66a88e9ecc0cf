"""A backlog is packed by a process of its own, which may be killed at any time."""

import os
import signal
from pathlib import Path

import psutil

from kiosk.codes.batch_reading import decode
from kiosk.codes.batch_seal import inflate
from kiosk.store.outbox import Outbox
from kiosk.upstream.forwarder.packer import Packer
from kiosk.upstream.forwarder.parcel import Parcel, Wanted
from tests.fakes import NOON
from tests.store.scenes import audit, fill
from tests.upstream.forwarder.rig import KIOSK, SENDER


def numbers(parcel: Parcel | None) -> list[int]:
    assert parcel is not None
    return [event.row.seq for event in decode(KIOSK, inflate(parcel.body))]


def packing_process() -> psutil.Process | None:
    """The child of this process that gets the processor last."""
    children = psutil.Process().children()
    found = [child for child in children if child.nice() == 19]
    return found[0] if found else None


async def test_a_backlog_has_a_process_that_stands_back_until_it_is_over(
    tmp_path: Path,
) -> None:
    fill(tmp_path, *(audit(str(n)) for n in range(3)))
    packer = Packer(Outbox(tmp_path), SENDER, backlog=3)

    parcels = [await packer.pack(Wanted(after=0), NOON, 3)]
    child = packing_process()
    parcels.append(await packer.pack(Wanted(after=2), NOON, 1))
    assert child is not None
    child.wait(20)
    packer.close()

    assert [numbers(parcel) for parcel in parcels] == [[1, 2, 3], [3]]


async def test_a_process_that_is_killed_costs_no_batch(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    packer = Packer(Outbox(tmp_path), SENDER, backlog=1)
    await packer.pack(Wanted(after=0), NOON, 1)
    child = packing_process()
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)

    parcel = await packer.pack(Wanted(after=0), NOON, 1)

    assert numbers(parcel) == [1]
    packer.close()


async def test_nothing_to_pack_is_no_parcel(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    packer = Packer(Outbox(tmp_path), SENDER)

    assert await packer.pack(Wanted(after=1), NOON, 0) is None
    packer.close()
