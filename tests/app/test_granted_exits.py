"""An exit that a leader granted counts, and is no conflict between gates."""

from pathlib import Path
from typing import Any

import pytest

from kiosk.store.database import open_for_reading
from kiosk.store.elsewhere_facts import uses as uses_away
from kiosk.store.files import StoreFiles
from kiosk.store.incidents import IncidentReader
from kiosk.store.outbox import use_mark
from tests.app.test_siblings import KEY, ONE_EXIT, gate, use
from tests.fakes import NOON
from tests.store.households import HOUSE, out


async def test_what_a_leader_elsewhere_granted_counts_and_is_no_conflict(
    tmp_path: Path,
) -> None:
    async with gate(tmp_path, ONE_EXIT) as here:
        await here.log.append(out())
        await here.hear(use("out-granted"))
        assert IncidentReader(tmp_path).open_ones() == []
        with open_for_reading(StoreFiles(tmp_path).database) as db:
            assert uses_away(db, use_mark(KEY, HOUSE), NOON) == 1


@pytest.mark.parametrize(
    ("granted", "heard", "open_ones"),
    [
        ({"outcome": "overridden"}, ["out"], 0),
        ({"facts": {"household": {"relief": True}}}, ["out"], 0),
        ({}, ["out-granted", "in"], 0),
        ({}, ["out-granted", "out"], 1),
        ({"outcome": "overridden"}, ["out-granted", "out"], 0),
        ({"outcome": "overridden"}, ["out", "out"], 0),  # theirs alone
    ],
)
async def test_what_a_leader_granted_here_or_there_is_in_no_conflict(
    granted: dict[str, Any], heard: list[str], open_ones: int, tmp_path: Path
) -> None:
    async with gate(tmp_path, ONE_EXIT) as here:
        await here.log.append(out(**granted))
        for seq, what in enumerate(heard, 4):
            await here.hear(use(what, seq))
    assert IncidentReader(tmp_path).open_count() == open_ones


async def test_what_was_granted_elsewhere_is_not_held_against_who_may_go_twice(
    tmp_path: Path,
) -> None:
    async with gate(tmp_path, ONE_EXIT | {"quota_exits": 2}) as here:
        await here.log.append(out())
        await here.hear(use("out-granted"), use(seq=5))
        assert IncidentReader(tmp_path).open_count() == 0
        await here.hear(use(seq=6))
    assert IncidentReader(tmp_path).open_count() == 1
