import os
from pathlib import Path

import pytest

from kiosk.store.keyfile import KeyUnreachable, read_key, write_key, write_new


def test_a_written_key_comes_back(tmp_path: Path) -> None:
    write_key(tmp_path / "a.key", "token", bytes(range(32)))

    assert read_key(tmp_path / "a.key", "token", "") == bytes(range(32))
    assert os.listdir(tmp_path) == ["a.key"]  # noqa: PTH208


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    write_new(path, b"first")

    with pytest.raises(FileExistsError):
        write_new(path, b"second")

    assert path.read_bytes() == b"first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.key"]


def test_a_dangling_link_counts_as_existing(tmp_path: Path) -> None:
    (tmp_path / "a.key").symlink_to(tmp_path / "nowhere")

    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a.key", b"x")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyUnreachable, match=r"a\.key cannot be used"):
        write_new(tmp_path / "gone" / "a.key", b"x")


def test_the_mode_does_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_new(tmp_path / "a.key", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a.key").stat().st_mode & 0o777 == 0o600
