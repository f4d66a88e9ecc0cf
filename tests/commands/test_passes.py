import io
import json
from datetime import timedelta
from pathlib import Path

import cv2
import pytest
import zxingcpp

from kiosk.commands.picture import PictureUnwritable
from kiosk.core.errors import FormError
from kiosk.store.keyfile import KeyMissing
from tests.commands.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal.at(tmp_path, capsys)


def test_an_issued_pass_is_verified_and_printed_as_json(terminal: Terminal) -> None:
    text = terminal.issue("--member", "2")

    code, out = terminal.run("pass", "verify", text)

    claims = json.loads(out)
    assert code == 0
    assert len(text) == 177
    assert claims == {
        "class": "resident",
        "community": "620102001001",
        "pass_id": claims["pass_id"],
        "household": claims["household"],
        "member": 2,
        "not_before": "2026-11-21T04:00:00+00:00",
        "expires": "2026-12-21T04:00:00+00:00",
        "plate": None,
        "zones": None,
        "generation": 0,
    }
    assert len(claims["pass_id"]) == len(claims["household"]) == 12


def test_a_refused_pass_gives_its_slug_and_exit_code_1(terminal: Terminal) -> None:
    text = terminal.issue("--days", "1")
    terminal.now += timedelta(days=2)

    code, out = terminal.run("pass", "verify", text)

    assert code == 1
    assert json.loads(out)["error"] == "pass-expired"
    assert "new one" in json.loads(out)["message"]
    assert terminal.verify("hello")["error"] == "unknown-code"


def test_the_time_to_judge_at_can_be_given(terminal: Terminal) -> None:
    text = terminal.issue("--days", "1")

    assert "class" in terminal.verify(text, "--at", "2026-11-22T03:59:59Z")
    # Without an offset it is Chinese time: 12:00 there is 04:00 UTC.
    assert "class" in terminal.verify(text, "--at", "2026-11-22T12:01:00")
    late = terminal.verify(text, "--at", "2026-11-22T12:01:01")
    assert late["error"] == "pass-expired"


def test_the_code_may_come_from_standard_input(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(terminal.issue() + "\n"))

    assert terminal.verify("-")["class"] == "resident"


def test_a_pass_runs_to_the_end_of_a_chinese_day(terminal: Terminal) -> None:
    text = terminal.issue("--until", "2026-11-30")

    assert terminal.verify(text)["expires"] == "2026-11-30T15:59:59+00:00"


def test_a_temporary_pass_runs_a_day(terminal: Terminal) -> None:
    text = terminal.issue(kind="temporary")

    assert terminal.verify(text)["expires"] == "2026-11-22T04:00:00+00:00"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["resident", "--days", "0"], "days"),
        (["resident", "--days", "-5"], "days"),
        (["resident", "--days", "367"], "days"),
        (["resident", "--days", "999999999999"], "days"),
        (["resident", "--until", "2026-11-20"], "until"),
        (["resident", "--until", "9999-12-31"], "until"),
        (["temporary", "--days", "2"], "days"),
        (["resident", "--member", "16"], "member"),
        (["vehicle"], "plate"),
        (["vehicle", "--plate", "x" * 17], "plate"),
        (["resident", "--household", " "], "household"),
        (["resident", "--household", "x" * 65], "household"),
        (["resident", "--household", "\udcff"], "household"),
        (["resident", "--name", " "], "name"),
        (["resident", "--name", "测\udcff"], "name"),
        (["resident", "--out", "pass.gif"], "out"),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_nothing_is_issued(
    terminal: Terminal, words: list[str], field: str
) -> None:
    with pytest.raises(FormError) as refused:
        terminal.issue(*words[1:], kind=words[0])

    assert refused.value.field == field
    assert terminal.holders == []


def test_a_resident_needs_a_household_and_others_need_not(terminal: Terminal) -> None:
    with pytest.raises(FormError, match="household"):
        terminal.run("pass", "issue", "--class", "resident")

    _, text = terminal.run("pass", "issue", "--class", "delivery")
    assert terminal.verify(text)["household"] is None


def test_one_household_has_one_hash_however_it_is_typed(terminal: Terminal) -> None:
    typed = ("３栋 2单元", " 3栋  2单元 ", "3栋 ２单元")
    hashes = set()
    for household in typed:
        text = terminal.issue("--household", household)
        hashes.add(terminal.verify(text)["household"])

    assert len(hashes) == 1


def test_a_vehicle_pass_carries_its_plate(terminal: Terminal) -> None:
    text = terminal.issue("--plate", "京 ad１2345", kind="vehicle")

    assert terminal.verify(text)["plate"] == "京AD12345"


def test_only_the_masked_name_is_kept_and_none_is_printed(terminal: Terminal) -> None:
    text = terminal.issue("--name", " 测试甲 ")

    assert terminal.holders == [(terminal.verify(text)["pass_id"], "测**")]
    assert text.isascii()


def test_no_two_passes_share_an_id(terminal: Terminal) -> None:
    ids = {terminal.verify(terminal.issue())["pass_id"] for _ in range(20)}

    assert len(ids) == 20


def test_the_picture_reads_back_to_the_pass(terminal: Terminal, tmp_path: Path) -> None:
    picture = tmp_path / "pass.png"

    text = terminal.issue("--out", str(picture))

    pixels = cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    assert pixels.shape == (53 * 8, 53 * 8)  # 45 modules and the quiet zone
    assert [symbol.text for symbol in zxingcpp.read_barcodes(pixels)] == [text]


def test_a_drawing_can_be_made_too(terminal: Terminal, tmp_path: Path) -> None:
    terminal.issue("--out", str(tmp_path / "pass.SVG"))

    assert "<svg" in (tmp_path / "pass.SVG").read_text(encoding="utf-8")


def test_a_picture_that_cannot_be_saved_says_so(
    terminal: Terminal, tmp_path: Path
) -> None:
    with pytest.raises(PictureUnwritable, match="choose another"):
        terminal.issue("--out", str(tmp_path / "gone" / "pass.png"))


def test_without_keys_the_command_says_how_to_get_them(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.keys = tmp_path / "none"

    with pytest.raises(KeyMissing, match="start the kiosk once"):
        terminal.issue()
    with pytest.raises(KeyMissing):
        terminal.verify("KP1:")
    assert not terminal.keys.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["pass"],
        ["pass", "issue"],
        ["pass", "issue", "--class", "guest"],
        ["pass", "issue", "--class", "resident", "--days", "x"],
        ["pass", "issue", "--class", "resident", "--until", "tomorrow"],
        [
            "pass",
            "issue",
            "--class",
            "resident",
            "--days",
            "1",
            "--until",
            "2027-01-01",
        ],
        ["pass", "verify"],
        ["pass", "verify", "KP1:", "--at", "noon"],
    ],
)
def test_a_misused_command_exits_with_2(terminal: Terminal, words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        terminal.run(*words)
    assert stopped.value.code == 2
