"""A policy asked about the journal, and decisions explained from their records."""

import gc
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.app.policy_record import NotExplained, recorded_decision
from kiosk.app.policy_replay import MOST_SEQS, Replay, Span, replay
from kiosk.core.policy import ReplaySummary
from kiosk.core.record import Draft
from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Need, Verdict
from kiosk.rules.policy import Policy, parse_policy
from kiosk.store.policies import OpenPolicy, compiled
from kiosk.store.policy_errors import PolicyDamaged
from kiosk.store.policy_folder import PolicyFolder
from kiosk.store.policy_history import in_force_draft
from kiosk.store.walking import Walked
from tests.fakes import NOON
from tests.policy_scene import file, text
from tests.store.scenes import audit, fill, passage

SMALL = compiled(file())
DAY = Span(since=NOON, until=NOON + timedelta(days=1))
BARE, MASKED = {"mask": {"worn": False}}, {"mask": {"worn": True}}
REFUSED: dict[str, Any] = {
    "verdict": "refuse",
    "reasons": ["mask-missing"],
    "rules": ["only"],
}
LENIENT = parse_policy(
    text(reason="warned").replace('verdict = "refuse"', 'verdict = "register"'), "l"
)


def crossed(facts: object, minutes: float = 1, **more: Any) -> Draft:
    told = {"policy": "small/1", "needs": [], "rules": [], "reasons": []} | more
    return passage(facts=facts, minutes=minutes, **told)


def asked(store: Path, policy: Policy, **levels: ControlLevel) -> ReplaySummary:
    known = {f"{name}/1": level for name, level in levels.items()}
    return replay(store, policy, DAY, known)


def test_changes_are_grouped_by_rule_with_counts_and_numbers(tmp_path: Path) -> None:
    fill(
        tmp_path,
        crossed(BARE, **REFUSED),
        crossed(BARE, **REFUSED),
        crossed(MASKED, verdict="allow"),
        crossed(MASKED, verdict="hold", rules=["fever"]),
        crossed({"code": {"kind": "pass"}}, verdict="allow"),
        crossed(MASKED, outcome="abandoned", verdict=None),
        passage(),
    )

    found = asked(tmp_path, LENIENT)

    assert (found.asked, found.changed, found.silent) == (5, 4, 1)
    assert found.complete
    told = [(g.before, g.after, g.rule, g.needs, g.seqs) for g in found.groups]
    assert told == [
        (Verdict.REFUSE, Verdict.REGISTER, "only", (), (1, 2)),
        (Verdict.HOLD, Verdict.ALLOW, "fever", (), (4,)),
        (Verdict.ALLOW, None, "", (Need.MASK,), (5,)),
    ]


def test_only_the_time_that_is_asked_for_counts(tmp_path: Path) -> None:
    hours = [-1, 0, 23.9, 24]
    fill(tmp_path, *(crossed(BARE, minutes=60 * h, **REFUSED) for h in hours))

    assert asked(tmp_path, LENIENT).asked == 2
    cut = replay(tmp_path, LENIENT, Span(since=NOON, until=DAY.until, most=1), {})
    assert (cut.asked, cut.complete) == (1, False)


def test_a_policy_asked_about_its_own_records_changes_nothing(tmp_path: Path) -> None:
    fill(tmp_path, crossed(BARE, **REFUSED), crossed(MASKED, verdict="allow"))

    assert asked(tmp_path, SMALL.policy).groups == ()


def test_who_followed_a_level_then_follows_the_new_one(tmp_path: Path) -> None:
    condition = "mask.worn == false || lane.control_level == 'sealed'"
    written = text(level="sealed").replace("mask.worn == false", condition)
    sealed = parse_policy(written, "sealed")
    at = {"lane": {"control_level": "routine"}} | MASKED
    fill(tmp_path, crossed(at, verdict="allow"))

    assert asked(tmp_path, sealed, small=ControlLevel.ROUTINE).changed == 1
    assert asked(tmp_path, sealed, small=ControlLevel.CLOSED).changed == 0


@pytest.mark.parametrize(
    "facts", [{"colour": 1}, {"mask": {"worn": "perhaps"}}, [], None, "x"]
)
def test_facts_that_nobody_understands_any_more_are_counted_apart(
    tmp_path: Path, facts: object
) -> None:
    fill(tmp_path, crossed(facts, verdict="allow"))

    found = asked(tmp_path, SMALL.policy)

    assert (found.asked, found.silent) == (0, 1)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["mask", "worn", "lane", "x"]), inner)
    ),
    max_leaves=5,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "facts": ANY_JSON | st.just(BARE),
            "verdict": ANY_JSON | st.just("refuse"),
            "rules": ANY_JSON,
            "needs": ANY_JSON,
            "policy": ANY_JSON,
        },
    )
)
def test_whatever_a_record_holds_it_is_asked_or_counted_apart(
    payload: dict[str, Any],
) -> None:
    run = Replay(LENIENT, {"small/1": ControlLevel.ROUTINE})

    run.take(Walked(1, payload))

    found = run.summary(DAY, complete=True)
    assert found.asked + found.silent == 1
    assert found.changed <= found.asked


def test_the_memory_of_a_replay_does_not_grow_with_the_journal() -> None:
    def feed(count: int) -> Iterator[Walked]:
        for seq in range(count):
            yield Walked(seq, {"facts": BARE, "policy": "small/1"} | REFUSED)

    kept = []
    for count in (300, 3000):
        run = Replay(LENIENT, {})
        tracemalloc.start()
        for walked in feed(count):
            run.take(walked)
        gc.collect()
        kept.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        (group,) = run.summary(DAY, complete=True).groups
        assert (group.count, len(group.seqs)) == (count, MOST_SEQS)

    assert kept[1] < kept[0] + 20_000


def in_force(opened: OpenPolicy) -> Draft:
    return in_force_draft(opened.stamp, NOON, how="start", by="settings", before=None)


def test_a_decision_is_explained_by_the_text_that_was_in_force_then(
    tmp_path: Path,
) -> None:
    other = compiled(file(reason="other"))  # the same version, written differently
    for opened in (SMALL, other):
        PolicyFolder(tmp_path).keep(opened.file)
    fill(
        tmp_path,
        in_force(SMALL),
        crossed(BARE, **REFUSED),
        in_force(other),
        crossed(BARE, **REFUSED | {"reasons": ["other"]}),
    )

    for seq, reason in ((2, "mask-missing"), (4, "other")):
        record = recorded_decision(tmp_path, seq)
        assert record.comes_out(record.policy())
        assert record.told == f"small/1 refuse {reason}"
    first = recorded_decision(tmp_path, 2)
    assert not first.comes_out(other.policy)
    assert first.withheld == ()


def test_a_passage_that_was_left_is_explained_as_far_as_it_went(
    tmp_path: Path,
) -> None:
    left: dict[str, Any] = {"outcome": "abandoned", "verdict": None, "needs": ["mask"]}
    fill(tmp_path, in_force(SMALL), crossed({}, **left))
    PolicyFolder(tmp_path).keep(SMALL.file)

    record = recorded_decision(tmp_path, 2)

    assert record.told == "small/1 left before a verdict"
    assert record.comes_out(record.policy())


def test_what_cannot_be_explained_says_why(tmp_path: Path) -> None:
    fill(
        tmp_path,
        audit("x"),
        passage(),
        crossed(BARE, **REFUSED),
        in_force(SMALL),
        crossed(BARE, **REFUSED),
        crossed(BARE, **REFUSED | {"verdict": "perhaps"}),
    )

    for seq, said in (
        (1, "no passage"),
        (99, "no passage"),
        (2, "recorded by another"),
        (6, "recorded by another"),
    ):
        with pytest.raises(NotExplained, match=said):
            recorded_decision(tmp_path, seq)
    with pytest.raises(NotExplained, match="which text small/1 had at #3"):
        recorded_decision(tmp_path, 3).policy()
    with pytest.raises(PolicyDamaged, match="cannot be read"):
        recorded_decision(tmp_path, 5).policy()
