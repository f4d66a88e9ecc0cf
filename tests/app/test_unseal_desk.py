import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.unseal_desk import JournalUnsealDesk
from kiosk.core.errors import FormError
from kiosk.core.record import Kind
from kiosk.core.unsealing import GivenKey
from kiosk.core.why import Why
from kiosk.store.extract import read_extract
from kiosk.store.journal import SqliteJournal
from kiosk.store.locked_key import Cost, lock
from kiosk.store.personal import opened
from kiosk.store.reading import JournalReader
from tests.fakes import FakeClock
from tests.store.scenes import SUPERVISOR, ZHANG, audit, journal, passage

WORDS = "correct horse battery"
LINE = lock(SUPERVISOR, WORDS, cost=Cost(passes=1, kibibytes=8))
KEY = GivenKey(file=LINE.encode(), passphrase=WORDS)
WHY = Why(reason="tracing", note="测试甲的密接")


@dataclass
class Scene:
    desk: JournalUnsealDesk
    pen: SqliteJournal
    store: Path

    def audits(self) -> Iterator[dict[str, Any]]:
        for entry in JournalReader(self.store).last(100, kind=Kind.AUDIT):
            yield json.loads(entry.payload)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with journal(tmp_path) as pen:
        await pen.append(passage(1, person=ZHANG))
        await pen.append(audit("nobody in it"))
        desk = JournalUnsealDesk(tmp_path, clock=FakeClock(), journal=pen)
        yield Scene(desk, pen, tmp_path)


async def test_a_record_is_opened_and_the_row_names_nobody_in_it(scene: Scene) -> None:
    found = await scene.desk.open(1, KEY, WHY, "3 测试丁")

    assert found.said["name"] == "测试甲"
    assert "测试甲" not in repr(found)
    *_, row = scene.audits()
    assert {
        "event": "unsealed",
        "seq": 1,
        "why": "tracing",
        "by": "3 测试丁",
    }.items() <= (row.items())
    assert "测试甲" not in json.dumps(row, ensure_ascii=False)


@pytest.mark.parametrize(
    ("key", "slug"),
    [
        (GivenKey(file=LINE.encode(), passphrase="wrong"), "passphrase-wrong"),
        (GivenKey(file=b"\xff", passphrase=WORDS), "key-not-locked"),
        (
            GivenKey(
                file=lock(bytes(32), WORDS, cost=Cost(passes=1, kibibytes=8)).encode(),
                passphrase=WORDS,
            ),
            "unseal-failed",
        ),
    ],
)
async def test_a_key_that_does_not_fit_opens_nothing_and_leaves_a_row(
    scene: Scene, key: GivenKey, slug: str
) -> None:
    with pytest.raises(FormError) as refusal:
        await scene.desk.open(1, key, WHY, "3 测试丁")

    assert refusal.value.slug == slug
    *_, row = scene.audits()
    assert (row["event"], row["slug"]) == ("unseal-refused", slug)


async def test_a_row_without_a_box_is_refused(scene: Scene) -> None:
    for seq in (2, 99):
        with pytest.raises(FormError) as refusal:
            await scene.desk.open(seq, KEY, WHY, "3 测试丁")
        assert refusal.value.slug == "not-sealed"


async def test_what_cannot_be_journalled_is_not_shown(scene: Scene) -> None:
    await scene.pen.close()

    with pytest.raises(FormError) as refusal:
        await scene.desk.open(1, KEY, WHY, "3 测试丁")
    assert refusal.value.slug == "not-recorded"
    with pytest.raises(FormError) as refusal:
        await scene.desk.extract(1, 1, WHY, "3 测试丁")
    assert refusal.value.slug == "not-recorded"


async def test_an_extract_is_journalled_and_still_sealed(scene: Scene) -> None:
    path = Path(await scene.desk.extract(1, 2, WHY, "3 测试丁"))

    (row,) = read_extract(path)
    assert opened(row, SUPERVISOR).said["phone"] == "10000000001"
    *_, told = scene.audits()
    assert (told["event"], told["first"], told["last"]) == ("sealed-extracted", 1, 2)
    assert told["count"] == 1
    assert len(told["sha256"]) == 64


@pytest.mark.parametrize(
    ("first", "last", "slug"),
    [(2, 1, "wrong-value"), (0, 1, "wrong-value"), (2, 9, "not-sealed")],
)
async def test_an_extract_of_nothing_leaves_no_file(
    scene: Scene, first: int, last: int, slug: str
) -> None:
    with pytest.raises(FormError) as refusal:
        await scene.desk.extract(first, last, WHY, "3 测试丁")
    assert refusal.value.slug == slug


async def test_without_room_for_an_extract_nothing_is_taken(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(scene.store / "nowhere"))

    with pytest.raises(FormError) as refused:
        await scene.desk.extract(1, 1, WHY, "3 测试丁")

    assert refused.value.slug == "not-recorded"
    assert scene.pen.head.seq == 2
