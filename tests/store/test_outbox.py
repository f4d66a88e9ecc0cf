"""The journal as an outbox: rows as they are, and a household's uses for siblings."""

from pathlib import Path
from typing import Any

from kiosk.codes.batch import Use, lost
from kiosk.core.household import HouseholdEvent
from kiosk.core.record import Draft
from kiosk.store.outbox import Outbox, use_mark
from tests.store.households import HOUSE, back, leader, not_passed, out
from tests.store.scenes import audit, fill, passage, tamper

KEY = b"u" * 32
MARK = use_mark(KEY, HOUSE)


def uses(directory: Path, *drafts: Draft, key: bytes | None = KEY) -> list[Use | None]:
    fill(directory, *drafts)
    return [event.use for event in Outbox(directory, key).events(0)]


def test_rows_come_after_a_number_without_their_personal_side(tmp_path: Path) -> None:
    entries = fill(tmp_path, audit("one"), passage(2), audit("three"))

    events = list(Outbox(tmp_path).events(1))

    assert [event.row.hash for event in events] == [e.hash for e in entries[1:]]
    assert {event.row[6:] for event in events} == {(None, None)}


def test_a_row_that_is_missing_is_named_as_lost(tmp_path: Path) -> None:
    fill(tmp_path, *(audit(str(n)) for n in range(4)))
    tamper(tmp_path, "DELETE FROM journal WHERE seq IN (2, 3)")

    events = list(Outbox(tmp_path).events(0))

    assert events[1:3] == [lost(2), lost(3)]


def test_bytes_that_are_no_text_come_as_they_are(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    tamper(tmp_path, "UPDATE journal SET payload = CAST(X'FF00' AS TEXT)")

    (event,) = Outbox(tmp_path).events(0)

    assert event.row.payload.encode(errors="surrogateescape") == b"\xff\x00"


def test_going_out_coming_back_and_not_going_are_uses(tmp_path: Path) -> None:
    found = uses(tmp_path, out(), not_passed(1), out(hours=1), back(hours=2))

    assert found == [
        Use(MARK, 1, "out"),
        Use(MARK, 1, "undo-1"),
        Use(MARK, 1, "out"),
        Use(MARK, 1, "in"),
    ]


def test_what_a_leader_granted_is_told_as_such(tmp_path: Path) -> None:
    relieved: dict[str, Any] = {"facts": {"household": {"relief": True}}}
    ordinary: dict[str, Any] = {"facts": {"household": {"relief": False}}}

    found = uses(
        tmp_path,
        out(**relieved),
        out(hours=1, outcome="overridden"),
        out(hours=2, **ordinary),
        back(hours=3, **relieved),
    )

    told = [use.what for use in found if use]
    assert told == ["out-granted", "out-granted", "out", "in"]


def test_what_does_not_count_is_no_use(tmp_path: Path) -> None:
    assert uses(tmp_path, passage(1), back(), leader(HouseholdEvent.VOID)) == [None] * 3


def test_without_the_communitys_key_no_use_leaves_the_kiosk(tmp_path: Path) -> None:
    assert uses(tmp_path, out(), key=None) == [None]


def test_a_household_is_named_by_a_key_the_hub_has_not() -> None:
    assert len(MARK) == 32
    assert use_mark(b"v" * 32, HOUSE) != MARK != use_mark(KEY, "0000000000cc")


def test_alarms_press_and_so_does_a_shared_use(tmp_path: Path) -> None:
    fill(
        tmp_path, audit("x"), passage(2), passage(3, verdict="hold"), out(), audit("y")
    )
    shared, alone = Outbox(tmp_path, KEY), Outbox(tmp_path)

    assert [shared.presses(after) for after in (0, 2, 3, 4)] == [True] * 3 + [False]
    assert [alone.presses(after) for after in (2, 3)] == [True, False]


def test_somebody_on_the_watch_list_presses(tmp_path: Path) -> None:
    fill(tmp_path, passage(1, facts={"watch_list": {"hit": True}}))

    assert Outbox(tmp_path).presses(0)


def test_head_and_hashes_are_those_of_the_journal(tmp_path: Path) -> None:
    entry = fill(tmp_path, audit("one"))[0]
    outbox = Outbox(tmp_path)

    assert outbox.head() == (1, entry.hash)
    assert [outbox.hash_of(seq) for seq in (1, 2)] == [entry.hash, None]
