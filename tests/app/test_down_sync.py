"""Newer files come down by themselves, each once; what is refused is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from kiosk.app.down_sync import DownSync
from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.core.view import Condition
from kiosk.store.district import DUTY, list_path
from kiosk.upstream.forwarder.errors import HubRefused
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from tests.app.bundle_rig import Office
from tests.fakes import FakeClock, FakeJournal
from tests.upstream.forwarder.receiver import Receiver, Route, Said
from tests.upstream.forwarder.rig import HEADERS, PUBLIC, receiving, until


@dataclass
class Shelf:
    """What the hub has, and what was asked of it."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def index(self, _headers: dict[str, str], _body: bytes) -> Said:
        found = [
            {"kind": kind, "seq": 7, "etag": sha256(content).hexdigest(), "issued": ""}
            for kind, content in self.files.items()
        ]
        return Said(200, json.dumps({"bundles": found}).encode())

    def route(self, kind: str) -> Route:
        def file(headers: dict[str, str], _body: bytes) -> Said:
            self.asked.append(kind)
            etag = sha256(self.files[kind]).hexdigest()
            if headers.get("if-none-match") == f'"{etag}"':
                return Said(304, b"")
            return Said(200, self.files[kind])

        return file


@dataclass
class Scene:
    """A down-sync before a hub."""

    office: Office
    shelf: Shelf
    sync: DownSync
    line: Line
    journal: FakeJournal
    light: HubLight
    clock: FakeClock

    async def look(self) -> None:
        await self.sync.look(self.line)

    def said(self) -> list[tuple[object, ...]]:
        rows = [draft.payload for draft in self.journal.drafts]
        return [(row["bundle"], row["event"], row["slug"]) for row in rows]


@asynccontextmanager
async def syncing(
    folder: Path, receiver: Receiver | None = None
) -> AsyncIterator[Scene]:
    office, shelf = Office(folder / "var"), Shelf()
    receiver = receiver or Receiver(PUBLIC)
    receiver.served["/v1/bundles"] = shelf.index
    for kind in ("duty", "policy", "trust-list", "watch-list"):
        receiver.served[f"/v1/bundles/{kind}"] = shelf.route(kind)
    clock, journal = FakeClock(), FakeJournal()
    light = HubLight(clock, None)
    light.enrolled = True
    async with receiving(receiver) as port:
        line = Line(HubAddress(f"http://127.0.0.1:{port}", None, HEADERS))
        sync = DownSync(office.store, clock, journal, light)
        yield Scene(office, shelf, sync, line, journal, light, clock)
        await line.aclose()


async def test_a_newer_file_is_taken_once(tmp_path: Path) -> None:
    async with syncing(tmp_path) as scene:
        scene.shelf.files["duty"] = scene.office.duty(1)
        await scene.look()
        await scene.look()
        scene.shelf.files["duty"] = scene.office.duty(2)
        await scene.look()

    assert scene.shelf.asked == ["duty", "duty"]
    assert scene.said() == [("duty", "bundle-taken", None)] * 2
    assert list_path(scene.office.keys, DUTY).read_bytes() == scene.office.duty(2)
    assert scene.sync.status() is None
    assert scene.light.status().slug is None


async def test_an_older_file_is_refused_told_and_the_newer_stays(
    tmp_path: Path,
) -> None:
    async with syncing(tmp_path) as scene:
        for seq in (2, 1):
            scene.shelf.files["duty"] = scene.office.duty(seq)
            await scene.look()
        await scene.look()

    light = scene.sync.status()
    assert scene.said()[1:] == [("duty", "bundle-refused", "list-older")]
    assert list_path(scene.office.keys, DUTY).read_bytes() == scene.office.duty(2)
    assert light is not None
    assert light.slug == "bundle-refused"
    assert "duty" in (light.advice or "")


async def test_an_older_file_is_fetched_again_only_after_a_restart(
    tmp_path: Path,
) -> None:
    async with syncing(tmp_path) as scene:
        for seq in (2, 1):
            scene.shelf.files["duty"] = scene.office.duty(seq)
            await scene.look()
        scene.clock.turn(600)
        await scene.look()
        before = len(scene.shelf.asked)
        again = DownSync(scene.office.store, FakeClock(), scene.journal, scene.light)
        for _ in range(2):
            await again.look(scene.line)

    assert (before, len(scene.shelf.asked)) == (2, 3)
    assert again.status() is not None


async def test_a_forged_file_changes_nothing(tmp_path: Path) -> None:
    stranger = Office(tmp_path / "stranger")
    async with syncing(tmp_path) as scene:
        scene.shelf.files |= {"duty": stranger.duty(9), "policy": stranger.policy()}
        await scene.look()

    assert {event for _, event, _ in scene.said()} == {"bundle-refused"}
    assert not list_path(scene.office.keys, DUTY).exists()


async def test_what_was_seen_is_known_after_a_restart(tmp_path: Path) -> None:
    async with syncing(tmp_path) as scene:
        scene.shelf.files["duty"] = scene.office.duty(1)
        await scene.look()
        again = DownSync(scene.office.store, FakeClock(), scene.journal, scene.light)
        await again.look(scene.line)

    assert scene.shelf.asked == ["duty"]


async def test_a_list_that_came_before_its_key_is_taken_once_the_key_is_here(
    tmp_path: Path,
) -> None:
    async with syncing(tmp_path) as scene:
        scene.shelf.files["watch-list"] = scene.office.watched()
        for seconds in (0, 300, 300):
            scene.clock.turn(seconds)
            await scene.look()
        told = scene.said()
        scene.office.copy_watch_key()
        scene.clock.turn(600)
        await scene.look()
        await scene.look()

    assert told == [("watch-list", "bundle-refused", "key-missing")]
    assert scene.said()[1:] == [("watch-list", "bundle-taken", None)]
    assert scene.shelf.asked == ["watch-list"] * 3
    assert scene.sync.status() is None


async def test_what_was_refused_is_looked_at_again_after_a_restart(
    tmp_path: Path,
) -> None:
    async with syncing(tmp_path) as scene:
        scene.shelf.files["watch-list"] = scene.office.watched()
        await scene.look()
        scene.office.copy_watch_key()
        again = DownSync(scene.office.store, FakeClock(), scene.journal, scene.light)
        await again.look(scene.line)

    assert again.status() is None


async def test_lists_that_come_down_do_not_hide_that_no_batch_goes_up(
    tmp_path: Path,
) -> None:
    async with syncing(tmp_path) as scene:
        scene.light.failed(HubRefused(status=403, code="clock-ahead"))
        await scene.look()

    light = scene.light.status()
    assert (light.condition, light.slug) == (Condition.FAILED, "hub-clock-ahead")
    assert light.age_hours == 0.0


async def test_its_own_trouble_is_over_with_the_next_answer(tmp_path: Path) -> None:
    receiver = Receiver(PUBLIC, script=[Said(404)])
    async with syncing(tmp_path, receiver) as scene:
        running = asyncio.create_task(scene.sync.run(scene.line, 0.01))
        await until(lambda: scene.light.status().slug == "hub-refused")
        await until(lambda: scene.light.status().slug is None)
        running.cancel()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"bundles": [{}]}',
        b'{"bundles": [{"kind": "../x", "seq": 1, "etag": "ab"}]}',
        b'{"bundles": [{"kind": "duty", "seq": 1, "etag": "a\\r\\nX: y"}]}',
        b'{"bundles": [{"kind": "duty", "seq": "1", "etag": "ab"}]}',
    ],
)
async def test_an_index_of_another_form_is_refused(body: bytes, tmp_path: Path) -> None:
    receiver = Receiver(PUBLIC, script=[Said(200, body)])
    async with syncing(tmp_path, receiver) as scene:
        with pytest.raises(HubAnswerMalformed):
            await scene.look()

    assert scene.shelf.asked == []


async def test_a_hub_that_refuses_is_told(tmp_path: Path) -> None:
    receiver = Receiver(PUBLIC, script=[Said(404)])
    async with syncing(tmp_path, receiver) as scene:
        with pytest.raises(HubRefused):
            await scene.look()
