from pathlib import Path

import pytest

from kiosk.ports import NameOf
from kiosk.store.errors import StoreDamaged
from kiosk.store.holders import Holders
from tests.store.scenes import journal


def test_a_holder_is_known_after_noting(tmp_path: Path) -> None:
    holders = Holders(tmp_path)
    name_of: NameOf = holders.masked_name

    holders.note("0000000000aa", "测**")
    holders.note("0000000000aa", "测*甲")

    assert name_of("0000000000aa") == "测*甲"
    assert name_of("0000000000bb") is None
    assert (tmp_path / "holders.db").stat().st_mode & 0o777 == 0o600


async def test_a_holder_can_be_noted_while_the_journal_is_written(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path):
        Holders(tmp_path).note("0000000000aa", "测**")

        assert Holders(tmp_path).masked_name("0000000000aa") == "测**"


def test_a_forgotten_holder_leaves_no_trace(tmp_path: Path) -> None:
    holders = Holders(tmp_path)
    holders.note("0000000000aa", "测**")

    holders.forget("0000000000aa")

    assert holders.masked_name("0000000000aa") is None
    for file in tmp_path.iterdir():
        assert "测**".encode() not in file.read_bytes()


def test_without_a_file_nobody_is_known(tmp_path: Path) -> None:
    assert Holders(tmp_path / "none").masked_name("0000000000aa") is None
    assert not (tmp_path / "none").exists()


def test_a_damaged_file_stops_noting_but_no_gate(tmp_path: Path) -> None:
    (tmp_path / "holders.db").write_bytes(b"garbage " * 1000)
    holders = Holders(tmp_path)

    assert holders.masked_name("0000000000aa") is None
    with pytest.raises(StoreDamaged):
        holders.note("0000000000aa", "测**")
