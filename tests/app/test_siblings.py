"""Two gates of one community hear of one another's uses; conflicts are incidents."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.siblings import Siblings, allowance_of
from kiosk.codes.signed_head import HubAnswerMalformed
from kiosk.core.errors import StoreError
from kiosk.store.incidents import IncidentReader
from kiosk.store.journal import SqliteJournal
from kiosk.store.outbox import use_mark
from kiosk.store.reading import JournalReader
from kiosk.store.rows import stamp
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from tests.fakes import NOON, FakeClock
from tests.store.households import HOUSE, at, out
from tests.store.scenes import journal
from tests.upstream.forwarder.receiver import Receiver, Said
from tests.upstream.forwarder.rig import HEADERS, PUBLIC, receiving, until

KEY = b"u" * 32
ONE_EXIT = {"quota_exits": 1, "quota_days": 2}


def use(what: str = "out", seq: int = 4, **more: Any) -> dict[str, Any]:
    said = {
        "kiosk": "kiosk-2",
        "seq": seq,
        "at": stamp(NOON),
        "household_key": use_mark(KEY, HOUSE),
        "member": 2,
        "direction": "",
        "what": what,
    }
    return said | more


@dataclass
class Gate:
    """A gate that listens to a hub which answers as told."""

    siblings: Siblings
    line: Line
    receiver: Receiver
    log: SqliteJournal
    store: Path

    async def hear(self, *uses: dict[str, Any], cursor: int = 9) -> None:
        answer = {"cursor": cursor, "uses": uses}
        self.receiver.script = [Said(200, json.dumps(answer).encode())]
        await self.siblings.listen(self.line)

    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        entries = JournalReader(self.store).last(100)
        return [(entry.kind, json.loads(entry.payload)) for entry in entries]


@asynccontextmanager
async def gate(
    store: Path, parameters: dict[str, Any] | None = None
) -> AsyncIterator[Gate]:
    receiver = Receiver(PUBLIC)
    async with receiving(receiver) as port, journal(store) as log:
        line = Line(HubAddress(f"http://127.0.0.1:{port}", None, HEADERS))
        siblings = Siblings(
            store,
            KEY,
            clock=FakeClock(),
            journal=log,
            allowance=lambda: allowance_of(parameters or {}),
        )
        yield Gate(siblings, line, receiver, log, store)
        await line.aclose()


async def test_a_use_is_journalled_once_and_without_the_household(
    tmp_path: Path,
) -> None:
    async with gate(tmp_path) as here:
        await here.hear(use())
        await here.hear(use(), use("undo-4", 5))
        await here.hear(use("undo-4", 5))

    rows = here.rows()
    assert [(kind, row["what"]) for kind, row in rows] == [
        ("forward", "out"),
        ("forward", "undo-4"),
    ]
    assert use_mark(KEY, HOUSE) not in json.dumps(rows)


async def test_listening_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    async with gate(tmp_path) as here:
        await here.hear(cursor=12)
    asked = []

    def uses(headers: dict[str, str], body: bytes) -> Said:
        asked.append(headers)
        return Said(200, b'{"cursor": 12, "uses": []}')

    async with gate(tmp_path) as here:
        here.receiver.served["/v1/uses"] = uses
        await here.siblings.listen(here.line)
        with pytest.raises(HubAnswerMalformed, match="cursor"):
            await here.hear(cursor=-1)

    assert len(asked) == 1


async def test_a_hub_that_began_anew_is_listened_to_from_its_beginning(
    tmp_path: Path,
) -> None:
    async with gate(tmp_path) as here:
        await here.hear(cursor=12)
        await here.hear(use(), cursor=1)

    assert json.loads((tmp_path / "uses.json").read_bytes()) == {"cursor": 1}
    assert len(here.rows()) == 1


async def test_two_gates_that_both_let_the_one_exit_happen_have_an_incident(
    tmp_path: Path,
) -> None:
    async with gate(tmp_path, ONE_EXIT) as here:
        await here.log.append(out())
        before = here.rows()
        await here.hear(use())

    (incident,) = IncidentReader(tmp_path).open_ones()
    assert incident.reasons == ("quota-conflict",)
    assert incident.passage == before[0][1]["passage"]
    assert here.rows()[:1] == before


@pytest.mark.parametrize(
    ("parameters", "heard"),
    [
        ({}, use()),
        (ONE_EXIT | {"quota_exits": 2}, use()),
        (ONE_EXIT, use("in")),
        (ONE_EXIT, use(household_key="ab" * 16)),
    ],
)
async def test_what_is_allowed_or_anothers_is_no_incident(
    parameters: dict[str, Any], heard: dict[str, Any], tmp_path: Path
) -> None:
    async with gate(tmp_path, parameters) as here:
        await here.log.append(out())
        await here.hear(heard)

    assert IncidentReader(tmp_path).open_count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"kiosk": None},
        {"seq": "4"},
        {"household_key": "x"},
        {"what": "undo-"},
        {"what": "away"},
        {"member": 16},
        {"at": "x" * 41},
        {"what": "undo-9999999999999999999"},
        {"seq": 2**63},
        {"seq": 0},
    ],
)
async def test_a_use_of_another_form_keeps_nobody_from_hearing_the_others(
    wrong: dict[str, Any], tmp_path: Path
) -> None:
    async with gate(tmp_path) as here:
        await here.hear(use(seq=3), use(**wrong), use("in", 5))

    assert [row["number"] for _, row in here.rows()] == [3, 5]


async def test_an_answer_of_another_form_is_refused_whole(tmp_path: Path) -> None:
    async with gate(tmp_path) as here:
        here.receiver.script = [Said(200, b'{"cursor": 9, "uses": 7}')]
        with pytest.raises(HubAnswerMalformed):
            await here.siblings.listen(here.line)

    assert here.rows() == []


@pytest.mark.parametrize(("days", "open_ones"), [(0, 1), (-1, 1), (-2, 0), (-9, 0)])
async def test_a_use_heard_of_late_counts_in_the_days_in_which_it_happened(
    days: int, open_ones: int, tmp_path: Path
) -> None:
    async with gate(tmp_path, ONE_EXIT) as here:
        await here.log.append(out())
        await here.hear(use(at=stamp(at(24 * days))))

    assert IncidentReader(tmp_path).open_count() == open_ones


async def test_a_conflict_of_last_week_is_found_when_it_is_heard_of(
    tmp_path: Path,
) -> None:
    async with gate(tmp_path, ONE_EXIT) as here:
        await here.log.append(out(hours=-9 * 24))
        await here.log.append(out())
        await here.hear(use(at=stamp(at(-9 * 24))))

    (incident,) = IncidentReader(tmp_path).open_ones()
    assert incident.passage == "out--216"


async def test_a_time_that_is_none_is_no_conflict(tmp_path: Path) -> None:
    async with gate(tmp_path, ONE_EXIT) as here:
        await here.log.append(out())
        await here.hear(use(at="soon"), use(seq=5, at="2026-11-21T04:00:00"))

    assert [kind for kind, _ in here.rows()[1:]] == ["forward", "forward"]


async def test_a_conflict_cut_off_half_told_is_told_again(tmp_path: Path) -> None:
    async with gate(tmp_path, ONE_EXIT) as here:
        await here.log.append(out())
        await here.hear(use())

    kinds = [kind for kind, _ in here.rows()]
    assert kinds == ["passage", "incident", "forward"]


async def test_a_use_that_cannot_be_recorded_is_asked_for_again(
    tmp_path: Path,
) -> None:
    async with gate(tmp_path) as here:
        await here.log.close()
        with pytest.raises((StoreError, RuntimeError)):
            await here.hear(use())

    assert not (tmp_path / "uses.json").exists()


async def test_a_hub_that_answers_again_is_shown_so(tmp_path: Path) -> None:
    light = HubLight(FakeClock(), None)
    light.enrolled = True
    async with gate(tmp_path) as here:
        listening = asyncio.create_task(here.siblings.run(here.line, light, 0.01))
        await until(lambda: light.status().slug == "hub-refused")
        silence = Said(200, b'{"cursor": 1, "uses": []}')
        here.receiver.served["/v1/uses"] = lambda _headers, _body: silence
        await until(lambda: light.status().slug is None)
        listening.cancel()


async def test_a_card_that_keeps_no_cursor_ends_nothing(tmp_path: Path) -> None:
    light, draft = HubLight(FakeClock(), None), tmp_path / ".uses.json.new"
    async with gate(tmp_path) as here:
        draft.mkdir()
        asked: list[bytes] = []

        def silence(_headers: dict[str, str], body: bytes) -> Said:
            asked.append(body)
            return Said(200, b'{"cursor": 1, "uses": []}')

        here.receiver.served["/v1/uses"] = silence
        listening = asyncio.create_task(here.siblings.run(here.line, light, 0.01))
        await until(lambda: len(asked) > 1 or listening.done())
        assert not listening.done()
        draft.rmdir()
        await until((tmp_path / "uses.json").exists)
        listening.cancel()
