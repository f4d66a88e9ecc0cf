"""Duties and handovers as projections of rows of kind ``shift``."""

from pathlib import Path

import pytest

from kiosk.core.record import Draft
from kiosk.core.shift import DutyEnd
from kiosk.store.database import open_for_writing
from kiosk.store.errors import StoreDamaged
from kiosk.store.projection import rebuild
from kiosk.store.shift_book import ShiftBook
from tests.fakes import NOON
from tests.store.scenes import fill, passage, tamper
from tests.store.shifts import accepted, offered, on, shift


def present(directory: Path) -> list[str]:
    return [duty.name for duty in ShiftBook(directory).present()]


def test_who_signed_in_is_on_duty_until_they_sign_out(tmp_path: Path) -> None:
    fill(tmp_path, on("1"), on("2"), shift("off-duty", duty=1))

    (last,) = ShiftBook(tmp_path).past(5)

    assert present(tmp_path) == ["测试乙"]
    assert (last.name, last.since, last.until) == ("测试甲", NOON, NOON)
    assert last.ended is DutyEnd.SIGNED_OUT


def test_nobody_is_on_duty_twice(tmp_path: Path) -> None:
    fill(tmp_path, on("1"), on("1"))

    assert present(tmp_path) == ["测试甲"]


def test_relief_takes_one_off_and_puts_the_other_on_in_one_row(tmp_path: Path) -> None:
    fill(tmp_path, on("1"), on("2", "relieved", relieves=1))

    assert present(tmp_path) == ["测试乙"]
    assert ShiftBook(tmp_path).past(1)[0].ended is DutyEnd.RELIEVED


def test_a_handover_ends_duties_and_begins_the_incomings(tmp_path: Path) -> None:
    fill(tmp_path, on("1"), on("3"), offered(2, 1), accepted(3, 1, 1))
    book = ShiftBook(tmp_path)

    handover = book.accepted(1)

    assert present(tmp_path) == ["测试丙", "测试乙"]
    assert book.past(1)[0].ended is DutyEnd.HANDED_OVER
    assert book.offered() is None
    assert handover is not None
    assert (handover.seq, handover.stock, handover.signed) == (3, {"masks": 20}, True)
    assert (handover.sealed_by or "").startswith("4:")
    assert book.last(5) == (handover,)
    assert book.accepted(2) is None


def test_an_offer_waits_until_it_is_accepted_or_withdrawn(tmp_path: Path) -> None:
    fill(tmp_path, on("1"), offered())
    waiting = ShiftBook(tmp_path).offered()
    assert waiting is not None
    assert (waiting.seq, waiting.number, waiting.incoming) == (2, None, None)

    fill(tmp_path, shift("handover-withdrawn", offer=2))
    assert ShiftBook(tmp_path).offered() is None
    assert ShiftBook(tmp_path).last(5) == ()


@pytest.mark.parametrize(
    "odd",
    [
        shift("sung"),
        shift("on-duty", staff=1, role="volunteer"),
        shift("on-duty", staff="1", role="cook"),
        shift("relieved", relieves="1"),
        shift("off-duty", duty=[1], ended=3),
        shift("off-duty", duty=1 << 80),
        shift("handover", offer=True, number=1 << 70, leaving=5),
        shift("handover-withdrawn", offer=None),
    ],
)
def test_an_odd_payload_never_keeps_a_row_out(tmp_path: Path, odd: Draft) -> None:
    entries = fill(tmp_path, odd, passage(1))

    assert entries[-1].seq == 2
    assert present(tmp_path) == []


def test_an_unreadable_offer_is_said_so(tmp_path: Path) -> None:
    fill(tmp_path, shift("handover-offered", summary={"through": 1e300}))

    with pytest.raises(StoreDamaged, match="row 1"):
        ShiftBook(tmp_path).offered()


def test_shifts_are_rebuilt_from_the_journal(tmp_path: Path) -> None:
    fill(tmp_path, on("1"), offered(1, 1), accepted(2, 1, 1), on("3"), offered(3))
    book = ShiftBook(tmp_path)
    before = book.present(), book.past(9), book.last(9), book.offered()
    tamper(tmp_path, "DELETE FROM duty", "UPDATE handover SET number = seq + 7")

    with open_for_writing(tmp_path / "kiosk.db") as db:
        assert rebuild(db) == 5

    assert (book.present(), book.past(9), book.last(9), book.offered()) == before
