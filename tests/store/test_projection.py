from pathlib import Path
from typing import Any

import pytest

from kiosk.store.database import open_for_reading, open_for_writing
from kiosk.store.projection import rebuild
from tests.store.scenes import audit, fill, passage, tamper


def _passages(store: Path) -> list[dict[str, Any]]:
    with open_for_reading(store / "kiosk.db") as db:
        return list(db.query("SELECT * FROM passage ORDER BY seq"))


def test_a_passage_is_projected_with_its_row(tmp_path: Path) -> None:
    fill(tmp_path, audit("not a passage"), passage(2))

    assert _passages(tmp_path) == [
        {
            "seq": 2,
            "at": "2026-11-21T04:00:00.000000Z",
            "passage": "p2",
            "lane": "main",
            "direction": "in",
            "outcome": "decided",
            "verdict": "allow",
            "reason": "pass-valid",
            "class": "resident",
            "celsius": 36.5,
        }
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {"verdict": None, "reasons": [], "code": None, "temperature": None},
        {"verdict": 3, "reasons": "fever", "code": "pass", "temperature": 36.5},
        {"reasons": [{}], "code": {"class": []}, "temperature": {"celsius": True}},
        {"reasons": (), "code": 5, "temperature": {"celsius": 10**400}},
    ],
)
def test_an_odd_payload_never_keeps_a_passage_out(
    tmp_path: Path, odd: dict[str, Any]
) -> None:
    fill(tmp_path, passage(1, **odd))

    (row,) = _passages(tmp_path)

    assert (row["reason"], row["class"], row["celsius"]) == (None, None, None)


def test_the_projection_is_rebuilt_from_the_journal(tmp_path: Path) -> None:
    fill(tmp_path, passage(1), audit("between"), passage(3, verdict="refuse"))
    before = _passages(tmp_path)
    tamper(
        tmp_path,
        "UPDATE passage SET verdict = 'hold'",
        "DELETE FROM passage WHERE seq = 1",
    )
    db = open_for_writing(tmp_path / "kiosk.db")

    count = rebuild(db)
    db.close()

    assert count == 2
    assert _passages(tmp_path) == before
