import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import __version__
from kiosk.cli import VERBS, build_parser, main

ROOT = Path(__file__).parents[1]
_ENVIRONMENT = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def wrongly_called(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as leaving:
        main(words)
    return leaving.value.code


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert wrongly_called("--help") == 0

    told = capsys.readouterr().out
    for verb in VERBS:
        assert re.search(rf"\n    {verb}\s", told)  # a long one has a line of its own


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert wrongly_called("--version") == 0
    assert capsys.readouterr().out == f"kiosk {__version__}\n"


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert wrongly_called(verb, "--help") == 0
    assert f"usage: kiosk {verb}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("open",),
        ("run", "--colour"),
        ("decide",),
        ("policy",),
        ("policy", "burn"),
        ("journal", "show", "--last", "0"),
        ("journal", "show", "--kind", "gossip"),
        ("simulate", "visitors"),
        ("simulate", "visitors", "--port", "x", "--line", "y"),
    ],
)
def test_a_wrong_call_is_explained_with_code_2(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert wrongly_called(*words) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("usage: kiosk")


def test_an_expected_error_is_one_sentence_with_code_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["policy", "check", "strictest"]) == 1

    told = capsys.readouterr()
    assert told.err.startswith("kiosk: no policy 'strictest'; shipped: ")
    assert told.err.count("\n") == 1


def test_only_the_verb_that_is_asked_for_is_loaded() -> None:
    parser = build_parser("decide")
    assert isinstance(parser, argparse.ArgumentParser)

    loaded = run_python(
        "import sys; from kiosk.cli import build_parser; build_parser('decide');"
        "print(*sorted({'cv2', 'fastapi', 'serial'} & set(sys.modules)))"
    )
    assert loaded.stdout == "\n"


def test_a_missing_library_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "kiosk.commands.read", None)

    assert main(["read", "x.png"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("kiosk: ")
    assert "kiosk.commands.read" in told
    assert told.endswith("; run `make setup` to install it\n")


def test_an_interrupted_command_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        def read(self) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Interrupted())

    assert main(["decide", "-"]) == 130


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_is_no_traceback(unbuffered: str) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "w") as nobody_reads:
        ended = subprocess.run(
            [sys.executable, "-m", "kiosk", "policy", "check", "routine"],
            env={**_ENVIRONMENT, "PYTHONUNBUFFERED": unbuffered},
            stdout=nobody_reads,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (ended.returncode, ended.stderr) == (1, "")


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
