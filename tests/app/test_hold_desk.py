import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.app.hold_desk import JournalHoldDesk
from kiosk.core.errors import FormError
from kiosk.core.keeping import Target
from kiosk.core.record import Kind
from kiosk.core.why import Why
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader
from tests.fakes import NOON, FakeClock
from tests.store.scenes import KEYS, ZHANG, journal, passage, through

WHY = Why(reason="inquiry", note="测试甲一案")


def desk_of(store: Path, pen: SqliteJournal) -> JournalHoldDesk:
    return JournalHoldDesk(store, clock=FakeClock(), journal=pen, keys=KEYS)


async def test_a_hold_keeps_somebodys_records_until_it_is_released(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        await pen.append(passage(1, person=ZHANG))
        await pen.append(passage(2))
        desk = desk_of(tmp_path, pen)

        await desk.put(Target(person=ZHANG.subject), WHY, "3 测试丁")
        assert (await pen.erase(through(1))).erased == {}
        (hold,) = await desk.holds()
        await desk.release(hold.seq, "3 测试丁")

        assert (await pen.erase(through(1))).erased == {"passage": 1}
        assert await desk.holds() == []

    assert (hold.ranges, hold.count, hold.why) == (((1, 1),), 1, "inquiry")
    rows = JournalReader(tmp_path).last(9, kind=Kind.AUDIT)
    assert [json.loads(row.payload)["event"] for row in rows] == [
        *("hold", "hold-released")
    ]
    said = "".join(row.payload for row in rows)
    assert "测试甲" not in said
    assert ZHANG.subject not in said


@pytest.mark.parametrize(
    ("target", "slug"),
    [
        (Target(), "hold-ways"),
        (Target(rows=(1, 2), like=3), "hold-ways"),
        (Target(rows=(2, 1)), "wrong-value"),
        (Target(since=NOON, until=NOON), "wrong-value"),
        (Target(person="nobody"), "hold-empty"),
    ],
    ids=str,
)
async def test_a_wrong_target_is_refused(
    tmp_path: Path, target: Target, slug: str
) -> None:
    async with journal(tmp_path) as pen:
        with pytest.raises(FormError) as refusal:
            await desk_of(tmp_path, pen).put(target, WHY, "3")
    assert refusal.value.slug == slug
    assert "nobody" not in repr(target)


async def test_a_hold_is_released_once(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        desk = desk_of(tmp_path, pen)
        await desk.put(Target(since=NOON - timedelta(days=1)), WHY, "3")
        outcomes = await asyncio.gather(
            *(desk.release(1, by) for by in "34"), return_exceptions=True
        )

        assert pen.head.seq == 2
    assert [getattr(one, "slug", None) for one in outcomes] == [None, "hold-over"]
    with pytest.raises(FormError) as unwritten:
        await desk.put(Target(rows=(1, 1)), WHY, "3")
    assert unwritten.value.slug == "not-recorded"
