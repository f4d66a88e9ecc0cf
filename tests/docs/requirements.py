"""docs/requirements.md: what the plans ask, and which rule or test shows it.

A row that is a rule names the policies' rules by itself: they cite it in
``requirements``. The others name the tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kiosk.rules.policy import Policy
from tests.shipped import all_shipped

TESTS: Final = Path(__file__).parents[1]
_HEAD = """# Requirements

What the five plans and the practice at real gates ask of the kiosk, with the rules that
carry each row and the tests that show it. This page is written by
`python -m tests.docs.tables` from the policies' own `requirements` and from
`tests/docs/requirements.py`; a test fails when a row that is a rule is carried by none,
or names a test that is not there. What a rule says is in [rules.md](rules.md).

| # | the kiosk must | rules | tests |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement.

    Attributes:
        what: What the kiosk must do.
        rule: Whether the rules carry it.
        tests: Test files, from ``tests/``, that show the rest of it.
    """

    what: str
    rule: bool
    tests: tuple[str, ...]


def _ruled(what: str, *tests: str) -> Row:
    return Row(what=what, rule=True, tests=tests)


def _shown(what: str, *tests: str) -> Row:
    return Row(what=what, rule=False, tests=tests)


SCENARIOS: Final = "rules/test_scenarios.py"
ROWS: Final[Mapping[int, Row]] = {
    1: _ruled("lead through temperature, code, mask, disinfection, pass", SCENARIOS),
    2: _ruled(
        "accept passes of the city's other communities", "codes/test_trust_list.py"
    ),
    3: _ruled(
        "check codes, test, vaccination; register persons and vehicles", SCENARIOS
    ),
    4: _shown("support handover between shifts", "app/test_handover_office.py"),
    5: _shown("keep queues short, no dead ends", "rules/test_every_passage_ends.py"),
    6: _shown(
        "lead to police and grid leader from the screen", "codes/test_district_lists.py"
    ),
    7: _ruled(
        "one pass a household, one member every 2 days", "store/test_households.py"
    ),
    8: _ruled("allow exit only in the set hours", SCENARIOS),
    9: _ruled("commuters with employer proof", SCENARIOS),
    10: _ruled("couriers stay outside", SCENARIOS),
    11: _ruled("refuse outsiders by default", SCENARIOS),
    12: _ruled("know the outcome 劝返", "store/test_incidents.py"),
    13: _ruled("low-risk arrivals", SCENARIOS),
    14: _ruled("medium-risk arrivals", SCENARIOS),
    15: _ruled("high-risk arrivals", SCENARIOS),
    16: _ruled("test windows are settings, by origin and phase", SCENARIOS),
    17: _ruled(
        "closed zone: in only, no vehicles", SCENARIOS, "lane/test_vehicle_rules.py"
    ),
    18: _ruled("record everybody in a vehicle", SCENARIOS, "lane/test_vehicles.py"),
    19: _ruled("emergency vehicles at once", SCENARIOS, "lane/test_emergency.py"),
    20: _ruled("medical exit as closed loop", SCENARIOS),
    21: _ruled("report abnormal temperature or code at once", SCENARIOS),
    22: _ruled("show the fever procedure", "web/test_incidents.py"),
    23: _ruled("register visitors with all fields", "lane/test_registration.py"),
    24: _ruled("signature after registration", SCENARIOS),
    25: _ruled("check village-issued proofs", SCENARIOS),
    26: _ruled("watch-list with alert on scan", "codes/test_district_lists.py"),
    27: _shown("add people missed by the census", "core/registration/test_check.py"),
    28: _ruled("flag returnees", SCENARIOS),
    29: _shown("daily report before its deadline", "app/test_report_maker.py"),
    30: _shown("zero report", "core/test_report.py"),
    31: _shown(
        "pull logs and trace who did what",
        "store/test_reading.py",
        "commands/test_journal.py",
    ),
    32: _shown(
        "late, missing or altered records are visible",
        "store/test_tampering.py",
        "core/test_chain.py",
    ),
    33: _shown("generate reports", "store/test_report_tally.py"),
    34: _shown("export as work log and household form", "web/test_reports.py"),
    35: _ruled("help people apply for a pass", "app/test_pass_office.py"),
    36: _shown("usable for 6 h shifts, gloves, night", "browser/test_layout.py"),
    37: _shown("run round the clock", "store/test_rotation.py"),
    38: _shown("protect privacy", "store/test_people.py", "store/test_sealing.py"),
    39: _shown("code names are settings", "codes/test_health.py"),
    40: _shown("kiosk, gate and grid in each record", "store/test_rows.py"),
    41: _ruled(
        "time of leaving, return deadline, overdue list", "store/test_households.py"
    ),
    42: _ruled("a returnee voids the household's pass", "store/test_households.py"),
    43: _ruled("pass generations", "commands/test_exchange.py"),
    44: _ruled(
        "go on when the health service is down",
        "upstream/test_breaker.py",
        "lane/test_health.py",
    ),
    45: _ruled(
        "re-test low, implausible, stale temperatures", "core/test_temperature.py"
    ),
    46: _ruled("serve people without a phone", "lane/test_registration.py"),
    47: _shown(
        "original time and stable id of every crossing", "store/test_journal.py"
    ),
    48: _shown(
        "one rejected record never blocks the queue",
        "upstream/forwarder/test_forwarder.py",
        "hub/test_intake.py",
    ),
    49: _ruled("age of every list, warn or stop when stale", "app/test_lists.py"),
    50: _ruled("detect an unsure clock", "app/test_wrong_clock.py"),
    51: _shown("ignore the same code for seconds, per code", "lane/test_debounce.py"),
    52: _ruled("tell kinds of refused codes apart", "codes/test_refusals.py"),
    53: _shown("confirm or undo a crossing", "lane/test_households.py"),
    54: _shown("recover from a pulled cable", "devices/test_supervise.py"),
    55: _shown("survive a power cut", "store/test_kill.py", "app/test_kill.py"),
    56: _shown("readable by the colour-blind, audible", "browser/test_screen.py"),
}


@cache
def _policies() -> tuple[Policy, ...]:
    return tuple(all_shipped().values())


def rules_of(row: int) -> list[str]:
    """Ids of the shipped rules that cite a row, each once."""
    cited = {
        rule.text.id: None
        for policy in _policies()
        for rule in policy.rules
        if row in rule.text.requirements
    }
    return sorted(cited)


def requirements_page() -> str:
    """The whole of docs/requirements.md."""
    return _HEAD + "".join(
        f"| {number} | {row.what} | {_words(rules_of(number))} "
        f"| {_words(row.tests)} |\n"
        for number, row in ROWS.items()
    )


def _words(words: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "–"
