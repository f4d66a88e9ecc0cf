"""The log office: what is found, what is pulled, and who may know why."""

import asyncio
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.log_office import JournalLogOffice
from kiosk.core.errors import FormError
from kiosk.core.pull import PullState
from kiosk.core.record import Person
from kiosk.core.shift import Rota
from kiosk.store.database import open_for_reading
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader
from kiosk.store.sealing import unseal
from tests.fakes import FakeClock
from tests.store.scenes import KEYS, SUPERVISOR, ZHANG, journal, passage

BY = "3 测试丁"
PLATE = "甘A12345"
DRIVER = Person(subject="driver", masked="", private={}, plate=PLATE)


async def office(store: Path, pen: SqliteJournal) -> JournalLogOffice:
    for number, verdict in enumerate(("allow", "hold", "allow"), start=1):
        await pen.append(passage(number, verdict=verdict, person=ZHANG))
    return desk_of(store, pen)


def desk_of(store: Path, pen: SqliteJournal) -> JournalLogOffice:
    return JournalLogOffice(store, clock=FakeClock(), journal=pen, keys=KEYS, rota=Rota)


async def finished(desk: JournalLogOffice, name: str) -> PullState:
    """Wait until a pull is written or failed."""
    async with asyncio.timeout(5):
        while True:
            view = desk.view(name, BY)
            assert view is not None
            if view.state is not PullState.WRITING:
                return view.state
            await asyncio.sleep(0)


async def pulled(
    desk: JournalLogOffice, fields: Mapping[str, str], form: str = "csv"
) -> dict[str, bytes]:
    name = desk.begin(fields, form, BY, "倒查测试甲")
    assert await finished(desk, name) is PullState.READY
    with zipfile.ZipFile(str(desk.file(name, BY))) as bundle:
        return {part: bundle.read(part) for part in bundle.namelist()}


def last_row(store: Path) -> tuple[int, dict[str, Any]]:
    entry = JournalReader(store).last(1)[0]
    return entry.seq, json.loads(entry.payload)


@pytest.mark.parametrize(
    ("form", "files"),
    [
        ("xlsx", {"log.xlsx": {"log": 2, "incidents": 0, "overrides": 0}}),
        (
            "jsonl",
            {
                "log.jsonl": {"log": 2},
                "incidents.jsonl": {"incidents": 0},
                "overrides.jsonl": {"overrides": 0},
            },
        ),
    ],
)
async def test_a_pull_says_what_it_is_and_is_journalled(
    tmp_path: Path, form: str, files: dict[str, dict[str, int]]
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)

        parts = await pulled(desk, {"verdict": "allow"}, form)

    told, (_, row) = json.loads(parts.pop("manifest.json")), last_row(tmp_path)
    assert {name: one["rows"] for name, one in told["files"].items()} == files
    for name, content in parts.items():
        assert told["files"][name]["sha256"] == hashlib.sha256(content).hexdigest()
    assert told["asked"] == {"verdict": "allow"}
    assert told["journal_head"].startswith("3:")
    assert (row["event"], row["by"], row["form"]) == ("log-exported", BY, form)
    assert {name: row[name] for name in told} == told
    assert "测试甲".encode() not in b"".join(parts.values())


async def test_incidents_and_overrides_come_along(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        said: dict[str, Any] = {"overrides": 2, "override": "medical"}
        await pen.append(
            passage(2, verdict="hold", outcome="overridden", by="2 测试乙", **said)
        )

        parts = await pulled(desk, {"verdict": "hold"}, "jsonl")
        without = await pulled(desk, {"verdict": "allow"}, "jsonl")

    incident = json.loads(parts["incidents.jsonl"])
    assert (incident["seq"], incident["result"]) == (2, "overridden")
    override = json.loads(parts["overrides.jsonl"])
    assert override["by"] == "2 测试乙"
    assert (override["stopped"], override["because"]) == (2, "medical")
    assert without["incidents.jsonl"] == without["overrides.jsonl"] == b""


async def test_only_the_supervisors_key_tells_what_a_pull_was_for(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        await pulled(desk, {"plate": PLATE})

    seq, row = last_row(tmp_path)
    with open_for_reading(tmp_path / "kiosk.db") as db:
        (box,) = db.execute("SELECT sealed FROM people WHERE seq = ?", [seq]).fetchone()
    assert unseal(SUPERVISOR, box, seq=seq)["private"] == {
        "why": "倒查测试甲",
        "plate": PLATE,
    }
    assert row["asked"] == {"plate": "given"}
    assert "测试甲" not in str(row)


async def test_one_person_and_one_vehicle_are_found_by_their_tokens(
    tmp_path: Path,
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        await pen.append(passage(4, person=DRIVER, minutes=60 * 24))
        await pen.append(passage(5, person=DRIVER))
        await pen.append(passage(6))

        def found(**fields: str) -> list[int]:
            return [row.seq for row in desk.page(fields, None)]

        assert found(same_as="2") == [3, 2, 1]
        assert found(same_as="2", verdict="hold") == [2]
        assert found(same_as="5") == [5]  # tokens are of one day
        assert found(same_as="6") == []
        assert found(plate="甘 a·12345", until="2026-11-23T00:00+08:00") == [5]
        assert found(plate="甘A99999") == []
        with pytest.raises(FormError, match="whole plate"):
            found(plate="甘A1")


async def test_a_shift_is_searched_by_its_name(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        await pen.append(passage(4, minutes=60 * 8))
        now, before, *_ = desk.turns()

        assert [row.seq for row in desk.page({"shift": str(now)}, None)] == [3, 2, 1]
        assert desk.page({"shift": str(before)}, None) == []


@pytest.mark.parametrize(
    ("form", "why", "field"), [("pdf", "倒查", "form"), ("csv", " x ", "why")]
)
async def test_a_pull_needs_a_form_and_a_purpose(
    tmp_path: Path, form: str, why: str, field: str
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        with pytest.raises(FormError) as refused:
            desk.begin({}, form, BY, why)

    assert refused.value.field == field


async def test_what_cannot_be_journalled_is_not_handed_out(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
    name = desk.begin({}, "csv", BY, "倒查")  # the journal is closed

    assert await finished(desk, name) is PullState.FAILED
    assert desk.file(name, BY) is None
    assert list((tmp_path / "exports").iterdir()) == []


async def test_pages_are_newest_first(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)

        first, older = desk.page({}, None), desk.page({}, 3)

    assert [row.seq for row in first] == [3, 2, 1]
    assert [row.seq for row in older] == [2, 1]
