import argparse
import io
import json
from pathlib import Path

import pytest

from kiosk.commands import store
from kiosk.commands.pen import by
from kiosk.core.errors import ConfigError, FormError
from kiosk.core.record import Kind
from kiosk.store.files import WriterLock
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.ledger import Ledger
from kiosk.store.reading import JournalReader
from kiosk.store.rows import prepare
from tests.commands.running import running
from tests.fakes import HOME, NOON, FakeClock
from tests.store.scenes import ZHANG, passage

WHY = ("--reason", "inquiry")


@pytest.fixture
def var(tmp_path: Path) -> Path:
    ring = open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOON))
    pen = Ledger(tmp_path, keys=ring.seals, clock=FakeClock())
    pen.open()
    pen.append([prepare(passage(1, person=ZHANG)), prepare(passage(2, person=ZHANG))])
    pen.close()
    return tmp_path


def run(var: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    store.add(parser.add_subparsers(), FakeClock())
    args = parser.parse_args(["store", *words, "--store", str(var)])
    code: int = args.run(args)
    return code


def test_holds_are_put_listed_and_released(
    var: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(var, "hold", "--rows", "1-2", *WHY)
    run(var, "hold", "--since", "2026-11-01", *WHY)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ZHANG.subject}\n"))
    run(var, "hold", "--person", "-", *WHY)
    run(var, "release", "3")
    capsys.readouterr()

    assert run(var, "holds") == 0

    put = f"2026-11-21T04:00\tinquiry\t{by()}"
    assert capsys.readouterr().out.splitlines() == [f"4\t{put}\t1-", f"5\t{put}\t1-2"]


def test_a_running_kiosk_records_what_the_command_does(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(var):
        run(var, "hold", "--rows", "1-2", *WHY)
        run(var, "extract", str(var / "sealed.jsonl"), "--rows", "1-2", *WHY)
        run(var, "release", "3")

    rows = JournalReader(var).last(3, kind=Kind.AUDIT)
    told = [json.loads(row.payload) for row in rows]
    assert [row["event"] for row in told] == [
        "hold",
        "sealed-extracted",
        "hold-released",
    ]
    assert {row["by"] for row in told} == {by()}
    assert (var / "sealed.jsonl").exists()
    assert not capsys.readouterr().err


def test_what_is_wrong_leaves_no_hold(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(FormError):
        run(var, "hold", "--like", "99", *WHY)
    with pytest.raises(FormError):
        run(var, "hold", "--rows", "1-2", "--reason", "other")
    with pytest.raises(SystemExit):
        run(var, "hold", "--rows", "1-2", "--like", "1", *WHY)
    running = WriterLock(var)
    running.take()
    with pytest.raises(ConfigError, match="/holds"):
        run(var, "hold", "--rows", "1-2", *WHY)
    running.release()
    capsys.readouterr()

    run(var, "holds")
    assert capsys.readouterr().out == ""
