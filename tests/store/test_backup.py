from pathlib import Path
from random import Random

import pytest

from kiosk.core.errors import StoreError
from kiosk.store.backup import BackupExists, back_up, rebuild_projections, restore
from kiosk.store.errors import (
    ChainBroken,
    StoreDamaged,
    StoreLocked,
    StoreMissing,
    StoreNewer,
)
from kiosk.store.reading import JournalReader
from tests.store.scenes import ZHANG, audit, fill, journal, passage, tamper


def rows(store: Path) -> list[str]:
    return [entry.hash for entry in JournalReader(store).last(100)]


def left_at(folder: Path) -> list[tuple[str, int]]:
    return [(f.name, f.stat().st_mode & 0o777) for f in folder.glob("*copy*")]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    folder.mkdir()
    fill(folder, passage(1, person=ZHANG), audit("x"), passage(3, verdict="hold"))
    return folder


async def test_a_backup_is_whole_while_the_service_writes(
    store: Path, tmp_path: Path
) -> None:
    async with journal(store) as pen:
        await pen.append(passage(4))
        survey = back_up(store, tmp_path / "copy.db")
        await pen.append(passage(5))

    assert survey.count == 4
    assert left_at(tmp_path) == [("copy.db", 0o600)]


def test_a_restored_journal_goes_on_and_the_present_one_is_kept(
    store: Path, tmp_path: Path
) -> None:
    before = rows(store)
    back_up(store, tmp_path / "copy.db")
    fill(store, passage(4))

    survey = restore(tmp_path / "copy.db", store)

    assert survey.count == 3
    assert rows(store) == before
    assert (store / "kiosk.db.damaged-1").exists()
    fill(store, passage(5))
    assert JournalReader(store).verify().count == 4


def test_a_kiosk_that_lost_its_store_comes_back(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "copy.db")

    restore(tmp_path / "copy.db", tmp_path / "new")

    assert rows(tmp_path / "new") == rows(store)


def test_nothing_is_ever_overwritten(store: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")

    with pytest.raises(BackupExists):
        back_up(store, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_broken_journal_makes_no_backup(store: Path, tmp_path: Path) -> None:
    tamper(store, "UPDATE journal SET payload = '{}' WHERE seq = 2")

    with pytest.raises((ChainBroken, StoreDamaged)):
        back_up(store, tmp_path / "copy.db")

    assert not list(tmp_path.glob("*copy*"))


def test_a_truncated_or_altered_backup_changes_nothing(
    store: Path, tmp_path: Path
) -> None:
    back_up(store, tmp_path / "copy.db")
    whole = (tmp_path / "copy.db").read_bytes()
    before, chance = rows(store), Random(7)  # noqa: S311 - a seed
    for _ in range(20):
        (tmp_path / "bad.db").write_bytes(whole[: chance.randrange(len(whole))])

        with pytest.raises(StoreError):
            restore(tmp_path / "bad.db", store)

        assert rows(store) == before
        assert not list(store.glob("*.damaged-*"))
        assert not list(store.glob("*.new"))


def test_a_backup_of_a_newer_kiosk_is_refused(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "kiosk.db")
    tamper(
        tmp_path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('kiosk', 'm999_future', 'x')",
    )

    with pytest.raises(StoreNewer):
        restore(tmp_path / "kiosk.db", store)


async def test_neither_is_done_under_a_running_service(
    store: Path, tmp_path: Path
) -> None:
    back_up(store, tmp_path / "copy.db")
    async with journal(store):
        with pytest.raises(StoreLocked):
            restore(tmp_path / "copy.db", store)
        with pytest.raises(StoreLocked):
            rebuild_projections(store)


def test_projections_are_made_anew(store: Path) -> None:
    tamper(store, "DELETE FROM passage", "DELETE FROM incident")

    assert rebuild_projections(store) == 2


def test_without_a_journal_there_is_nothing_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        back_up(tmp_path, tmp_path / "copy.db")
    with pytest.raises(StoreMissing):
        rebuild_projections(tmp_path)
