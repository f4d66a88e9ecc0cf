"""Reports to test with: a full day, a quiet one, and one that the kiosk was off."""

from dataclasses import replace
from datetime import date, timedelta

from kiosk.core.handover import Open, Summary
from kiosk.core.report import Figures, Late, Report
from tests.fakes import NOON

DAY = date(2026, 11, 21)
_DEADLINE = NOON + timedelta(hours=5)
_QUIET = Summary(
    through=40,
    head="40:0123456789ab",
    since=_DEADLINE - timedelta(days=1),
    until=_DEADLINE,
    outcomes={"decided": 28},
    verdicts={"allow": 28},
    inside=12,
)
QUIET = Report(
    seq=41,
    at=_DEADLINE,
    number=1,
    day=DAY,
    place={"kiosk": "kiosk-9", "checkpoint": "gate-9", "grid": "县/西湖街道/甲社区/3"},
    clock="synced",
    summary=_QUIET,
    figures=Figures(ways={"in": {"allow": 28}}, policies={"closed/1": 28}),
    sealed_by="41:ba9876543210",
)
FULL = replace(
    QUIET,
    seq=88,
    number=2,
    sealed_by="88:ba9876543210",
    summary=replace(
        _QUIET,
        outcomes={"decided": 30, "abandoned": 2, "overridden": 1},
        verdicts={"allow": 25, "refuse": 4, "hold": 1},
        overdue=1,
        outside=3,
        incidents=1,
        open=(Open(seq=33, verdict="hold", reason="fever"),),
        overrides=1,
        faults={"camera: unplugged": 2},
    ),
    figures=Figures(
        ways={"in": {"allow": 15, "refuse": 4, "hold": 1}, "out": {"allow": 10}},
        classes={"resident": {"allow": 25}, "none": {"refuse": 4, "hold": 1}},
        held={"fever": 1},
        refused={"pass-expired": 3, "outsider": 1},
        fever=1,
        arrivals={"high": 1, "returnee": 1},
        policies={"closed/1": 30},
        opened={"refuse": 4, "hold": 1},
        closed={"turned-away": 2},
        exits=8,
        households=7,
        words={"relief": 1},
        staff=("1 测**", "2 测**"),
        handovers=(5,),
    ),
)
SILENT = replace(
    QUIET,
    number=3,
    late=Late.NOT_RUNNING,
    summary=replace(_QUIET, after=40, outcomes={}, verdicts={}, inside=0),
    figures=Figures(),
)
