import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from kiosk.app.log_office import JournalLogOffice, discard
from kiosk.core.errors import FormError
from kiosk.core.log_query import log_query
from kiosk.store.journal import SqliteJournal
from kiosk.store.reading import JournalReader
from tests.fakes import FakeClock
from tests.store.scenes import ZHANG, journal, passage


async def office(store: Path, pen: SqliteJournal) -> JournalLogOffice:
    for number, verdict in enumerate(("allow", "hold", "allow"), start=1):
        await pen.append(passage(number, verdict=verdict, person=ZHANG))
    return JournalLogOffice(store, clock=FakeClock(), journal=pen)


def unpacked(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_an_export_says_what_it_is_and_is_journalled(
    tmp_path: Path, form: str
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        query = log_query({"verdict": "allow"})

        file = Path(await desk.export(query, form, "3 测试丁", "倒查"))

        parts = unpacked(file)
        discard(file)
    told = json.loads(parts["manifest.json"])
    row = json.loads(JournalReader(tmp_path).last(1)[0].payload)
    assert told["count"] == 2
    assert told["asked"] == {"verdict": "allow"}
    assert told["journal_head"].startswith("3")
    assert told["sha256"] == hashlib.sha256(parts[f"log.{form}"]).hexdigest()
    assert (row["event"], row["by"], row["why"]) == ("log-exported", "3 测试丁", "倒查")
    assert row["sha256"] == told["sha256"]
    assert "测试甲".encode() not in b"".join(parts.values())


@pytest.mark.parametrize(
    ("form", "why", "field"), [("pdf", "倒查", "form"), ("csv", " x ", "why")]
)
async def test_an_export_needs_a_form_and_a_purpose(
    tmp_path: Path, form: str, why: str, field: str
) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)
        with pytest.raises(FormError) as refused:
            await desk.export(log_query({}), form, "x", why)

    assert refused.value.field == field


async def test_what_cannot_be_journalled_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, exports = tmp_path / "var", tmp_path / "exports"
    exports.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(exports))
    async with journal(store) as pen:
        desk = await office(store, pen)
    with pytest.raises(FormError) as refused:
        await desk.export(log_query({}), "csv", "x", "倒查")  # the journal is closed

    assert refused.value.slug == "not-recorded"
    assert list(exports.iterdir()) == []


async def test_pages_are_newest_first(tmp_path: Path) -> None:
    async with journal(tmp_path) as pen:
        desk = await office(tmp_path, pen)

        first, older = desk.page(log_query({}), None), desk.page(log_query({}), 3)

    assert [row.seq for row in first] == [3, 2, 1]
    assert [row.seq for row in older] == [2, 1]
