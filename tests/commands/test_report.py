"""``kiosk report`` over a real store."""

import argparse
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.commands import report
from kiosk.commands.pen import by
from kiosk.core.errors import ConfigError, FormError
from kiosk.core.record import Draft, Kind
from kiosk.store.files import WriterLock
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.reading import JournalReader
from tests.commands.running import running
from tests.core.reports import DAY, FULL, QUIET
from tests.fakes import HOME, NOON, FakeClock
from tests.store.scenes import fill, passage

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    corrected = FULL.written() | {
        "number": 3,
        "corrects": 2,
        "why": "x",
        "by": "1 测**",
    }
    early = QUIET.written() | {"day": (DAY - timedelta(days=2)).isoformat()}
    fill(
        tmp_path,
        *(
            Draft(kind=Kind.REPORT, at=NOON, payload=payload)
            for payload in (early, FULL.written(), corrected)
        ),
    )

    def run(*words: str) -> str:
        parser = argparse.ArgumentParser()
        report.add(parser.add_subparsers(), FakeClock())
        args = parser.parse_args(["report", *words, "--store", str(tmp_path)])
        assert args.run(args) == 0
        return capsys.readouterr().out

    return run


def test_every_day_is_listed_with_its_corrections(run: Run) -> None:
    lines = run("list").splitlines()

    assert [line.split("\t")[:3] for line in lines] == [
        ["2026-11-19", "zero", "1"],
        ["2026-11-20", "missing"],
        ["2026-11-21", "made", "2"],
        ["2026-11-21", "made", "3"],
    ]
    assert "corrects 2" in lines[-1]
    assert run("list", "--first", "2027-01-01") == ""


def test_one_is_shown_for_a_program(run: Run) -> None:
    shown = json.loads(run("show", "2"))

    assert (shown["number"], shown["figures"]["fever"]) == (2, 1)
    assert shown["row"].startswith("2:")
    for number in ("9", "0", str(1 << 70)):
        with pytest.raises(ConfigError, match="no report"):
            run("show", number)


def test_a_file_is_written_and_none_is_overwritten(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "reports.json"
    words = ("export", "--form", "json", "--output", str(file), "--why", "月报")
    open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOON))

    run(*words, "--last", "2026-11-20")
    with pytest.raises(ConfigError, match="choose another name"):
        run(*words)
    file.unlink()
    with running(tmp_path):
        shown = run(*words)

    told = json.loads(file.read_text())
    assert [day["state"] for day in told["days"]] == ["zero", "missing", "made"]
    manifest = json.loads((tmp_path / "reports.json.manifest.json").read_text())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert manifest["files"]["reports.json"]["sha256"] == digest
    assert shown == f"{file}: {digest}\n"
    rows = JournalReader(tmp_path).last(9, kind=Kind.AUDIT)
    assert [json.loads(row.payload)["by"] for row in rows] == [by(), by()]
    assert manifest.items() <= json.loads(rows[-1].payload).items()
    assert not list(tmp_path.glob(".*.new"))


def test_what_is_not_on_record_is_not_handed_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "reports.json"
    open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOON))
    lock = WriterLock(tmp_path)
    lock.take()
    words = ("export", "--form", "json", "--output", str(file), "--why")

    with pytest.raises(ConfigError, match="use the page /reports"):
        run(*words, "月报")
    lock.release()
    with pytest.raises(FormError):
        run(*words, "x")

    assert not file.exists()
    assert JournalReader(tmp_path).last(9, kind=Kind.AUDIT) == []


def test_what_is_due_is_made_while_the_kiosk_is_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "var"
    open_keyring(store / "keys", FirstStart(community=HOME, now=NOON))
    fill(store, passage(1))
    config = tmp_path / "kiosk.toml"
    config.write_text(
        f'[store]\ndirectory = "{store}"\n[reports]\ndeadline = "20:00"\n'
    )
    clock = FakeClock()
    clock.turn(24 * 3600)
    parser = argparse.ArgumentParser()
    report.add(parser.add_subparsers(), clock)
    args = parser.parse_args(["report", "make", "--config", str(config)])

    assert args.run(args) == 0

    (line,) = capsys.readouterr().out.splitlines()
    day, number, _, passages, late, _ = line.split("\t")
    assert (day, number, passages, late) == ("2026-11-21", "1", "1", "not-running")
