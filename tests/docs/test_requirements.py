"""Every requirement that is a rule is carried by one; every clause is in the plans."""

import re
from functools import cache

import pytest

from kiosk.rules.policy import Policy
from tests.docs.requirements import ROWS, TESTS, requirements_page, rules_of
from tests.docs.rules import JUDGED
from tests.docs.tables import DOCS
from tests.shipped import all_shipped

PLANS = DOCS.parents[1] / "shared" / "source-documents"
POLICIES = list(all_shipped().values())
SOURCES = {
    rule.text.source: f"{policy.header.name}:{rule.text.id}"
    for policy in reversed(POLICIES)
    for rule in policy.rules
}
_CITED = re.compile(r"(S[0-4])[^「;]*((?:「[^」]*」)+)")
_QUOTE = re.compile(r"「([^」]*)」")


def test_the_requirements_page_is_the_table() -> None:
    assert (DOCS / "requirements.md").read_text() == requirements_page()


@pytest.mark.parametrize("number", [n for n, row in ROWS.items() if row.rule])
def test_a_requirement_that_is_a_rule_is_carried_by_one(number: int) -> None:
    assert rules_of(number)


def test_a_rule_cites_only_requirements_that_are_rules() -> None:
    cited = {
        number
        for policy in POLICIES
        for rule in policy.rules
        for number in rule.text.requirements
    }
    assert cited == {number for number, row in ROWS.items() if row.rule}


@pytest.mark.parametrize(
    "name", sorted({t for row in ROWS.values() for t in row.tests})
)
def test_a_test_that_is_named_is_there(name: str) -> None:
    assert (TESTS / name).exists()


def test_what_is_judged_of_every_row_that_is_a_rule_is_told() -> None:
    cells = [line.split("|")[1] for line in JUDGED.splitlines() if line[:1] == "|"]
    told = {int(number) for cell in cells for number in re.findall(r"\d+", cell)}
    assert {n for n, row in ROWS.items() if row.rule} <= told <= set(ROWS)


def test_a_requirement_that_is_no_rule_is_shown_by_a_test() -> None:
    assert [n for n, row in ROWS.items() if not (row.rule or row.tests)] == []


@pytest.mark.parametrize("source", SOURCES, ids=SOURCES.values())
def test_every_rule_cites_a_clause_or_says_why_not(source: str) -> None:
    assert _CITED.search(source) or re.search(r"\b(brief|practice): ", source)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.version)
def test_every_file_cited_is_named(policy: Policy) -> None:
    cited = {m[1] for r in policy.rules for m in _CITED.finditer(r.text.source)}
    assert cited <= policy.sources.keys()


@pytest.mark.skipif(not PLANS.is_dir(), reason="the plans lie beside the project only")
@pytest.mark.parametrize("source", SOURCES, ids=SOURCES.values())
def test_every_quoted_clause_is_in_the_plan(source: str) -> None:
    for short, quotes in _CITED.findall(source):
        plan = _plan(POLICIES[0].sources[short])
        for quote in _QUOTE.findall(quotes):
            # "…" stands for what is left out
            pieces = [re.escape(_plain(piece)) for piece in quote.split("…")]
            assert re.search(".*?".join(pieces), plan), f"{short}: {quote}"


@cache
def _plan(name: str) -> str:
    return _plain((PLANS / name).read_text("utf-8", errors="replace"))


def _plain(text: str) -> str:
    """Without the line breaks and the two widths of punctuation the files mix."""
    narrow = str.maketrans("，：；（）", ",:;()")
    return re.sub(r"\s+", "", text).translate(narrow)
