"""``kiosk lists``: tables become signed lists, and kiosks take newer ones over."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from kiosk.codes.rota_list import RotaList
from kiosk.codes.watch_list import WatchList, mark_of
from kiosk.commands import lists
from kiosk.core.errors import ConfigError, FormError
from kiosk.core.shift import Rota
from kiosk.office.district_table import TableUnfit
from kiosk.store.arrivals import ListOlder, SignerUnknown
from kiosk.store.district import (
    WATCH,
    WatchKeyOther,
    list_path,
    load_district_list,
    load_watch_key,
)
from kiosk.store.keyfile import KeyMissing
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.listmaking import RootAway, open_signer
from tests.fakes import HOME, NOON

ID_NUMBER, PHONE = "11010519491231002X", "13900000001"
RISK = """区划代码,地区,等级,起,止
110105,北京市朝阳区,高,2026-11-01,2026-12-01
620102008,靖远路街道,中风险,2026/11/10,2026年11月30日
"""
WATCHED = f"""类别,身份证号,手机号,车牌,截止日期
居家隔离,{ID_NUMBER},{PHONE},,2026-12-31
返乡,,13900000002,甘A12345,2026-12-31
解除隔离,,13900000003,,2026-11-01
"""
DUTY = """岗位,姓名,电话,时间
社区,测试社区,0931-1234567,24小时
网格警员,测试警官,110,
"""
ROTA = """日期,班次,姓名,卡口
2026-11-21,1,测试甲、测试乙,
2026/11/21,第二班,测试丙 测试丁,east
2026年11月22日,3,Zhang Test; 测试戊,
"""


@dataclass
class Desk:
    """The supervisor's machine and a kiosk that has its key folder's public part."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    now: datetime = NOON

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def gate(self) -> Path:
        return self.folder / "gate" / "keys"

    def table(self, text: str, name: str = "table.csv") -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run(self, *words: str, keys: Path | None = None) -> str:
        parser = argparse.ArgumentParser()
        lists.add(parser.add_subparsers(), lambda: self.now)
        args = parser.parse_args(["lists", *words, "--keys", str(keys or self.keys)])
        handler: Callable[[argparse.Namespace], int] = args.run
        self.code = handler(args)
        return self.capsys.readouterr().out.rstrip("\n")

    def make(self, name: str, text: str, *words: str) -> str:
        return self.run("make", name, self.table(text), *words)

    def bring(self, name: str) -> str:
        return self.run("import", str(list_path(self.keys, name)), keys=self.gate)

    def bring_watch_key(self) -> None:
        (self.gate / "watch.key").write_bytes((self.keys / "watch.key").read_bytes())
        (self.gate / "watch.key").chmod(0o600)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    desk = Desk(tmp_path, capsys)
    open_keyring(desk.keys, FirstStart(community=HOME, now=NOON))
    copytree(desk.keys, desk.gate)
    return desk


def test_each_table_becomes_a_list_that_a_kiosk_takes_over(desk: Desk) -> None:
    assert desk.make("risk-areas", RISK).startswith("risk-areas #1: 2 entries; ")
    desk.make("watch-list", WATCHED)
    desk.make("duty-phones", DUTY)
    desk.bring_watch_key()

    taken = [desk.bring(name) for name in ("risk-areas", "watch-list", "duty-phones")]

    assert taken == [
        "risk-areas #1: 2 entries",
        "watch-list #1: 4 entries",  # the one that is over was left out
        "duty-phones #1: 2 entries",
    ]
    desk.now += timedelta(hours=30)
    assert desk.run("show", keys=desk.gate).splitlines() == [
        "risk-areas #1: 2 entries, 30 h old",
        "watch-list #1: 4 entries, 30 h old, STALE 过期",
        "duty-phones #1: 2 entries, 30 h old",
        "rota none",
    ]


def test_a_clear_number_is_in_no_file_of_the_kiosk_nor_in_the_key_folder(
    desk: Desk,
) -> None:
    desk.make("watch-list", WATCHED)
    desk.bring_watch_key()
    desk.bring("watch-list")

    for root in (desk.gate.parent, desk.keys):
        for path in root.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            assert ID_NUMBER.encode() not in content, path
            assert PHONE.encode() not in content, path
    watched = load_district_list(desk.gate, WATCH)
    assert isinstance(watched, WatchList)
    mark = mark_of(load_watch_key(desk.gate), "id_number", ID_NUMBER)
    found = watched.find([mark], NOON)
    assert found is not None
    assert (found.category, found.disposal) == ("quarantine", "hold")


def test_the_next_list_counts_on_and_an_older_one_is_refused(desk: Desk) -> None:
    desk.make("risk-areas", RISK, "--notice", "测试通告")
    first = list_path(desk.keys, "risk-areas").read_bytes()
    assert "#2" in desk.make("risk-areas", RISK)
    assert desk.bring("risk-areas") == "risk-areas #2: 2 entries"

    list_path(desk.keys, "risk-areas").write_bytes(first)

    with pytest.raises(ListOlder, match="number 2 is in force"):
        desk.bring("risk-areas")
    assert "#2" in desk.run("show", keys=desk.gate)


def test_a_damaged_or_foreign_file_replaces_nothing(desk: Desk) -> None:
    desk.make("duty-phones", DUTY)
    desk.bring("duty-phones")
    good = list_path(desk.gate, "duty-phones").read_bytes()
    other = Desk(desk.folder / "other", desk.capsys)
    open_keyring(other.keys, FirstStart(community=HOME, now=NOON))
    other.make("duty-phones", DUTY)
    strange = list_path(other.keys, "duty-phones")
    damaged = Path(desk.table("\xd2 no list"))

    with pytest.raises(SignerUnknown):
        desk.run("import", str(strange), keys=desk.gate)
    with pytest.raises(ConfigError):
        desk.run("import", str(damaged), keys=desk.gate)
    with pytest.raises(ConfigError, match="cannot be used"):
        desk.run("import", str(desk.folder / "none.cose"), keys=desk.gate)
    assert list_path(desk.gate, "duty-phones").read_bytes() == good


def test_a_damaged_list_in_force_is_told_and_mended_by_an_import(desk: Desk) -> None:
    desk.make("duty-phones", DUTY)
    list_path(desk.gate, "duty-phones").write_bytes(b"?")
    list_path(desk.gate, "duty-phones").chmod(0o600)

    assert "damaged" in desk.run("show", keys=desk.gate)
    assert desk.code == 1
    assert desk.bring("duty-phones") == "duty-phones #1: 2 entries"


def test_a_watch_list_needs_its_own_key_beside_it(desk: Desk) -> None:
    desk.make("watch-list", WATCHED)
    with pytest.raises(KeyMissing, match="by another way"):
        desk.bring("watch-list")
    desk.bring_watch_key()
    (desk.keys / "watch.key").unlink()
    list_path(desk.keys, "watch-list").unlink()
    desk.make("watch-list", WATCHED)

    with pytest.raises(WatchKeyOther, match="nobody could be found"):
        desk.bring("watch-list")
    assert not list_path(desk.gate, "watch-list").exists()


def test_revocations_come_the_same_way(desk: Desk) -> None:
    open_signer(desk.keys).revoke([], NOON)

    said = desk.run("import", str(desk.keys / "revocations.cose"), keys=desk.gate)

    assert said == "taken over #1"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("risk-areas", "", "empty"),
        ("risk-areas", "区划代码,起,止\n", "no column is called level"),
        ("risk-areas", RISK.replace("110105", "11010"), "row 2: code"),
        ("risk-areas", RISK.replace("高", "极高"), "row 2: level"),
        ("risk-areas", RISK.replace("2026-11-01", "2027-11-01"), "row 2: to"),
        ("risk-areas", RISK.replace("2026-11-01", ""), "row 2: from"),
        ("risk-areas", RISK.replace("北京市朝阳区", "朝" * 61), "row 2: name"),
        ("watch-list", "类别,手机号\n", "no column is called until"),
        ("watch-list", WATCHED.replace(ID_NUMBER, ID_NUMBER[:-1] + "1"), "row 2: id"),
        ("watch-list", WATCHED.replace(PHONE, "139"), "row 2: phone"),
        ("watch-list", WATCHED.replace("甘A12345", "甘A"), "row 3: plate"),
        ("watch-list", WATCHED.replace("返乡", "别的"), "row 3: category"),
        ("watch-list", WATCHED.replace("返乡", "其他"), "row 3: disposal"),
        ("watch-list", "类别,通行证号,截止日期\n密接,xyz,2026-12-31\n", "row 2: pass"),
        ("watch-list", "类别,手机号,截止日期\n密接,,2026-12-31\n", "row 2: id_number"),
        ("duty-phones", DUTY.replace("110", "一一〇"), "row 3: number"),
        ("duty-phones", DUTY.replace("网格警员", "朋友"), "row 3: role"),
        ("rota", "日期,班次\n", "no column is called names"),
        ("rota", ROTA.replace("2026-11-21", ""), "row 2: day"),
        ("rota", ROTA.replace("2026-11-21", "2026-02-30"), "row 2: day"),
        ("rota", ROTA.replace("第二班", "夜班"), "row 3: shift"),
        ("rota", ROTA.replace(",3,", ",4,"), "row 4: shift"),
        ("rota", ROTA.replace("测试丙 测试丁", "、"), "row 3: names"),
        ("rota", ROTA.replace("Zhang Test", "Z" * 61), "row 4: names"),
    ],
)
def test_one_bad_row_and_there_is_no_list(
    desk: Desk, name: str, text: str, said: str
) -> None:
    with pytest.raises(TableUnfit) as refused:
        desk.make(name, text)

    assert said in str(refused.value)
    for personal in (ID_NUMBER[:-1], "1390000", "甘A", "xyz"):
        assert personal not in str(refused.value)
    assert not list_path(desk.keys, name).exists()


def test_a_passport_and_a_pass_can_be_looked_for_too(desk: Desk) -> None:
    text = "类别,身份证号,通行证号,处置,截止日期\n"
    text += "其他,E12345678,a1b2c3d4e5f6,劝返,2026-12-31\n"

    assert "2 entries" in desk.make("watch-list", text)


@pytest.mark.parametrize(
    "words", [["--due", "0"], ["--window", "0"], ["--notice", "x" * 61]]
)
def test_what_no_kiosk_would_read_is_not_made(desk: Desk, words: list[str]) -> None:
    with pytest.raises(FormError):
        desk.make("risk-areas", RISK, *words)


def test_a_rota_says_when_shifts_change_and_who_comes(desk: Desk) -> None:
    words = ("--hours", "6", "--first", "07:30", "--people", "3")
    assert desk.make("rota", ROTA, *words).startswith("rota #1: 3 entries; ")
    desk.make("rota", ROTA.replace(",3,", ",4,"), *words)

    assert desk.bring("rota") == "rota #2: 3 entries"
    listed = load_district_list(desk.gate, "rota")
    assert isinstance(listed, RotaList)
    assert listed.rota == Rota(hours=6, first=time(7, 30), people=3)
    assert [(one.place, one.number, one.names) for one in listed.entries] == [
        ("", 1, ("测试甲", "测试乙")),
        ("east", 2, ("测试丙", "测试丁")),
        ("", 4, ("Zhang Test", "测试戊")),
    ]


@pytest.mark.parametrize(
    "words", [["--people", "0"], ["--first", "25:00"], ["--due", "0"]]
)
def test_a_rota_that_no_kiosk_would_read_is_not_made(
    desk: Desk, words: list[str]
) -> None:
    with pytest.raises(FormError):
        desk.make("rota", ROTA, *words)


def test_without_the_root_no_list_is_made(desk: Desk) -> None:
    (desk.keys / "offline" / "root.key").unlink()

    with pytest.raises(RootAway):
        desk.make("duty-phones", DUTY)
