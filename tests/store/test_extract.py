from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.store.extract import ExtractUnfit, read_extract, write_extract
from kiosk.store.personal import SealedRows, opened
from kiosk.store.sealing import UnsealError
from tests.store.scenes import SUPERVISOR, ZHANG, audit, fill, passage


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    fill(
        tmp_path, passage(1, person=ZHANG), audit("x"), passage(3, person=ZHANG),
        passage(4, person=ZHANG),
    )  # fmt: skip
    path = tmp_path / "sealed.jsonl"
    assert write_extract(path, {"first": 1}, SealedRows(tmp_path).between(1, 3)) == 2
    return path


def test_an_extract_opens_with_the_supervisors_key_only(extract: Path) -> None:
    assert "测试甲" not in extract.read_text()

    rows = [opened(row, SUPERVISOR) for row in read_extract(extract)]

    assert [row.seq for row in rows] == [1, 3]
    assert rows[0].said == {
        "subject": "0000000000aa",
        "name": "测试甲",
        "phone": "10000000001",
    }
    with pytest.raises(UnsealError):
        opened(next(read_extract(extract)), bytes(32))


def without_a_line(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join([lines[0], *lines[2:]])


SPOILT: dict[str, tuple[Callable[[str], str], str]] = {
    "another format": (
        lambda text: text.replace('"kiosk-sealed-1"', '"other"'),
        "is no kiosk-sealed",
    ),
    "nothing": (lambda text: text[:0], "cut short"),
    "binary": (lambda text: "\0" + text, "is no kiosk-sealed"),
    "not ASCII": (lambda text: "测" + text, "is no kiosk-sealed"),
    "half": (lambda text: text[: len(text) // 2], "damaged in line"),
    "a row less": (without_a_line, "cut short"),
    "a verdict": (lambda text: text.replace("allow", "hold."), r"row 1 \(hash"),
    "a name": (lambda text: text.replace("\\u6d4b**", "x**"), r"row 1 \(person"),
    "a number": (lambda text: text.replace('"seq": 3', '"seq": "3x"'), "no row"),
    "a box": (lambda text: text.replace('"sealed": "', '"sealed": "!'), "no row"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_altered_or_cut_short_is_refused(extract: Path, what: str) -> None:
    spoil, problem = SPOILT[what]
    extract.write_text(spoil(extract.read_text()))

    with pytest.raises(ExtractUnfit, match=problem):
        list(read_extract(extract))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExtractUnfit, match=r"gone\.jsonl cannot be read"):
        list(read_extract(tmp_path / "gone.jsonl"))


def test_an_erased_row_has_nothing_to_open(tmp_path: Path) -> None:
    fill(tmp_path, audit("x"))

    assert SealedRows(tmp_path).one(1) is None
