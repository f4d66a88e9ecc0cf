import sqlite3
import subprocess
from pathlib import Path

import pytest

from kiosk.core.errors import StoreError
from kiosk.store.errors import told_plainly, translated


def _said(code: int, text: str = "disk I/O error") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("number", "slug"),
    [
        (28, "store-full"),
        (122, "store-full"),
        (5, "store-io"),
        (13, "store-unwritable"),
    ],
)
def test_what_the_system_says_is_told_plainly(
    tmp_path: Path, number: int, slug: str
) -> None:
    found = translated(OSError(number, "text"), tmp_path)

    assert isinstance(found, StoreError)
    assert found.slug == slug
    assert found.advice in str(found)


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        (sqlite3.SQLITE_FULL, "store-full"),
        (sqlite3.SQLITE_IOERR_FSYNC, "store-io"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "store-unwritable"),
        (sqlite3.SQLITE_CANTOPEN, "store-unwritable"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "store-damaged"),
        (sqlite3.SQLITE_NOTADB, "store-damaged"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "store-locked"),
    ],
)
def test_what_sqlite_says_is_told_plainly(tmp_path: Path, code: int, slug: str) -> None:
    found = translated(_said(code), tmp_path)

    assert isinstance(found, StoreError)
    assert found.slug == slug


def test_text_that_is_no_text_is_damage(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("Could not decode to UTF-8 column 'at'")

    found = translated(error, tmp_path)

    assert found is not None
    assert found.slug == "store-damaged"


def test_a_mistake_of_ours_passes_unchanged(tmp_path: Path) -> None:
    with (
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        told_plainly(tmp_path),
    ):
        raise _said(sqlite3.SQLITE_ERROR, "no such table: gossip")


@pytest.mark.parametrize(
    ("options", "slug"), [("size=64k", "store-full"), ("ro", "store-unwritable")]
)
def test_a_mere_io_error_is_traced_to_the_card(
    tmp_path: Path, options: str, slug: str
) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(tmp_path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")

    found = translated(_said(sqlite3.SQLITE_IOERR_SHMSIZE), tmp_path)
    subprocess.run(["umount", str(tmp_path)], check=True)

    assert found is not None
    assert found.slug == slug


def test_a_folder_that_went_away_leaves_the_io_error(tmp_path: Path) -> None:
    found = translated(_said(sqlite3.SQLITE_IOERR), tmp_path / "gone")

    assert found is not None
    assert found.slug == "store-io"
