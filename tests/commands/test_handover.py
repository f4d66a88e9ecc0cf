"""``kiosk handover`` over a real store."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.commands import handover
from kiosk.core.errors import ConfigError
from kiosk.store.errors import StoreMissing
from tests.store.scenes import fill
from tests.store.shifts import accepted, offered, on

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    fill(tmp_path, on("1"), offered(1, 1), accepted(2, 1, 1), offered(3))
    fill(tmp_path, accepted(4, 2, by="3"))

    def run(*words: str, store: Path = tmp_path) -> str:
        parser = argparse.ArgumentParser()
        handover.add(parser.add_subparsers())
        args = parser.parse_args(["handover", *words, "--store", str(store)])
        assert args.run(args) == 0
        return capsys.readouterr().out

    return run


def test_the_newest_is_listed_first(run: Run) -> None:
    first, second = run("list").splitlines()

    assert first.startswith("2\t2026-11-21 12:00\t2026-11-21/1\t1 测试甲\t")
    assert second.startswith("1\t")
    assert len(run("list", "--last", "1").splitlines()) == 1


def test_one_is_shown_for_a_program(run: Run) -> None:
    shown = json.loads(run("show", "1"))

    assert (shown["number"], shown["stock"]) == (1, {"masks": 20})
    assert shown["summary"]["through"] == 1
    assert shown["row"].startswith("3:")


@pytest.mark.parametrize("paper", ["a4", "slip"])
def test_the_sheet_is_a_file_that_stands_alone(
    run: Run, tmp_path: Path, paper: str
) -> None:
    file = tmp_path / "sheet.html"

    assert run("print", "1", "--paper", paper, "--output", str(file)) == ""
    written = file.read_text("utf-8")

    assert written == run("print", "1", "--paper", paper)
    assert "第 1 号" in written
    assert "@page { size: " + {"a4": "A4", "slip": "80mm"}[paper] in written
    assert not any(word in written for word in ("href=", "src=", "http"))
    assert "No. 1" in run("print", "1", "--language", "en")


def test_nothing_is_overwritten_and_what_is_not_there_is_said(
    run: Run, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.html"
    kept.write_text("mine")

    with pytest.raises(ConfigError, match="choose another name"):
        run("print", "1", "--output", str(kept))
    for number in ("3", "0", "-1", str(1 << 70)):
        with pytest.raises(ConfigError, match="no handover"):
            run("show", number)
    with pytest.raises(StoreMissing):
        run("list", store=tmp_path / "elsewhere")

    assert kept.read_text() == "mine"
