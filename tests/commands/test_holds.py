import argparse
import io
from pathlib import Path

import pytest

from kiosk.commands import store
from kiosk.core.errors import ConfigError, FormError
from kiosk.store.files import WriterLock
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.ledger import Ledger
from kiosk.store.rows import prepare
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

    put = "2026-11-21T04:00\tinquiry\tcommand line"
    assert capsys.readouterr().out.splitlines() == [f"4\t{put}\t1-", f"5\t{put}\t1-2"]


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
