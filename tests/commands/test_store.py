import argparse
from pathlib import Path

import pytest

from kiosk.commands.store import add
from tests.store.scenes import fill, passage


def run(store: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers())
    args = parser.parse_args(["store", *words, "--store", str(store)])
    code: int = args.run(args)
    return code


def test_backup_restore_and_rebuild_say_what_they_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, copy = tmp_path / "var", tmp_path / "copy.db"
    store.mkdir()
    fill(store, passage(1), passage(2))

    assert run(store, "backup", str(copy)) == 0
    assert run(store, "restore", str(copy)) == 0
    assert run(store, "rebuild") == 0

    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{copy}: 2 rows, head 2")
    assert second.startswith("restored 2 rows, head 2")
    assert third == "rebuilt from 2 rows"
