import argparse
import hashlib
import json
from pathlib import Path

import pytest

from kiosk.commands.pen import by
from kiosk.commands.store import add
from kiosk.core.record import Kind
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.ledger import Ledger
from kiosk.store.reading import JournalReader
from kiosk.store.rows import prepare
from tests.commands.running import running
from tests.fakes import HOME, NOON, FakeClock
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

    said = capsys.readouterr()
    first, second, third = said.out.splitlines()
    assert "not on record" in said.err  # there are no keys beside it
    assert first.startswith(f"{copy}: 2 rows, head 2")
    assert second.startswith("restored 2 rows, head 2")
    assert third == "rebuilt from 2 rows"


def test_whoever_takes_a_backup_is_on_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ring = open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOON))
    pen = Ledger(tmp_path, keys=ring.seals, clock=FakeClock())
    pen.open()
    pen.append([prepare(passage(1))])
    pen.close()
    copies = tmp_path / "stopped.db", tmp_path / "running.db"

    assert run(tmp_path, "backup", str(copies[0])) == 0
    with running(tmp_path):
        assert run(tmp_path, "backup", str(copies[1])) == 0

    rows = JournalReader(tmp_path).last(9, kind=Kind.AUDIT)
    told = [json.loads(row.payload) for row in rows]
    assert [(row["event"], row["count"], row["by"]) for row in told] == [
        ("backed-up", 1, by()),
        ("backed-up", 2, by()),
    ]
    assert [row["sha256"] for row in told] == [
        hashlib.sha256(copy.read_bytes()).hexdigest() for copy in copies
    ]
    assert not capsys.readouterr().err
