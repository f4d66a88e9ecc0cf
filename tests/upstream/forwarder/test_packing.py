"""While one batch travels the next is packed, and it is not sent late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.codes.batch_reading import decode
from kiosk.codes.batch_seal import inflate, sent_text
from kiosk.core.errors import StoreError
from kiosk.store.outbox import Outbox
from kiosk.upstream.forwarder.courier_process import Packing
from kiosk.upstream.forwarder.parcel import Parcel, Wanted
from tests.fakes import NOON
from tests.store.scenes import audit, fill
from tests.upstream.forwarder.rig import KIOSK, SENDER


def numbers(parcel: Parcel | None) -> list[int]:
    assert parcel is not None
    return [event.row.seq for event in decode(KIOSK, inflate(parcel.body))]


def test_a_batch_packed_ahead_is_sent_if_it_is_still_the_one(tmp_path: Path) -> None:
    fill(tmp_path, *(audit(str(n)) for n in range(4)))
    soon, late = NOON + timedelta(seconds=2), NOON + timedelta(hours=30)

    with ThreadPoolExecutor(1) as thread:
        packing = Packing(Outbox(tmp_path), SENDER, thread)
        parcels = [
            packing.pack(Wanted(after=after, most=most), now)
            for after, most, now in (
                *((0, 1, NOON), (1, 1, soon)),  # the one that was packed meanwhile
                *((2, 1, late), (2, 2, late)),  # too old; another one is wanted now
            )
        ]

    assert [numbers(parcel) for parcel in parcels] == [[1], [2], [3], [3, 4]]
    told = [parcel.headers["Kiosk-Sent"] for parcel in parcels if parcel]
    assert told == [sent_text(now) for now in (NOON, NOON, late, late)]


def test_nothing_to_pack_is_no_parcel(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))

    with ThreadPoolExecutor(1) as thread:
        packing = Packing(Outbox(tmp_path), SENDER, thread)
        assert packing.pack(Wanted(after=1), NOON) is None


def test_a_journal_that_cannot_be_read_is_told_each_time(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as thread:
        packing = Packing(Outbox(tmp_path / "none"), SENDER, thread)
        for _ in range(2):
            with pytest.raises(StoreError):
                packing.pack(Wanted(after=0), NOON)
