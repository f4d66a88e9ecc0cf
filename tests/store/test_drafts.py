"""A half-filled form survives the service and tells the disk nothing."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.drafts import KEY_BYTES, DraftFiles
from tests.fakes import FakeClock

KEY, OTHER = b"k" * KEY_BYTES, b"o" * KEY_BYTES
FIELDS = {"passage": "planted-passage", "name": "测试植入甲", "phone": "13800138000"}
KEEP_S = 900.0


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def drafts(tmp_path: Path, clock: FakeClock) -> DraftFiles:
    return DraftFiles(tmp_path, clock=clock, keep_s=KEEP_S)


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_draft_is_found_by_its_key_alone(drafts: DraftFiles) -> None:
    drafts.keep(KEY, FIELDS)

    assert drafts.find(KEY) == FIELDS
    assert drafts.find(OTHER) is None


def test_a_draft_survives_the_service(tmp_path: Path, clock: FakeClock) -> None:
    DraftFiles(tmp_path, clock=clock, keep_s=KEEP_S).keep(KEY, FIELDS)

    assert DraftFiles(tmp_path, clock=clock, keep_s=KEEP_S).find(KEY) == FIELDS


def test_the_disk_holds_neither_the_form_nor_its_key(
    drafts: DraftFiles, tmp_path: Path
) -> None:
    drafts.keep(KEY, FIELDS)

    (file,) = on_disk(tmp_path)
    everything = file.read_bytes() + str(file).encode()
    planted = [*(text.encode() for text in FIELDS.values()), KEY, KEY.hex().encode()]
    planted += [text.encode("utf-16-le") for text in FIELDS.values()]
    assert [secret for secret in planted if secret in everything] == []
    assert file.stat().st_mode & 0o077 == 0


def test_the_size_does_not_tell_how_far_the_form_was(
    drafts: DraftFiles, tmp_path: Path
) -> None:
    drafts.keep(KEY, FIELDS)
    drafts.keep(OTHER, {"passage": "p1"})

    assert len({path.stat().st_size for path in on_disk(tmp_path)}) == 1


def test_the_newest_draft_of_a_form_takes_the_place_of_the_last(
    drafts: DraftFiles, tmp_path: Path
) -> None:
    drafts.keep(KEY, FIELDS)
    drafts.keep(KEY, {"name": "测试乙"})

    assert drafts.find(KEY) == {"name": "测试乙"}
    assert len(on_disk(tmp_path)) == 1


def test_a_sent_form_leaves_nothing(drafts: DraftFiles, tmp_path: Path) -> None:
    drafts.keep(KEY, FIELDS)
    drafts.forget(KEY)
    drafts.forget(KEY)

    assert drafts.find(KEY) is None
    assert on_disk(tmp_path) == []


def test_an_old_draft_is_erased(
    drafts: DraftFiles, tmp_path: Path, clock: FakeClock
) -> None:
    drafts.keep(KEY, FIELDS)
    clock.turn(KEEP_S + 1)

    assert drafts.find(KEY) is None
    assert on_disk(tmp_path) == []


def test_old_drafts_that_nobody_asks_for_are_swept(
    drafts: DraftFiles, tmp_path: Path, clock: FakeClock
) -> None:
    drafts.keep(KEY, FIELDS)
    clock.turn(KEEP_S + 1)
    drafts.sweep()

    assert on_disk(tmp_path) == []


def test_only_so_many_drafts_are_kept(drafts: DraftFiles, tmp_path: Path) -> None:
    for number in range(70):
        drafts.keep(bytes([number]) * KEY_BYTES, FIELDS)

    assert len(on_disk(tmp_path)) <= 65
    assert drafts.find(bytes([69]) * KEY_BYTES) == FIELDS


def test_a_damaged_draft_is_none(drafts: DraftFiles, tmp_path: Path) -> None:
    drafts.keep(KEY, FIELDS)
    (file,) = on_disk(tmp_path)
    written = file.stat().st_mtime
    first, *rest = file.read_bytes()
    file.write_bytes(bytes([first ^ 1, *rest]))
    os.utime(file, (written, written))

    assert drafts.find(KEY) is None


def test_a_folder_that_cannot_be_written_costs_no_more_than_the_draft(
    tmp_path: Path, clock: FakeClock
) -> None:
    (tmp_path / "drafts").write_text("in the way")
    drafts = DraftFiles(tmp_path, clock=clock, keep_s=KEEP_S)

    drafts.keep(KEY, FIELDS)

    assert drafts.find(KEY) is None


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=60), max_size=6))
def test_any_form_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    drafts = DraftFiles(folder, clock=FakeClock(), keep_s=KEEP_S)
    drafts.keep(KEY, fields)

    assert drafts.find(KEY) == fields
