import json
from datetime import timedelta

import pytest

from kiosk.core.handover import Open, Summary, read_summary
from tests.fakes import NOON

FULL = Summary(
    after=3,
    through=9,
    head="9:0123456789ab",
    since=NOON,
    until=NOON,
    outcomes={"decided": 5},
    verdicts={"allow": 4, "hold": 1},
    faults={"camera: unplugged": 1},
    incidents=1,
    open=(Open(seq=7, verdict="hold", reason="fever"),),
)


@pytest.mark.parametrize("summary", [FULL, Summary(until=NOON)])
def test_a_summary_is_read_back_from_its_row(summary: Summary) -> None:
    written = json.loads(json.dumps(summary.written()))

    assert read_summary(written) == summary


def test_passages_are_those_that_were_decided() -> None:
    assert FULL.passages == 5


def test_a_span_that_ends_before_it_begins_is_told() -> None:
    spans = [None, NOON, NOON + timedelta(seconds=1)]

    told = [Summary(since=since, until=NOON).set_back for since in spans]

    assert told == [False, False, True]
