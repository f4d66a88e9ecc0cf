from pathlib import Path

import pytest

from kiosk.core.chain import START
from kiosk.core.record import Kind
from kiosk.store.errors import StoreDamaged, StoreMissing
from kiosk.store.reading import JournalReader
from tests.store.scenes import audit, fill, passage, tamper


def test_the_last_entries_come_newest_last(tmp_path: Path) -> None:
    entries = fill(tmp_path, *(passage(n) for n in range(5)))

    assert JournalReader(tmp_path).last(3) == entries[2:]
    assert JournalReader(tmp_path).last(99) == entries


def test_entries_of_one_kind(tmp_path: Path) -> None:
    fill(tmp_path, audit("a"), passage(2), audit("c"), passage(4))

    found = JournalReader(tmp_path).last(1, kind=Kind.AUDIT)

    assert [entry.seq for entry in found] == [3]


def test_an_entry_by_its_number(tmp_path: Path) -> None:
    (entry,) = fill(tmp_path, passage(1))
    reader = JournalReader(tmp_path)

    assert reader.entry(1) == entry
    assert reader.entry(2) is None


def test_an_empty_journal_has_no_head(tmp_path: Path) -> None:
    fill(tmp_path)
    reader = JournalReader(tmp_path)

    assert (reader.head(), reader.last(5), reader.survey().count) == (START, [], 0)


def test_a_missing_journal_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="--store") as refusal:
        JournalReader(tmp_path).last(1)

    assert refusal.value.slug == "store-missing"


def test_a_row_of_an_unknown_kind_is_damage(tmp_path: Path) -> None:
    fill(tmp_path, passage(1))
    tamper(
        tmp_path,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE journal SET kind = 'gossip'",
    )

    with pytest.raises(StoreDamaged, match="row 1 is of an unknown kind"):
        JournalReader(tmp_path).entry(1)
