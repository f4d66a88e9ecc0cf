import argparse
import io
import threading
from pathlib import Path

import pytest

from kiosk.commands import scan_engine
from kiosk.devices.scanners.gm65 import Gm65Scanner
from tests.devices.scanners.rig import PATIENCE_S, TEXT, running, wait_for


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    scan_engine.add(parser.add_subparsers())
    return parser.parse_args(["scan-engine", *words])


def test_each_line_is_a_code_before_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "scanner"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{TEXT}\n"))
    args = parsed("--line", str(link), "--baud", "115200", "--mode", "manual")
    thread = threading.Thread(target=args.run, args=(args,))
    thread.start()
    wait_for(link)
    device = Gm65Scanner(name="scanner", url=str(link), baud=115200)
    with running(device) as run:
        assert run.scan().text == TEXT
    thread.join(PATIENCE_S)

    assert not thread.is_alive()
    assert not link.is_symlink()
    assert str(link) in capsys.readouterr().out


def test_an_unknown_mode_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refusal:
        parsed("--line", str(tmp_path / "scanner"), "--mode", "always")

    assert refusal.value.code == 2
