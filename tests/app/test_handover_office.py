import asyncio
import json
from pathlib import Path

import pytest

from kiosk.core.errors import FormError
from kiosk.core.record import Kind
from kiosk.store.errors import StoreFull
from kiosk.store.reading import JournalReader
from tests.app.shift_rig import FIRST, LEADER, SECOND, SIGNATURE, Rig
from tests.fakes import FakeJournal
from tests.store.scenes import journal, passage

REMARK = "测试丁 will come back"


def stored(directory: Path) -> bytes:
    return b"".join(f.read_bytes() for f in directory.iterdir() if f.is_file())


def slug_of(outcome: object) -> str:
    assert isinstance(outcome, FormError)
    return outcome.slug


async def test_the_outgoing_offers_and_the_incoming_accepts(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.shifts.begin(FIRST, None)
        await pen.append(passage(1))

        fields = {"stock-masks": "20", "remark": REMARK, "signature": SIGNATURE}
        await rig.handovers.offer(FIRST, fields)
        await pen.append(passage(2))  # the gate does not wait
        number = await rig.handovers.accept(SECOND, await rig.offered(), SIGNATURE)

        found = await rig.handovers.accepted(number)
        board = await rig.handovers.board()
        head = pen.head.short()
    assert found is not None
    assert (found.number, found.outgoing, found.incoming) == (1, "1 测试甲", "2 测试乙")
    assert (found.stock, found.summary.passages) == ({"masks": 20}, 1)
    assert (found.signed, found.countersigned, found.remarked) == (True, True, True)
    assert (found.words.remark, found.words.accepted) == (REMARK, SIGNATURE)
    assert found.sealed_by == head
    assert rig.names() == ["测试乙"]
    assert board.summary is not None
    assert board.summary.passages == 1  # the second one, for the next handover
    assert [one.number for one in board.last] == [1]


async def test_the_row_carries_the_summary_and_nothing_personal(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.handovers.offer(LEADER, {"remark": REMARK, "signature": SIGNATURE})
        await rig.handovers.accept(FIRST, await rig.offered(), "")

    (*_, row) = JournalReader(tmp_path).last(9, kind=Kind.SHIFT)
    payload = json.loads(row.payload)
    assert (payload["event"], payload["number"]) == ("handover", 1)
    assert payload["summary"]["verdicts"] == {}
    assert REMARK.encode() not in stored(tmp_path)
    assert SIGNATURE.encode() not in stored(tmp_path)


async def test_a_restart_between_the_two_loses_only_the_words(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.shifts.begin(FIRST, None)
        await rig.handovers.offer(FIRST, {"remark": REMARK, "stock-gloves": "3"})

    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        waiting = (await rig.handovers.board()).offered
        number = await rig.handovers.accept(SECOND, await rig.offered(), SIGNATURE)
        found = await rig.handovers.accepted(number)

    assert waiting is not None
    assert (waiting.remarked, waiting.words.remark) == (True, "")
    assert found is not None
    assert (found.stock, found.words.accepted) == ({"gloves": 3}, SIGNATURE)
    assert rig.names() == ["测试乙"]


async def test_of_two_screens_the_first_counts(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        _, late = await asyncio.gather(
            rig.handovers.offer(LEADER, {}),
            rig.handovers.offer(LEADER, {}),
            return_exceptions=True,
        )
        offer = await rig.offered()
        number, twice = await asyncio.gather(
            rig.handovers.accept(FIRST, offer, ""),
            rig.handovers.accept(FIRST, offer, ""),  # a double tap
            return_exceptions=True,
        )
        with pytest.raises(FormError) as gone:
            await rig.handovers.withdraw(LEADER, offer)

        assert pen.head.seq == 2
    assert number == 1
    assert (slug_of(late), slug_of(twice)) == ("handover-waits", "handover-over")
    assert gone.value.slug == "handover-over"


async def test_an_offer_is_taken_back_by_who_made_it_or_a_leader(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.shifts.begin(FIRST, None)
        await rig.handovers.offer(FIRST, {})
        with pytest.raises(FormError) as refused:
            await rig.handovers.withdraw(SECOND, await rig.offered())
        await rig.handovers.withdraw(FIRST, await rig.offered())
        await rig.handovers.offer(FIRST, {})
        await rig.handovers.withdraw(LEADER, await rig.offered())

        assert (await rig.handovers.board()).last == ()
    assert refused.value.slug == "leader-needed"
    assert rig.names() == ["测试甲"]


async def test_the_handover_closes_what_was_ticked_and_not_the_incomings(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        for staff in (FIRST, SECOND, LEADER):
            await rig.shifts.begin(staff, None)
        await rig.handovers.offer(FIRST, {"leaving": "2,3,77,x"})
        await rig.handovers.accept(SECOND, await rig.offered(), "")

    assert rig.names() == ["测试乙"]  # one's own duty goes on


async def test_numbers_follow_one_another(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        numbers = []
        for _ in range(3):
            await rig.handovers.offer(LEADER, {})
            numbers.append(await rig.handovers.accept(FIRST, await rig.offered(), ""))

    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"stock-masks": "-1"}, "invalid"),
        ({"stock-masks": "10000"}, "invalid"),
        ({"stock-masks": "九"}, "invalid"),
        ({"remark": "x" * 301}, "too-long"),
        ({"signature": "<svg>"}, "not-a-signature"),
        ({"signature": "300.100*1.1.2.2"}, "signature-short"),
    ],
)
async def test_what_does_not_fit_is_refused(
    tmp_path: Path, fields: dict[str, str], slug: str
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        with pytest.raises(FormError) as refused:
            await rig.handovers.offer(LEADER, fields)

        assert pen.head.seq == 0
    assert refused.value.slug == slug


async def test_who_is_not_on_duty_hands_nothing_over_and_nobody_to_oneself(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        with pytest.raises(FormError) as absent:
            await rig.handovers.offer(SECOND, {})
        await rig.handovers.offer(LEADER, {})
        with pytest.raises(FormError) as own:
            await rig.handovers.accept(LEADER, await rig.offered(), "")

    assert (absent.value.slug, own.value.slug) == ("not-on-duty", "handover-self")


async def test_what_cannot_be_recorded_is_said(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)

    with pytest.raises(FormError) as refused:
        await rig.handovers.offer(LEADER, {})

    assert refused.value.slug == "shift-unrecorded"
    assert (await rig.handovers.board()).offered is None


async def test_a_clock_set_back_in_between_is_said_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.shifts.begin(FIRST, None)
        rig.clock.turn(4 * 3600)
        await rig.handovers.offer(FIRST, {})
        await pen.append(passage(1))
        rig.clock.turn(-3600)

        first = await rig.handovers.accept(SECOND, await rig.offered(), "")
        await rig.handovers.offer(SECOND, {})
        second = await rig.handovers.accept(FIRST, await rig.offered(), "")
        before = await rig.handovers.accepted(first)
        after = await rig.handovers.accepted(second)

    assert before is not None
    assert after is not None
    assert (before.summary.set_back, after.summary.set_back) == (False, True)
    assert (before.summary.passages, after.summary.passages) == (0, 1)
    assert after.summary.after == before.summary.through


async def test_a_handover_on_a_full_card_leaves_the_offer_waiting(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        rig = Rig(tmp_path, pen)
        await rig.shifts.begin(FIRST, None)
        await rig.handovers.offer(FIRST, {"remark": REMARK})
        waiting = await rig.offered()
        full = Rig(tmp_path, FakeJournal(error=StoreFull("no space left")))
        with pytest.raises(FormError) as refused:
            await full.handovers.accept(SECOND, waiting, "")

        assert full.names() == ["测试甲"]
        assert await rig.handovers.accept(SECOND, waiting, "") == 1
    assert refused.value.slug == "shift-unrecorded"
