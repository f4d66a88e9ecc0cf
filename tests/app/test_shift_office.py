import asyncio
from pathlib import Path

import pytest

from kiosk.core.errors import FormError
from kiosk.core.shift import DutyEnd
from tests.app.shift_rig import FIRST, LEADER, SECOND, Rig
from tests.fakes import FakeJournal
from tests.store.scenes import journal


async def test_staff_sign_in_on_post_and_off_again(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        assert rig.rows.on_duty() == ()

        await rig.shifts.begin(FIRST, None)
        await rig.shifts.begin(SECOND, None)  # an overlap is wanted
        assert rig.rows.on_duty() == ("1", "2")
        await rig.shifts.end(FIRST, None)
        board = await rig.shifts.board()

    assert [duty.name for duty in board.present] == ["测试乙"]
    assert [duty.ended for duty in board.past] == [DutyEnd.SIGNED_OUT]
    assert board.wanting == 1


async def test_who_is_on_duty_survives_a_restart(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        await Rig(tmp_path, pen).shifts.begin(FIRST, None)

    async with journal(tmp_path) as pen:
        assert Rig(tmp_path, pen).names() == ["测试甲"]


async def test_relief_is_one_row(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.shifts.begin(FIRST, None)
        await rig.shifts.begin(SECOND, 1)

        assert (rig.names(), pen.head.seq) == (["测试乙"], 2)


async def test_a_leader_closes_what_was_forgotten_and_nobody_else_does(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.shifts.begin(FIRST, None)
        with pytest.raises(FormError) as refused:
            await rig.shifts.end(SECOND, 1)

        await rig.shifts.end(LEADER, 1)
        board = await rig.shifts.board()

    assert refused.value.slug == "leader-needed"
    assert [duty.ended for duty in board.past] == [DutyEnd.FORGOTTEN]


async def test_what_is_so_already_is_refused_and_writes_nothing(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        both = await asyncio.gather(
            rig.shifts.begin(FIRST, None),
            rig.shifts.begin(FIRST, None),
            return_exceptions=True,
        )
        with pytest.raises(FormError) as absent:
            await rig.shifts.end(SECOND, None)
        with pytest.raises(FormError) as over:
            await rig.shifts.begin(SECOND, 99)

        assert pen.head.seq == 1
    refused = both[1]
    assert isinstance(refused, FormError)
    slugs = [refused.slug, absent.value.slug, over.value.slug]
    assert slugs == ["on-duty-already", "not-on-duty", "duty-over"]


async def test_without_records_nobody_can_tell_who_is_on_duty(tmp_path: Path) -> None:
    rig = Rig(tmp_path, FakeJournal())

    assert rig.shifts.present() is None
    assert rig.rows.on_duty() == ()
    with pytest.raises(FormError) as refused:
        await rig.shifts.begin(FIRST, None)
    assert refused.value.slug == "shift-unrecorded"


async def test_what_cannot_be_recorded_does_not_count(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
    with pytest.raises(FormError) as refused:
        await rig.shifts.begin(FIRST, None)

    assert refused.value.slug == "shift-unrecorded"
    assert rig.names() == []
