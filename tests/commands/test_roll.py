import csv
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.core.errors import FormError
from kiosk.office.result import ResultUnwritable, read_result
from kiosk.office.roll import RollUnfit
from kiosk.office.table import TableUnreadable
from tests.commands.terminal import Terminal

HEAD = "户号,成员,类别,天数,截止日期,车牌,姓名\n"


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal.at(tmp_path, capsys)


def issue(terminal: Terminal, text: str) -> tuple[int, str, Path]:
    folder = terminal.keys.parent
    (folder / "roll.csv").write_text(HEAD + text, encoding="utf-8-sig")
    out = folder / "out"
    code, said = terminal.run(
        "pass", "issue", "--roll", str(folder / "roll.csv"), "--out", str(out)
    )
    return code, said, out / "passes.csv"


def test_a_roll_gives_passes_that_verify_and_only_masked_names(
    terminal: Terminal,
) -> None:
    code, said, path = issue(
        terminal, "3-2-501,1,常住,30,,,测试甲\n3-2-501,2,常住,,2026-12-31,,\n"
    )

    first, second = read_result(path)
    assert code == 0
    assert said == f"2 issued, 0 refused; {path}"
    assert terminal.verify(first.text)["pass_id"] == first.pass_id
    assert terminal.verify(second.text)["expires"] == "2026-12-31T15:59:59+00:00"
    assert (first.household, first.member, first.name) == ("3-2-501", "1", "测**")
    assert terminal.holders == [(first.pass_id, "测**")]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "测试甲" not in path.read_text(encoding="utf-8-sig")


def test_bad_rows_are_told_and_the_rest_goes_on(terminal: Terminal) -> None:
    code, said, path = issue(
        terminal, "1,99,常住,1,,,\n,1,常住,1,,,\n2,1,王子,,,,\n3,1,常住,1,,,\n"
    )

    assert code == 1
    assert said.startswith("1 issued, 3 refused")
    assert [line.split(":")[:2] for line in terminal.said.split("\n") if line] == [
        ["\rrow 2", " member"],
        ["\rrow 3", " household"],
        ["\rrow 4", " class"],
    ]
    assert [result.row for result in read_result(path)] == ["5"]


def test_a_cell_like_a_formula_is_harmless_and_comes_back(terminal: Terminal) -> None:
    _, _, path = issue(terminal, "=1+1,1,常住,1,,,\n@x,1,配送,1,,,-测试\n")

    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
    assert [result.household for result in read_result(path)] == ["=1+1", "@x"]


def test_earlier_results_are_never_overwritten(terminal: Terminal) -> None:
    _, _, path = issue(terminal, "1,1,常住,1,,,\n")
    before = path.read_bytes()

    with pytest.raises(ResultUnwritable, match="earlier roll"):
        issue(terminal, "2,1,常住,1,,,\n")
    assert path.read_bytes() == before


def test_a_roll_without_a_good_row_leaves_nothing(terminal: Terminal) -> None:
    code, said, path = issue(terminal, "1,99,常住,1,,,\n")

    assert (code, said) == (1, "0 issued, 1 refused")
    assert not path.exists()


def test_a_roll_that_cannot_be_read_issues_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "no.csv").write_text("a,b\n")
    for name, error in (("no.csv", RollUnfit), ("gone.csv", TableUnreadable)):
        with pytest.raises(error):
            terminal.run(
                "pass", "issue", "--roll", str(tmp_path / name), "--out", str(tmp_path)
            )
    with pytest.raises(FormError, match="--out"):
        terminal.run("pass", "issue", "--roll", str(tmp_path / "no.csv"))
    with pytest.raises(ResultUnwritable):
        issue_into_a_file(terminal, tmp_path)
    assert terminal.holders == []


def issue_into_a_file(terminal: Terminal, folder: Path) -> None:
    roll = str(folder / "no.csv")
    terminal.run("pass", "issue", "--roll", roll, "--out", roll)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--household", "3-2-501"], "--household"),
        (["--member", "0"], "--member"),
        (["--days", "3", "--plate", "京AD12345"], "--days, --plate"),
        (["--until", "2026-12-31", "--name", "测试甲"], "--until, --name"),
    ],
)
def test_options_of_a_single_pass_cannot_go_with_a_roll(
    terminal: Terminal, tmp_path: Path, words: list[str], named: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        terminal.run("pass", "issue", "--roll", "r.csv", "--out", str(tmp_path), *words)

    assert stopped.value.code == 2
    assert f"{named} cannot go with --roll" in terminal.capsys.readouterr().err


def test_a_person_who_watches_sees_how_far_it_is(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    issue(terminal, "".join(f"{n},1,常住,1,,,\n" for n in range(120)))

    assert "\r100/120 83 %" in terminal.said


def test_a_pass_of_a_roll_ends_when_its_row_says(terminal: Terminal) -> None:
    _, _, path = issue(terminal, "1,1,临时,1,,,\n2,0,通勤,7,,,\n")
    temporary, commuter = read_result(path)

    terminal.now += timedelta(days=2)
    assert terminal.verify(temporary.text)["error"] == "pass-expired"
    assert terminal.verify(commuter.text)["class"] == "commuter"
