from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.keeping import Kept
from kiosk.core.record import Draft, Person
from kiosk.store import erasing
from kiosk.store.database import open_for_writing
from kiosk.store.erasing import empty_log, erase_some
from kiosk.store.projection import rebuild
from kiosk.store.reading import JournalReader
from tests.examples import examples
from tests.fakes import NOON
from tests.store.households import MEMBER, back, out
from tests.store.scenes import audit, erase_old, fill, journal, passage, through

PLANTED = "测一二三四五"
SOMEBODY = Person(subject="0000000000ff", masked=PLANTED, private={"name": "测试甲"})
_TABLES = "people", "bearer", "crossing", "household_use", "standing", "passage"


def crowd(count: int) -> list[Draft]:
    return [passage(n, person=SOMEBODY, minutes=n) for n in range(1, count + 1)]


def contents(store: Path) -> dict[str, list[object]]:
    with open_for_writing(store / "kiosk.db") as db:
        return {name: list(db[name].rows) for name in _TABLES}


def erase_all(store: Path, last: int, holds: erasing.Holds = ()) -> int:
    with open_for_writing(store / "kiosk.db") as db:
        erased = erase_old(db, through(last), holds)
        empty_log(db)
    return sum(erased.values())


def raw(store: Path) -> bytes:
    return b"".join(f.read_bytes() for f in sorted(store.glob("kiosk.db*")))


def test_what_is_erased_is_in_no_file_and_the_chain_still_verifies(
    tmp_path: Path,
) -> None:
    fill(tmp_path, *crowd(30), audit("the end"))
    assert PLANTED.encode() in raw(tmp_path)

    assert erase_all(tmp_path, last=30) == 30

    assert PLANTED.encode() not in raw(tmp_path)
    assert contents(tmp_path)["people"] == []
    assert JournalReader(tmp_path).verify().count == 31
    assert len(contents(tmp_path)["passage"]) == 30  # what happened stays


def test_younger_rows_and_rows_on_hold_keep_their_people(tmp_path: Path) -> None:
    fill(tmp_path, *crowd(9))

    assert erase_all(tmp_path, last=7, holds=[(2, 3), (5, 5)]) == 4

    left = [row["seq"] for row in contents(tmp_path)["people"]]  # type: ignore[index]
    assert left == [2, 3, 5, 8, 9]


def test_steps_are_small_so_that_nobody_waits_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "MOST", 4)
    fill(tmp_path, *crowd(9))

    with open_for_writing(tmp_path / "kiosk.db") as db:
        first = erase_some(db, through(9))
        rest = erase_old(db, through(9))

    assert first == ({Kept.PASSAGE: 4}, 3)
    assert rest == {Kept.PASSAGE: 5}


@examples(0.4)
@given(
    ways=st.lists(st.sampled_from([out, back]), max_size=6),
    last=st.integers(0, 7),
)
def test_what_remains_equals_a_rebuild(
    tmp_path_factory: pytest.TempPathFactory, ways: list[type], last: int
) -> None:
    store = tmp_path_factory.mktemp("store")
    fill(store, *(way(MEMBER, hours=n) for n, way in enumerate(ways)), audit("end"))
    erase_all(store, last)
    remains = contents(store)

    with open_for_writing(store / "kiosk.db") as db:
        rebuild(db)

    assert contents(store) == remains


async def test_the_journal_erases_while_people_pass(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        for draft in crowd(5):
            await pen.append(draft)
        last = JournalReader(tmp_path).last_before(NOON + timedelta(minutes=4))
        assert last == 3

        steps = [await pen.erase(through(last)), await pen.erase(through(last))]
        await pen.append(audit("goes on"))

    assert steps == [({Kept.PASSAGE: 3}, None), ({}, None)]
    assert JournalReader(tmp_path).verify().count == 6


def test_nothing_is_older_than_an_empty_journal(tmp_path: Path) -> None:
    fill(tmp_path)

    assert JournalReader(tmp_path).last_before(NOON) == 0


@given(
    most=st.integers(3, 9),
    keep=st.sets(st.integers(1, 12)),
    passages=st.integers(0, 12),
    bearers=st.integers(0, 12),
)
def test_whatever_the_steps_all_that_is_due_goes_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    most: int,
    keep: set[int],
    passages: int,
    bearers: int,
) -> None:
    store = tmp_path_factory.mktemp("store")
    fill(store, *(replace(draft, bearer=MEMBER) for draft in crowd(12)))
    lasts = {Kept.PASSAGE: passages, Kept.BEARER: bearers}
    with (
        pytest.MonkeyPatch.context() as patch,
        open_for_writing(store / "kiosk.db") as db,
    ):
        patch.setattr(erasing, "MOST", most)
        erased = erase_old(db, lasts, [(seq, seq) for seq in keep])
        left = {
            name: {row["seq"] for row in db[name].rows} for name in ("people", "bearer")
        }

    everything = set(range(1, 13))
    gone = {"people": passages, "bearer": bearers}
    for name, last in gone.items():
        assert left[name] == {seq for seq in everything if seq > last or seq in keep}
    assert sum(erased.values()) == 24 - len(left["people"]) - len(left["bearer"])
