import csv
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kiosk.core.incident import Incident, Result, Tick
from kiosk.core.log_query import LoggedOverride, LoggedPassage
from kiosk.core.verdict import Verdict
from kiosk.office.export import FORMATS, Format, export
from kiosk.office.pulled import incident_table, override_table, passage_table

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
AT = "2026-11-21T04:00:00.000000Z"
HELD = Incident(
    passage="p1",
    seq=1,
    at=NOON,
    lane="1",
    verdict=Verdict.HOLD,
    reasons=("fever", "mask"),
    actions=(),
    ticks=(Tick(step="isolate-on-spot", at=NOON, by=""),),
    closed_at=NOON,
    result=Result.HOSPITAL,
    closed_by="2 测试乙",
)
LET_PASS = LoggedOverride(
    seq=9,
    at=AT,
    passage="p1",
    lane="1",
    verdict="hold",
    reason="fever",
    stopped=1,
    because="medical",
    by="2 测试乙",
)


def row(seq: int = 1, **said: str) -> LoggedPassage:
    texts = {
        "passage": "p1",
        "lane": "1",
        "direction": "in",
        "outcome": "decided",
        "verdict": "allow",
        "reason": "",
        "pass_class": "resident",
        "at": AT,
    }
    return LoggedPassage(seq=seq, celsius=36.5, **(texts | said))


def table(file: Path, sheet: str = "过卡") -> list[list[object]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as text:
            return [list(line) for line in csv.reader(text)]
    if file.suffix == ".xlsx":
        rows = load_workbook(file)[sheet].iter_rows(values_only=True)
        return [list(line) for line in rows]
    return [list(json.loads(line).values()) for line in file.read_text().splitlines()]


def test_a_spreadsheet_opens_the_csv_as_chinese(tmp_path: Path) -> None:
    export([passage_table([row()])], tmp_path, "csv")

    assert (tmp_path / "log.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    heads, first = table(tmp_path / "log.csv")
    assert heads[:2] == ["序号", "时间"]
    assert first[:2] == ["1", "2026-11-21 12:00:00"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_passage_is_written_once_and_told(tmp_path: Path, form: Format) -> None:
    told: list[int] = []
    rows = (row(n) for n in range(1, 2501))

    (done,) = export([passage_table(rows)], tmp_path, form, told.append)

    assert done.rows == {"log": 2500}
    assert done.sha256 == hashlib.sha256(done.file.read_bytes()).hexdigest()
    assert told == [1000, 1000, 500]
    assert len(table(tmp_path / f"log.{form}")) == 2500 + (form != "jsonl")


def test_incidents_and_overrides_are_sheets_of_their_own(tmp_path: Path) -> None:
    tables = [passage_table([]), incident_table([HELD]), override_table([LET_PASS])]

    (done,) = export(tables, tmp_path, "xlsx")

    assert done.rows == {"log": 0, "incidents": 1, "overrides": 1}
    noon = datetime(2026, 11, 21, 12)  # noqa: DTZ001 - as a clock in China shows it
    assert table(done.file, "处置事项")[1] == [
        *(1, noon, "p1", "1", "hold", "fever mask", "isolate-on-spot"),
        *(noon, "hospital", "2 测试乙"),
    ]
    assert table(done.file, "组长放行")[1] == [
        *(9, noon, "p1", "1", "hold", "fever", 1, "medical", "2 测试乙")
    ]


def test_incidents_and_overrides_are_files_of_their_own(tmp_path: Path) -> None:
    tables = [passage_table([]), incident_table([HELD]), override_table([LET_PASS])]

    done = export(tables, tmp_path, "jsonl")

    assert [one.file.name for one in done] == [
        "log.jsonl",
        "incidents.jsonl",
        "overrides.jsonl",
    ]
    assert json.loads(done[1].file.read_text())["reasons"] == "fever mask"
    assert json.loads(done[2].file.read_text())["because"] == "medical"


@given(
    text=st.text(max_size=12), sign=st.sampled_from(["=", "+", "-", "@", "\t", "＝"])
)
def test_no_value_is_a_formula_and_none_stops_an_export(
    tmp_path_factory: pytest.TempPathFactory, text: str, sign: str
) -> None:
    folder = tmp_path_factory.mktemp("exports")
    text = text.encode("utf-8", "replace").decode("utf-8")  # no lone surrogates
    for form in FORMATS:
        file = folder / f"log.{form}"
        export([passage_table([row(reason=sign + text, lane=text)])], folder, form)
        if form != "jsonl":
            for cell in table(file)[1]:
                assert not str(cell or "").startswith(("=", "+", "-", "@", "＝"))


def test_a_time_that_is_none_stays_as_it_is(tmp_path: Path) -> None:
    export([passage_table([row(at="soonZ"), row(at="")])], tmp_path, "csv")

    assert [line[1] for line in table(tmp_path / "log.csv")[1:]] == ["soonZ", ""]


def test_whoever_is_told_can_end_it(tmp_path: Path) -> None:
    def stop(_count: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        export([passage_table(row(n) for n in range(5000))], tmp_path, "csv", stop)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("mine")

    with pytest.raises(FileExistsError):
        export([passage_table([row()])], tmp_path, "csv")
