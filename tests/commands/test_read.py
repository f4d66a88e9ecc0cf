import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.cli import main
from kiosk.devices.simulated.script import Difficulty
from kiosk.devices.simulated.stills import render_empty, render_still
from tests.devices.readers.symbols import beside, symbol_picture


@pytest.fixture
def photo(tmp_path: Path) -> tuple[str, str]:
    still = render_still(np.random.default_rng(3), Difficulty.EASY)
    path = tmp_path / "photo.jpg"
    cv2.imwrite(str(path), still.frame)
    return str(path), str(still.text)


def save(path: Path, frame: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
    cv2.imwrite(str(path), frame)
    return str(path)


@pytest.mark.parametrize("reader", ["zxing", "zbar"])
def test_json_is_one_object_a_line_with_every_symbol(
    photo: tuple[str, str],
    tmp_path: Path,
    reader: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    two = beside(symbol_picture("测试甲"), symbol_picture("KP1:TEST"))
    pair = save(tmp_path / "two.png", two)
    none = save(tmp_path / "none.webp", render_empty(np.random.default_rng(1)).frame)

    code = main(["read", "--json", "--reader", reader, photo[0], pair, none])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert [line["file"] for line in lines] == [photo[0], pair, none]
    for line in lines:
        assert list(line) == ["file", "symbols", "reader", "ms"]
        assert line["reader"] == reader
        assert line["ms"] > 0
    (symbol,) = lines[0]["symbols"]
    assert list(symbol) == ["text", "corners", "colour"]
    assert symbol["text"] == photo[1]
    assert symbol["colour"] == "black"
    assert [[type(value) for value in corner] for corner in symbol["corners"]] == [
        [int, int]
    ] * 4
    assert sorted(s["text"] for s in lines[1]["symbols"]) == ["KP1:TEST", "测试甲"]
    assert lines[2]["symbols"] == []


def test_plain_output_names_file_text_and_place(
    photo: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", photo[0]]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{photo[0]}: {photo[1]} (at ")


def test_picture_without_a_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    white = save(tmp_path / "white.png", np.full((90, 90, 3), 255, np.uint8))
    assert main(["read", white]) == 0
    assert "no code" in capsys.readouterr().out


def test_unreadable_files_are_named_and_the_rest_is_read(
    photo: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("no picture")
    missing, folder = str(tmp_path / "missing.png"), str(tmp_path)

    code = main(["read", "--json", missing, str(text), folder, photo[0]])

    out, err = capsys.readouterr()
    assert code == 1
    assert [json.loads(line)["file"] for line in out.splitlines()] == [photo[0]]
    complaints = err.splitlines()
    assert [line.split(": ")[:2] for line in complaints] == [
        ["kiosk", name] for name in (missing, str(text), folder)
    ]
    assert "No such file" in complaints[0]
    assert "not a picture" in complaints[1]


def test_code_cannot_drive_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(tmp_path / "evil.png", symbol_picture("\x1b[2JKP1\n\x07"))
    assert main(["read", path]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert out.count("\n") == 1


def test_unknown_reader_and_no_files_are_usage_errors() -> None:
    for words in (["read"], ["read", "--reader", "barcode", "a.png"]):
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 2
