import argparse
import json
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.commands.journal import add
from kiosk.core.record import Draft, Kind
from kiosk.store.errors import ChainBroken, StoreMissing
from kiosk.store.journal import SqliteJournal
from tests.fakes import NOON, FakeClock
from tests.store.scenes import KEYS, ZHANG, audit, fill, journal, passage, tamper


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers())
    args = parser.parse_args(["journal", *words])
    return int(args.run(args))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    fill(
        tmp_path,
        passage(1, person=ZHANG),
        passage(2, verdict="refuse", reasons=["pass-expired", "mask-missing"]),
        passage(3, verdict=None, outcome="abandoned", reasons=[], temperature=None),
        Draft(kind=Kind.DEVICE, at=NOON, payload={"device": "camera", "event": "lost"}),
    )
    return tmp_path


def test_show_prints_a_table_with_chinese_verdicts_newest_last(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("show", "--store", str(store)) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["序号", "时间", "类别", "通道", "方向", "结论", "体温", "原因"],
        ["1", "11-21", "12:00:00", "过卡", "main", "进", "放行", "36.5", "pass-valid"],
        [
            *("2", "11-21", "12:00:00", "过卡", "main", "进", "劝返", "36.5"),
            *("pass-expired", "mask-missing"),
        ],
        ["3", "11-21", "12:00:00", "过卡", "main", "进", "离开"],
        ["4", "11-21", "12:00:00", "设备", "camera", "lost"],
    ]


def test_show_prints_json_lines(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("show", "--json", "--last", "2", "--store", str(store)) == 0

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["seq"] for row in rows] == [3, 4]
    assert rows[1]["payload"] == {"device": "camera", "event": "lost"}
    assert set(rows[0]) == {"seq", "at", "kind", "payload", "prev", "hash"}


def test_show_prints_one_kind(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("show", "--kind", "device", "--store", str(store)) == 0

    assert len(capsys.readouterr().out.splitlines()) == 2


def test_nothing_personal_is_shown(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["show"], ["show", "--json"], ["verify"], ["head"]):
        _run(*words, "--store", str(store))

    assert "测试甲" not in capsys.readouterr().out


def test_verify_counts_the_rows_and_names_the_head(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("head", "--store", str(store)) == 0
    head = capsys.readouterr().out.strip()

    assert _run("verify", "--store", str(store)) == 0
    assert capsys.readouterr().out == f"intact: 4 rows, head {head}\n"


def test_verify_names_the_first_bad_row(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(store, "UPDATE journal SET payload = '{}' WHERE seq >= 2")

    with pytest.raises(ChainBroken, match=r"broken at row 2 \(hash-mismatch\)"):
        _run("verify", "--store", str(store))

    assert capsys.readouterr().out == ""


async def test_the_commands_work_while_the_service_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with journal(tmp_path) as pen:
        await pen.append(audit("written"))

        assert _run("verify", "--store", str(tmp_path)) == 0
        assert "intact: 1 rows" in capsys.readouterr().out
        assert _run("show", "--store", str(tmp_path)) == 0


def test_an_empty_journal_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tmp_path)

    assert _run("head", "--store", str(tmp_path)) == 0
    assert capsys.readouterr().out == "empty\n"


@pytest.mark.parametrize("verb", ["show", "verify", "head"])
def test_a_missing_journal_is_a_clear_error(tmp_path: Path, verb: str) -> None:
    with pytest.raises(StoreMissing, match="--store"):
        _run(verb, "--store", str(tmp_path / "nothing"))


@pytest.mark.parametrize("words", [["--last", "0"], ["--kind", "gossip"]])
def test_a_wrong_word_is_a_usage_error(words: list[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        _run("show", *words)

    assert leaving.value.code == 2


async def test_clock_tells_what_time_it_really_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = FakeClock(sureness="unsure")
    async with SqliteJournal(tmp_path, keys=KEYS, clock=clock) as pen:
        await pen.append(audit("before"))
        jump = {"event": "clock-adjusted", "jump_s": 5400.0, "clock": "synced"}
        at = NOON + timedelta(minutes=91)
        payload = {"device": "clock", **jump, "monotonic": 1060.0}
        await pen.append(Draft(kind=Kind.DEVICE, at=at, payload=payload))

    assert _run("clock", "--store", str(tmp_path)) == 0
    boot, jump_line, *corrected = capsys.readouterr().out.splitlines()
    assert boot == "boot boot-1"
    assert jump_line == "  row 2: the clock was set by +5400.000 s"
    before, after = "2026-11-21 12:00:00", "2026-11-21 13:30:00: +5400.000 s, by row 2"
    assert corrected == [f"  row 1 (1), clock unsure: {before} was {after}"]
    assert _run("clock", "--json", "--store", str(tmp_path)) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["runs"][0]["true_first_at"] == "2026-11-21T05:30:00+00:00"
    _run("show", "--store", str(tmp_path))
    assert "12:00:00?" in capsys.readouterr().out


def test_clock_says_when_there_is_nothing_to_correct(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("clock", "--store", str(store)) == 0
    assert "sure of its time" in capsys.readouterr().out
