from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.core.keeping import Kept, Range, Target, ranges_of
from kiosk.core.record import Bearer, Draft, Kind, Person
from kiosk.store.database import open_for_reading, open_for_writing
from kiosk.store.erasing import erase_some
from kiosk.store.holds import _HOLDS, HoldBook
from tests.fakes import NOON
from tests.store.scenes import KEYS, ZHANG, audit, fill, ledger, passage, through

OTHER = Person(subject="10000000002", masked="", private={"form": {"name": "测试乙"}})


def hold(*rows: list[int | None], note: str = "") -> Draft:
    payload = {"event": "hold", "rows": list(rows), "why": "tracing", "by": "3"}
    person = Person(subject="hold", masked="", private={"note": note})
    return Draft(
        kind=Kind.AUDIT, at=NOON, payload=payload, person=person if note else None
    )


def release(seq: int) -> Draft:
    payload = {"event": "hold-released", "hold": seq, "by": "3"}
    return Draft(kind=Kind.AUDIT, at=NOON, payload=payload)


def left(store: Path) -> list[int]:
    with open_for_reading(store / "kiosk.db") as db:
        return [seq for (seq,) in db.execute("SELECT seq FROM people ORDER BY seq")]


def erase(store: Path) -> dict[Kept, int]:
    pen = ledger(store)
    pen.open()
    try:
        return dict(pen.erase(through(100), 0).erased)
    finally:
        pen.close()


def test_erasing_skips_a_hold_until_it_is_released(tmp_path: Path) -> None:
    fill(tmp_path, *(passage(n, person=ZHANG) for n in range(1, 6)))
    fill(tmp_path, hold([2, 3], note="案卷一"), hold([3, 4]))

    assert erase(tmp_path) == {Kept.PASSAGE: 2}
    assert left(tmp_path) == [2, 3, 4, 6]  # the note of the hold, too

    fill(tmp_path, release(6))
    assert erase(tmp_path) == {Kept.PASSAGE: 1, Kept.OTHER: 1}
    assert left(tmp_path) == [3, 4]
    assert [one.seq for one in HoldBook(tmp_path).in_force()] == [7]


def test_a_hold_without_an_end_holds_whatever_comes(tmp_path: Path) -> None:
    fill(tmp_path, passage(1, person=ZHANG), hold([2, None]))
    fill(tmp_path, passage(2, person=ZHANG))

    erase(tmp_path)

    assert left(tmp_path) == [3]
    assert HoldBook(tmp_path).in_force()[0].count is None


def test_each_kind_is_erased_by_its_own_age(tmp_path: Path) -> None:
    note = Draft(kind=Kind.INCIDENT, at=NOON, payload={"incident": "p"}, person=ZHANG)
    carried = Bearer(pass_id="0000000000aa")
    fill(
        tmp_path,
        passage(1, person=ZHANG),
        passage(2, person=ZHANG, registered=True),
        note,
        Draft(kind=Kind.SHIFT, at=NOON, payload={}, person=ZHANG),
        Draft(kind=Kind.AUDIT, at=NOON, payload={}, person=ZHANG, bearer=carried),
    )
    for kept in Kept:
        with open_for_writing(tmp_path / "kiosk.db") as db:
            assert erase_some(db, {kept: 5}).erased == {kept: 1}
            assert erase_some(db, {kept: 5}).erased == {}
    assert left(tmp_path) == []


def test_numbers_are_written_as_ranges() -> None:
    assert ranges_of([]) == ()
    assert ranges_of([1, 2, 3, 7, 9, 10]) == ((1, 3), (7, 7), (9, 10))


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    """Zhang by pass 1 and 4 on one day and 5 on another; another one's form at 2."""
    carried = Bearer(pass_id="0000000000aa", household="0000000000bb")
    later = passage(5, person=ZHANG, minutes=60 * 24)
    fill(
        tmp_path,
        passage(1, person=ZHANG),
        passage(2, person=OTHER, minutes=5),
        audit("nobody"),
        Draft(kind=Kind.PASSAGE, at=NOON, payload={}, person=ZHANG, bearer=carried),
        Draft(kind=Kind.PASSAGE, at=later.at, payload={}, person=ZHANG, bearer=carried),
    )
    return tmp_path


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("target", "rows"),
    [
        (Target(rows=(2, 9)), ((2, 9),)),
        (Target(since=NOON + MINUTE, until=NOON + 9 * MINUTE), ((2, 2),)),
        (Target(since=NOON + MINUTE), ((2, None),)),
        (Target(since=NOON + timedelta(days=9)), ((6, None),)),
        (Target(since=NOON + 6 * MINUTE, until=NOON + 9 * MINUTE), ()),
        (Target(like=1), ((1, 1), (4, 4))),  # of that day
        (Target(like=4), ((1, 1), (4, 5))),  # and by pass, of any day
        (Target(like=3), ()),
        (Target(person="10000000002"), ((2, 2),)),
        (Target(person="0000000000aa"), ((1, 1), (4, 5))),
        (Target(person="0000000000bb"), ((4, 5),)),
        (Target(person="nobody"), ()),
    ],
    ids=str,
)
def test_what_is_held_is_found(
    crowd: Path, target: Target, rows: tuple[Range, ...]
) -> None:
    assert HoldBook(crowd).rows_of(target, KEYS) == rows


def test_nobody_is_found_in_an_empty_journal(tmp_path: Path) -> None:
    fill(tmp_path)

    assert HoldBook(tmp_path).rows_of(Target(person="x"), KEYS) == ()


def test_holds_are_found_by_their_index(tmp_path: Path) -> None:
    fill(tmp_path)
    with open_for_reading(tmp_path / "kiosk.db") as db:
        plan = str(db.execute(f"EXPLAIN QUERY PLAN {_HOLDS}").fetchall())
    assert "journal_hold" in plan
