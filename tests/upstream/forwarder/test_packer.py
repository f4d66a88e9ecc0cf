"""A backlog is packed by a process of its own, which may be killed at any time."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import psutil

from kiosk.codes.batch_reading import decode
from kiosk.codes.batch_seal import inflate, sent_text
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
    assert child is not None
    assert os.sched_getscheduler(child.pid) == os.SCHED_IDLE
    parcels.append(await packer.pack(Wanted(after=2), NOON, 1))
    child.wait(20)
    packer.close()

    assert [numbers(parcel) for parcel in parcels] == [[1, 2, 3], [3]]


async def test_the_next_batch_is_packed_while_one_travels_and_not_sent_late(
    tmp_path: Path,
) -> None:
    fill(tmp_path, *(audit(str(n)) for n in range(4)))
    packer = Packer(Outbox(tmp_path), SENDER, backlog=1)
    soon, late = NOON + timedelta(seconds=2), NOON + timedelta(hours=30)

    parcels = [
        await packer.pack(Wanted(after=after, most=most), now, 9)
        for after, most, now in (
            *((0, 1, NOON), (1, 1, soon)),  # the one that was packed meanwhile
            *((2, 1, late), (2, 2, late)),  # too old; another one is wanted now
        )
    ]
    packer.close()

    assert [numbers(parcel) for parcel in parcels] == [[1], [2], [3], [3, 4]]
    told = [parcel.headers["Kiosk-Sent"] for parcel in parcels if parcel]
    assert told == [sent_text(now) for now in (NOON, NOON, late, late)]


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


async def test_the_process_ends_with_a_kiosk_that_is_killed(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    kiosk = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.upstream.forwarder.packing", str(tmp_path)),
        cwd=Path(__file__).parents[3],
        stdout=asyncio.subprocess.PIPE,
    )
    assert kiosk.stdout is not None
    packed = await kiosk.stdout.readline()
    kiosk.kill()

    # Its process has the same standard output: the end of it is the end of both.
    rest = await kiosk.stdout.read()
    await kiosk.wait()

    assert (packed, rest) == (b"1\n", b"")
