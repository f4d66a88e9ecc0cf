import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.chain import ZERO, row_hash
from kiosk.core.record import Draft, Kind, Person
from kiosk.store.errors import RecordUnfit
from kiosk.store.rows import prepare, stamp
from tests.fakes import NOON
from tests.store.scenes import ZHANG, fill, passage


def test_an_entry_is_what_the_port_promises(tmp_path: Path) -> None:
    first, second = fill(tmp_path, passage(1), passage(2))

    assert (first.seq, first.prev, first.kind) == (1, ZERO, Kind.PASSAGE)
    assert first.at == "2026-11-21T04:00:00.000000Z"
    assert json.loads(first.payload)["passage"] == "p1"
    assert (second.seq, second.prev) == (2, first.hash)
    assert second.hash == row_hash(
        second.prev, 2, second.at, second.kind, second.payload
    )


def test_times_are_written_in_utc_and_sort_as_text() -> None:
    china = timezone(timedelta(hours=8))

    assert stamp(datetime(2026, 1, 1, 7, 30, tzinfo=china)) < stamp(
        datetime(2026, 1, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "payload",
    [
        {"celsius": float("nan")},
        {"at": NOON},
        {"text": "\ud800"},
        {"text": "x" * 70_000},
        {"person": "Zhang Test"},
        {"segment": {}},
    ],
)
def test_a_payload_that_is_not_fit_is_refused_without_quoting_it(
    payload: dict[str, Any],
) -> None:
    with pytest.raises(RecordUnfit) as refusal:
        prepare(Draft(kind=Kind.AUDIT, at=NOON, payload=payload))

    assert refusal.value.slug == "record-unfit"
    assert "Zhang" not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.parametrize(
    "person",
    [
        Person(subject="\ud800", masked="", private={}),
        Person(subject="aa", masked="\ud800", private={}),
        Person(subject="aa", masked="", private={"born": NOON}),
    ],
)
def test_a_person_that_is_not_fit_is_refused(person: Person) -> None:
    with pytest.raises(RecordUnfit):
        prepare(passage(1, person=person))


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(RecordUnfit, match="no zone"):
        prepare(replace(passage(1), at=NOON.replace(tzinfo=None)))


def test_later_changes_of_a_draft_do_not_reach_the_record() -> None:
    private: dict[str, Any] = {"phones": ["1"]}
    payload: dict[str, Any] = {"list": [1]}
    person = Person(subject="aa", masked="", private=private)
    draft = Draft(kind=Kind.AUDIT, at=NOON, payload=payload, person=person)

    sheet = prepare(draft)
    private["phones"].append("2")
    payload["list"].append(2)

    assert sheet.payload == '{"list":[1]}'
    assert sheet.person is not None
    assert sheet.person.private == {"phones": ["1"]}


def test_nothing_personal_is_in_the_repr_of_a_sheet() -> None:
    assert "测试甲" not in repr(prepare(passage(1, person=ZHANG)))
