"""A damaged journal is moved aside, and the next one goes on from it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.chain import START, ZERO, Anchor
from kiosk.core.record import Entry, Kind
from kiosk.core.view import Condition
from kiosk.store.errors import StoreDamaged
from kiosk.store.files import StoreFiles
from kiosk.store.reading import JournalReader
from tests.store.scenes import ZHANG, fill, journal, ledger, passage, tamper

Damage = Callable[[Path], None]


def _overwritten(store: Path) -> None:
    (store / "kiosk.db").write_bytes(b"\x00garbage" * 4000)


def _empty(store: Path) -> None:
    (store / "kiosk.db").write_bytes(b"")


def _cut(store: Path) -> None:
    file = store / "kiosk.db"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _wrong_page_count(store: Path) -> None:
    with (store / "kiosk.db").open("r+b") as file:
        file.seek(36)  # the number of free pages in SQLite's header
        file.write((5).to_bytes(4, "big"))


def _other_tables(store: Path) -> None:
    tamper(store, "ALTER TABLE journal RENAME COLUMN at TO moment")


def _changed_row(store: Path) -> None:
    tamper(store, "UPDATE journal SET payload = '{}' WHERE seq = 2")


def _unreadable_time(store: Path) -> None:
    tamper(store, "UPDATE journal SET at = 'yesterday' WHERE seq = 3")


def _first(store: Path) -> Entry:
    entry = JournalReader(store).last(1000)[0]
    assert entry.kind is Kind.DEVICE
    return entry


@pytest.mark.parametrize("damage", [_overwritten, _empty])
async def test_a_file_beyond_reading_is_kept_and_recording_goes_on(
    tmp_path: Path, damage: Damage
) -> None:
    fill(tmp_path, passage(1), passage(2), passage(3))
    damage(tmp_path)
    damaged = (tmp_path / "kiosk.db").read_bytes()

    async with journal(tmp_path) as pen:
        status = pen.status()
        entry = await pen.append(passage(4))

    assert (tmp_path / "kiosk.db.damaged-1").read_bytes() == damaged
    assert (entry.seq, _first(tmp_path).prev) == (2, ZERO)
    assert (status.condition, status.slug) == (Condition.FAILED, "store-damaged")
    assert status.advice is not None
    assert "kiosk.db.damaged-1" in status.advice


@pytest.mark.parametrize("damage", [_changed_row, _unreadable_time])
async def test_the_next_segment_names_the_last_row_and_follows_it(
    tmp_path: Path, damage: Damage
) -> None:
    last = fill(tmp_path, passage(1), passage(2), passage(3))[-1]
    damage(tmp_path)

    async with journal(tmp_path) as pen:
        await pen.append(passage(4))

    first = _first(tmp_path)
    segment = json.loads(first.payload)["segment"]
    assert (first.seq, first.prev) == (4, last.hash)
    assert segment["file"] == "kiosk.db.damaged-1"
    assert (segment["last_seq"], segment["last_hash"]) == (3, last.hash)
    survey = JournalReader(tmp_path).survey()
    assert (survey.count, survey.end.seq, survey.flaw) == (2, 5, None)


@pytest.mark.parametrize("damage", [_cut, _wrong_page_count, _other_tables])
def test_any_other_damage_is_seen_at_start(tmp_path: Path, damage: Damage) -> None:
    fill(tmp_path, *(passage(n, person=ZHANG) for n in range(80)))
    damage(tmp_path)

    fill(tmp_path, passage(81))

    assert (tmp_path / "kiosk.db.damaged-1").exists()
    assert JournalReader(tmp_path).survey().flaw is None


def test_an_empty_journal_is_sound(tmp_path: Path) -> None:
    fill(tmp_path)

    (entry,) = fill(tmp_path, passage(1))

    assert (entry.seq, entry.prev) == (1, ZERO)


def test_only_the_last_day_is_walked_at_start(tmp_path: Path) -> None:
    days = 24 * 60
    fill(tmp_path, *(passage(n, minutes=n * days) for n in range(4)))
    tamper(tmp_path, "UPDATE journal SET payload = '{}' WHERE seq = 1")

    fill(tmp_path)

    assert not StoreFiles(tmp_path).damaged()
    assert JournalReader(tmp_path).survey().at == 1


def test_side_files_go_with_their_database(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))
    _overwritten(tmp_path)
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"kiosk.db{suffix}").write_bytes(b"side")

    fill(tmp_path)

    for suffix in ("-wal", "-shm"):
        assert (tmp_path / f"kiosk.db.damaged-1{suffix}").exists()
    assert (tmp_path / "kiosk.db.damaged-1-wal").read_bytes() == b"side"


def test_a_move_that_a_power_cut_interrupted_is_finished(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))
    (tmp_path / "kiosk.db").rename(tmp_path / "kiosk.db.damaged-1")
    (tmp_path / "kiosk.db-wal").write_bytes(b"side")

    fill(tmp_path, passage(2))

    assert (tmp_path / "kiosk.db.damaged-1-wal").read_bytes() == b"side"
    assert _first(tmp_path).seq == 2


def test_a_half_made_new_file_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "kiosk.db.new").write_bytes(b"half")
    (tmp_path / "kiosk.db.new-journal").write_bytes(b"half")

    fill(tmp_path, passage(1))

    assert {p.name for p in tmp_path.iterdir()} == {"kiosk.db", "kiosk.lock"}


def test_every_damaged_file_is_kept_under_its_own_number(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        fill(tmp_path, passage(number))
        _changed_last(tmp_path)
    fill(tmp_path)

    names = [path.name for path in StoreFiles(tmp_path).damaged()]
    assert names == [f"kiosk.db.damaged-{number}" for number in (3, 2, 1)]
    assert _first(tmp_path).seq == 6


def _changed_last(store: Path) -> None:
    tamper(
        store, "UPDATE journal SET at = 'x' WHERE seq = (SELECT max(seq) FROM journal)"
    )


def test_numbers_are_never_used_twice_even_if_the_newest_file_is_beyond_reading(
    tmp_path: Path,
) -> None:
    fill(tmp_path, passage(1), passage(2))
    _changed_last(tmp_path)
    fill(tmp_path, passage(4))
    _overwritten(tmp_path)
    pen = ledger(tmp_path)

    pen.open()
    head = pen.head
    pen.close()

    assert head.seq == 3  # row 4 was only in the file that nobody can read


def test_too_many_damaged_files_keep_the_gate_shut(tmp_path: Path) -> None:
    (tmp_path / "kiosk.db.damaged-99").write_bytes(b"")
    _empty(tmp_path)
    pen = ledger(tmp_path)

    with pytest.raises(StoreDamaged, match="1 damaged files lie there already"):
        pen.open()
    pen.close()


def test_the_red_mark_goes_when_the_installer_takes_the_file(tmp_path: Path) -> None:
    _empty(tmp_path)
    fill(tmp_path)
    (tmp_path / "kiosk.db.damaged-1").unlink()
    pen = ledger(tmp_path)

    pen.open()
    pen.close()

    assert pen.damaged is None
    assert pen.head != START
    assert pen.head == Anchor(1, _first(tmp_path).hash)
