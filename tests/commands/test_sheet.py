import re
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp
from pyzbar import pyzbar

from kiosk.codes.symbol import symbol_of
from kiosk.commands.pass_sheet import SheetUnwritable
from kiosk.office.result import read_result
from kiosk.office.table import TableUnreadable
from tests.commands.terminal import Terminal

# (modules of a QR code can happen to be a code of another kind)
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
QRCODE = pyzbar.ZBarSymbol.QRCODE

ROLL = "household,member,class,plate,name\n" + "".join(
    f"{n}-1-101,1,resident,,测试甲\n" for n in range(10)
)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    found = Terminal.at(tmp_path, capsys)
    found.run("keys", "rotate", "resident", "--generation", "3")
    (tmp_path / "roll.csv").write_text(ROLL, encoding="utf-8")
    found.run(
        "pass", "issue", "--roll", str(tmp_path / "roll.csv"), "--out", str(tmp_path)
    )
    return found


def draw(terminal: Terminal, *words: str) -> tuple[Path, str]:
    folder = terminal.keys.parent
    out = folder / "sheet.html"
    code, _ = terminal.run(
        "pass", "sheet", str(folder / "passes.csv"), "--out", str(out), *words
    )
    assert code == 0
    return out, out.read_text(encoding="utf-8")


def test_a_sheet_shows_every_pass_on_a4_and_needs_nothing_else(
    terminal: Terminal,
) -> None:
    path, html = draw(terminal, "--title", "<测试>小区")

    assert path.stat().st_mode & 0o777 == 0o600
    assert html.count("<article") == 10
    assert html.count('class="page a4"') == 2
    assert not re.search(r"(src|href)=|url\(|@import", html)
    assert "&lt;测试&gt;小区" in html
    assert "2026年12月21日" in html
    assert "第 3 批 · 紫" in html
    assert "测试甲" not in html
    for result in read_result(terminal.keys.parent / "passes.csv"):
        assert result.pass_id in html
        assert result.household in html


def test_a_symbol_keeps_its_45_modules_and_quiet_zone(terminal: Terminal) -> None:
    _, html = draw(terminal)

    assert set(re.findall(r'viewBox="([^"]*)"', html)) == {"0 0 53 53"}
    assert "620102001001" in html


def test_every_symbol_of_a_sheet_is_level_m_and_scans(terminal: Terminal) -> None:
    texts = [r.text for r in read_result(terminal.keys.parent / "passes.csv")]
    for text in texts:
        symbol = symbol_of(text)
        modules = np.array(
            [[255 - 255 * dark for dark in row] for row in symbol.matrix]
        )
        picture = np.pad(modules.astype(np.uint8), 4, constant_values=255)
        for scale in (3, 5):
            wide = cv2.resize(
                picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST
            )
            found = zxingcpp.read_barcodes(wide, formats=QR)
            assert [(code.text, code.ec_level) for code in found] == [(text, "M")]
            assert [code.data.decode() for code in pyzbar.decode(wide, [QRCODE])] == [
                text
            ]
        assert symbol.designator == "7-M"
        assert len(symbol.matrix) == 45


def test_a_person_who_watches_sees_how_far_it_is(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(terminal)
    assert terminal.said == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    draw(terminal)

    assert "\r0/10 0 %" in terminal.said


def test_cards_come_one_a_page(terminal: Terminal) -> None:
    _, html = draw(terminal, "--card")

    assert html.count('class="page single"') == 10
    assert "size: 90mm 64mm" in html


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"+00:00", b""),
        (b"resident", b"prince"),
        (b"2026-12", b"soon"),
        (b"row,pass_id", b"a,b"),
        (b",620102001001,", b","),
    ],
)
def test_a_table_that_was_changed_is_refused(
    terminal: Terminal, old: bytes, new: bytes
) -> None:
    path = terminal.keys.parent / "passes.csv"
    path.write_bytes(path.read_bytes().replace(old, new))

    with pytest.raises(TableUnreadable):
        draw(terminal)


def test_an_empty_table_or_a_bad_place_is_named(
    terminal: Terminal, tmp_path: Path
) -> None:
    with pytest.raises(SheetUnwritable, match="choose another"):
        draw(terminal, "--out", str(tmp_path / "gone" / "x.html"))
    path = tmp_path / "passes.csv"
    path.write_bytes(path.read_bytes().split(b"\n")[0])
    with pytest.raises(TableUnreadable, match="no passes"):
        draw(terminal)
