import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from kiosk.cli import main
from kiosk.commands.simulate import SCRIPTS
from kiosk.devices.serial_line import SerialLine
from kiosk.devices.thermometers.gymcu_frames import FrameParser
from tests.app.rig import PATIENCE_S, free_port

ROOT = Path(__file__).parents[2]
_SIMULATE = (sys.executable, "-m", "kiosk", "simulate", "visitors")


@contextmanager
def visitors(
    folder: Path, *words: str
) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """Simulated people in a process of their own, present; with port and line."""
    port, line = free_port(), folder / "thermometer"
    with subprocess.Popen(
        [*_SIMULATE, "--port", str(port), "--line", str(line), *words],
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('["KP1:ZHANG TEST"]\n')
        process.stdin.flush()
        assert process.stdout.readline() == "present\n"
        yield process, port, line
        process.kill()


def test_visitors_are_a_camera_and_a_thermometer(tmp_path: Path) -> None:
    log = tmp_path / "log"
    words = ("--script", "held-up", "--log", str(log))
    with visitors(tmp_path, *words) as (process, port, line):
        with httpx2.stream("GET", f"http://127.0.0.1:{port}/") as camera:
            assert "multipart/x-mixed-replace" in camera.headers["content-type"]
            received = b""
            for chunk in camera.iter_raw():
                received += chunk
                if log.exists() and log.read_text():  # a code can be read by now
                    break
        with SerialLine("thermometer", str(line), 9600) as wire:
            parser = FrameParser()
            while not (frames := parser.feed(wire.read())):
                pass
        assert process.stdin is not None
        process.stdin.close()
        code = process.wait(PATIENCE_S)

    assert b"\xff\xd8\xff" in received  # a JPEG begins
    assert 15 < frames[0].object_c < 45
    assert json.loads(log.read_text().splitlines()[0])["visit"] == 0
    assert code == 0
    assert not line.is_symlink()


def test_sigterm_sends_them_home_in_silence(tmp_path: Path) -> None:
    with visitors(tmp_path, "--script", "nobody") as (process, _, line):
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE_S)
        assert process.stderr is not None
        told = process.stderr.read()

    assert (code, told) == (0, "")
    assert not line.is_symlink()


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_end_of_the_input_ends_every_play(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('["KP1:A", "KP1:B"]\n'))
    line = tmp_path / "thermometer"
    words = ["--port", str(free_port()), "--line", str(line), "--script", script]

    assert main(["simulate", "visitors", *words]) == 0
    assert not line.is_symlink()


def test_presence_is_said_once_both_devices_can_be_opened(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    read_end, write_end = os.pipe()
    monkeypatch.setattr(sys, "stdin", os.fdopen(read_end))
    os.write(write_end, b'["KP1:A"]\n')
    port, line = free_port(), tmp_path / "thermometer"

    def leave() -> None:
        patience = threading.Event()
        with socket.socket() as probe:
            while probe.connect_ex(("127.0.0.1", port)) or not line.exists():
                patience.wait(0.02)
        patience.wait(0.2)
        os.close(write_end)

    leaver = threading.Thread(target=leave)
    leaver.start()
    words = ["--port", str(port), "--line", str(line), "--script", "nobody"]
    code = main(["simulate", "visitors", *words])
    leaver.join(PATIENCE_S)
    sys.stdin.close()

    assert (code, capsys.readouterr().out) == (0, "present\n")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "[1]", '"KP1:A"', "null"])
def test_what_are_no_codes_is_refused(
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text + "\n"))
    words = ["--port", "1", "--line", str(tmp_path / "line")]

    assert main(["simulate", "visitors", *words]) == 1
    assert "standard input: not a JSON list" in capsys.readouterr().err
