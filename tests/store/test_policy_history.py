"""What the journal knows of policies in force, and walking through its passages."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.core.errors import StoreError
from kiosk.core.policy import PolicyStamp
from kiosk.core.record import Draft
from kiosk.core.sections import ControlLevel
from kiosk.store.errors import StoreDamaged, StoreMissing
from kiosk.store.policy_history import (
    _ASK,
    History,
    in_force_draft,
    key_in_force_draft,
    read_history,
)
from kiosk.store.walking import decided_passages
from tests.fakes import NOON
from tests.store.scenes import audit, fill, passage, tamper

HOUR = timedelta(hours=1)


def stamp(
    name: str = "routine", version: int = 1, key: int | None = None
) -> PolicyStamp:
    return PolicyStamp(
        version=f"{name}/{version}",
        title=name,
        level=ControlLevel.ROUTINE,
        digest=f"{name}{version}".encode().hex().ljust(64, "0"),
        source="signed" if key else "shipped",
        key=key,
    )


def row(one: PolicyStamp, before: PolicyStamp | None = None) -> Draft:
    return in_force_draft(one, NOON, how="activated", by="screen", before=before)


def test_rows_read_back_newest_first(tmp_path: Path) -> None:
    routine, closed = stamp(), stamp("closed", 2, key=3)
    fill(tmp_path, row(routine), passage(), audit("x"), row(closed, routine))

    found = read_history(tmp_path)

    assert [r.stamp for r in found.rows] == [closed, routine]
    assert [r.seq for r in found.rows] == [4, 1]
    assert found.newest == found.rows[0]
    assert (found.rows[0].at, found.rows[0].how, found.rows[0].by) == (
        NOON,
        "activated",
        "screen",
    )
    assert found.previous() == routine
    assert found.digests() == {routine.digest, closed.digest}
    assert found.version("routine/1") == found.rows[1]
    assert read_history(tmp_path, before=4).newest == found.rows[1]


def test_the_same_policy_twice_is_not_its_own_previous() -> None:
    assert History().previous() is None
    assert History().newest is None


def test_the_journal_remembers_which_policy_keys_are_withdrawn(tmp_path: Path) -> None:
    keys = [key_in_force_draft(key, NOON) for key in (2, 3)]
    fill(tmp_path, row(stamp(key=2)), *keys)

    found = read_history(tmp_path)

    assert (found.key, found.withdrawn) == (3, True)
    assert (found.knowing(2).key, found.knowing(4).key) == (3, 4)
    assert read_history(tmp_path, before=2).key == 0


def test_other_policy_rows_are_not_meant(tmp_path: Path) -> None:
    listed = Draft(kind=row(stamp()).kind, at=NOON, payload={"event": "list-in-force"})
    fill(tmp_path, listed)

    assert read_history(tmp_path) == History()


def test_a_harmed_row_is_said(tmp_path: Path) -> None:
    fill(tmp_path, row(stamp()))
    tamper(tmp_path, "UPDATE journal SET payload = replace(payload, 'level', 'lvl')")

    with pytest.raises(StoreDamaged, match="policy row"):
        read_history(tmp_path)


def test_without_a_journal_there_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        read_history(tmp_path)
    with pytest.raises(StoreError):
        list(decided_passages(tmp_path, NOON, NOON + HOUR))


def test_the_policy_rows_are_found_by_their_index(tmp_path: Path) -> None:
    fill(tmp_path, row(stamp()))
    with closing(sqlite3.connect(tmp_path / "kiosk.db")) as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {_ASK}", [9, 9]).fetchall()

    assert "journal_policy" in str(plan)


def test_decided_passages_of_a_time_come_in_order(tmp_path: Path) -> None:
    drafts = [passage(n, minutes=n, outcome="decided") for n in range(450)]
    drafts[100] = passage(100, minutes=100, outcome="abandoned", verdict=None)
    fill(tmp_path, *drafts)

    since, until = NOON + timedelta(minutes=50), NOON + timedelta(minutes=400)
    found = list(decided_passages(tmp_path, since, until))

    assert [w.seq for w in found] == [n + 1 for n in range(50, 400) if n != 100]
    assert found[0].payload["passage"] == "p50"
    assert list(decided_passages(tmp_path, until, until)) == []


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE journal SET payload = '{'",
        "UPDATE journal SET payload = '[]'",
    ],
)
def test_a_record_that_is_no_json_is_said(tmp_path: Path, harm: str) -> None:
    fill(tmp_path, passage())
    tamper(tmp_path, harm)

    with pytest.raises(StoreDamaged, match="row 1 is no JSON"):
        list(decided_passages(tmp_path, NOON - HOUR, NOON + HOUR))
