"""The personal side: apart, sealed, erasable."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.core.chain import PeopleRow, person_digest
from kiosk.store.sealing import token, unseal
from tests.fakes import NOON
from tests.store.scenes import KEYS, SUPERVISOR, ZHANG, fill, passage


def _people(store: Path) -> list[PeopleRow]:
    with closing(sqlite3.connect(store / "kiosk.db")) as connection:
        rows = connection.execute("SELECT * FROM people ORDER BY seq").fetchall()
    return [PeopleRow(*row) for row in rows]


def test_a_record_with_a_person_has_a_people_row_and_its_digest(tmp_path: Path) -> None:
    _, entry = fill(tmp_path, passage(1), passage(2, person=ZHANG))

    (row,) = _people(tmp_path)
    assert (row.seq, row.masked) == (2, "测**")
    assert row.token == token(KEYS, ZHANG.subject, NOON)
    assert json.loads(entry.payload)["person"] == person_digest(row)


def test_only_the_supervisor_can_read_the_person(tmp_path: Path) -> None:
    fill(tmp_path, passage(1, person=ZHANG))

    (row,) = _people(tmp_path)

    assert unseal(SUPERVISOR, row.sealed, seq=1) == {
        "subject": ZHANG.subject,
        "private": dict(ZHANG.private),
    }


def test_nothing_personal_is_readable_in_any_file(tmp_path: Path) -> None:
    fill(tmp_path, passage(1, person=ZHANG))

    for file in tmp_path.iterdir():
        data = file.read_bytes()
        for text in ("测试甲", "10000000001", ZHANG.subject):
            assert text.encode() not in data, file.name
