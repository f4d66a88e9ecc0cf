"""What the machine sums up for a handover."""

from datetime import timedelta
from pathlib import Path

from kiosk.core.handover import Open, Summary
from kiosk.core.record import Draft, Kind
from kiosk.store.passages import SUMS
from kiosk.store.tally import Tally
from tests.fakes import NOON
from tests.store.households import MEMBER, NEIGHBOUR, back, out
from tests.store.scenes import fill, passage, tamper
from tests.store.shifts import accepted, offered, on, shift

LATER = NOON + timedelta(hours=9)


def summed(directory: Path) -> Summary:
    return Tally(directory).summary(LATER, timedelta(hours=3))


def device(condition: str) -> Draft:
    said = {"device": "camera", "condition": condition, "slug": "unplugged"}
    return Draft(kind=Kind.DEVICE, at=NOON, payload=said)


def test_passages_are_counted_by_everything_a_handover_names(tmp_path: Path) -> None:
    fill(
        tmp_path,
        passage(1),
        passage(2, direction="out", code=None),
        passage(3, verdict="hold", reasons=["fever", "mask"]),
        passage(3, verdict="allow", outcome="overridden", by="2 测试乙"),
        passage(4, verdict="refuse", reasons=["pass-expired"], outcome="given-up"),
        passage(5, verdict=None, outcome="abandoned"),
        device("failed"),
        device("ok"),
        device("failed"),
    )

    found = summed(tmp_path)

    assert found.verdicts == {"allow": 2, "hold": 1, "refuse": 1}
    assert found.reasons == {"pass-valid": 2, "fever": 1, "pass-expired": 1}
    assert found.classes == {"resident": 3, "none": 1}
    assert found.directions == {"in": 3, "out": 1}
    assert found.outcomes["abandoned"] == 1
    assert (found.passages, found.overrides) == (4, 1)
    assert (found.incidents, found.open) == (
        1,
        (Open(seq=5, verdict="refuse", reason="pass-expired"),),
    )
    assert found.faults == {"camera: unplugged": 2}
    assert (found.after, found.through, found.since) == (0, 9, NOON)
    assert found.head.startswith("9:")
    assert found.unsent is None


def test_who_is_in_out_and_overdue_is_counted(tmp_path: Path) -> None:
    fill(tmp_path, out(MEMBER), back(NEIGHBOUR))

    found = summed(tmp_path)

    assert (found.inside, found.outside, found.overdue) == (1, 1, 1)


def test_nothing_falls_between_two_handovers(tmp_path: Path) -> None:
    # The second passage came after the summary was made and before it was signed for.
    fill(tmp_path, on(), passage(1), offered(2), passage(2), accepted(3, 1))
    fill(tmp_path, offered(5), shift("handover-withdrawn", offer=6), passage(3))

    found = summed(tmp_path)

    assert (found.after, found.passages) == (2, 2)


def test_an_empty_journal_sums_up_to_nothing(tmp_path: Path) -> None:
    fill(tmp_path)

    found = summed(tmp_path)

    assert (found.passages, found.since, found.through) == (0, None, 0)


def test_whole_heaps_are_counted_by_their_sums(tmp_path: Path) -> None:
    fill(tmp_path, passage(1), offered(1), accepted(2, 1))
    tamper(
        tmp_path,
        "WITH RECURSIVE n (seq) AS (SELECT 4 UNION ALL SELECT seq + 1 FROM n"
        " WHERE seq < 12297) INSERT INTO passage (seq, at, outcome, verdict)"
        " SELECT seq, '', 'decided', iif(seq % 2, 'hold', 'allow') FROM n",
        "DELETE FROM passage_sum",
        SUMS[1],
        "INSERT INTO journal VALUES (12297, '', 'audit', '{}', '', '')",
        "DELETE FROM passage WHERE seq BETWEEN 4096 AND 12287",  # two whole heaps
    )

    found = summed(tmp_path)

    assert found.outcomes == {"decided": 12294}
    assert found.verdicts == {"hold": 6147, "allow": 6147}
    assert found.reasons == {"none": 12294}
