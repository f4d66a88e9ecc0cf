"""The policy in force: switched in one step, never by a bad file."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.facts import Facts
from kiosk.core.sections import ControlLevel
from kiosk.core.verdict import Decision, Verdict
from kiosk.core.view import Condition
from kiosk.store.errors import StoreFull
from kiosk.store.keyfolder import replace_file
from tests.app.policy_rig import PolicyRig, until_in_force, watching

BARE = Facts.model_validate({"mask": {"worn": False}})


@pytest.fixture
def rig(tmp_path: Path) -> PolicyRig:
    return PolicyRig.at(tmp_path)


async def test_the_first_start_journals_the_policy_of_the_settings_once(
    rig: PolicyRig,
) -> None:
    await rig.started()
    again = await rig.started()

    assert rig.said() == [("base/1", "start", None)]
    assert again.ruling.since == rig.history.rows[0].at


async def test_a_confirmed_policy_is_taken_over_while_the_kiosk_runs(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    async with watching(policies):
        rig.ask(policies, rig.toml("small", level="closed", reason="new"))
        await until_in_force(policies, "small/1")

    assert rig.said()[-1] == ("small/1", "activated", "base/1")
    row = rig.rows()[-1]
    assert (row["level"], row["by"], row["key"]) == ("closed", "console", None)
    assert row["digest"] == policies.ruling.stamp.digest
    assert policies.judge(None)(BARE).reasons == ("new",)
    assert policies.fact().startswith("small/1 小 · 0 min · file")
    assert policies.light().condition is Condition.OK


async def test_it_is_still_in_force_after_a_restart(rig: PolicyRig) -> None:
    await rig.activate(await rig.started(), rig.toml("small"))
    rig.clock.turn(3 * 3600)

    again = await rig.started()

    assert again.policy.version == "small/1"
    assert len(rig.said()) == 2
    assert again.fact() == "small/1 小 · 3 h · file"
    rig.clock.turn(3 * 86400)
    assert again.fact() == "small/1 小 · 3 d · file"


async def test_a_lane_follows_the_level_of_the_policy_unless_it_insists(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    free, pinned = policies.judge(None), policies.judge(ControlLevel.SEALED)
    await rig.activate(policies, rig.toml("small", level="closed"))

    def level(decision: Decision) -> ControlLevel | None:
        assert decision.asked is not None
        return decision.asked.lane.control_level

    insisting = Facts.model_validate({"lane": {"control_level": "sealed"}})
    assert level(free(BARE)) is ControlLevel.CLOSED
    assert level(pinned(insisting)) is ControlLevel.SEALED


async def test_without_its_row_a_policy_does_not_count(rig: PolicyRig) -> None:
    policies = await rig.started()
    rig.journal.error = StoreFull("test")
    rig.ask(policies, rig.toml("small"))
    await policies.look()

    assert policies.policy.version == "base/1"
    assert policies.light().slug == "policy-not-recorded"

    rig.journal.error = None
    await policies.look()
    assert policies.policy.version == "small/1"
    assert policies.light().slug is None


async def test_a_start_that_cannot_be_journalled_is_journalled_later(
    rig: PolicyRig,
) -> None:
    rig.journal.error = StoreFull("test")
    policies = await rig.started()
    assert policies.policy.version == "base/1"

    rig.journal.error = None
    await policies.look()

    assert rig.said() == [("base/1", "start", None)]
    assert policies.light().condition is Condition.OK


def _active(rig: PolicyRig) -> Path:
    return rig.store / "policies" / "active.json"


def _lose_kept(rig: PolicyRig) -> None:
    for path in (rig.store / "policies" / "kept").iterdir():
        path.unlink()


HARMS: dict[str, Callable[[PolicyRig], object]] = {
    "pointer gone": lambda rig: _active(rig).unlink(),
    "pointer harmed": lambda rig: _active(rig).write_bytes(b"{"),
    "pointer to nowhere": lambda rig: _active(rig).write_text(
        _active(rig).read_text().replace('"digest": "', '"digest": "00')[:-1]
    ),
    "text gone": _lose_kept,
}


@pytest.mark.parametrize("harm", HARMS)
async def test_harm_to_the_files_changes_nothing_while_the_kiosk_runs(
    rig: PolicyRig, harm: str
) -> None:
    policies = await rig.started()
    await rig.activate(policies, rig.toml("small", level="sealed"))
    before = policies.ruling

    HARMS[harm](rig)
    await policies.look()
    await policies.look()

    assert policies.ruling is before


@pytest.mark.parametrize("harm", [h for h in HARMS if h != "text gone"])
async def test_after_a_restart_what_was_in_force_still_is(
    rig: PolicyRig, harm: str
) -> None:
    await rig.activate(await rig.started(), rig.toml("small", level="sealed"))
    HARMS[harm](rig)

    again = await rig.started()

    assert again.policy.version == "small/1"
    assert again.light().slug == "policy-damaged"
    assert len(rig.said()) == 2


async def test_with_nothing_left_the_settings_count_and_the_light_says_so(
    rig: PolicyRig,
) -> None:
    await rig.activate(await rig.started(), rig.toml("small"))
    _lose_kept(rig)

    again = await rig.started()

    assert again.policy.version == "base/1"
    assert again.light().slug == "policy-damaged"
    assert rig.said()[-1] == ("base/1", "start", "small/1")


async def test_a_pointer_put_there_by_hand_is_judged_like_any_other(
    tmp_path: Path,
) -> None:
    rig = PolicyRig.at(tmp_path)
    policies = await rig.started()
    rig.stage(policies, rig.toml("small"))
    staged = rig.store / "policies" / "staged.json"
    rig.signed = True
    policies = await rig.started()

    replace_file(_active(rig), staged.read_bytes())
    await policies.look()
    await policies.look()

    assert policies.policy.version == "base/1"
    assert policies.light().slug == "policy-unsigned"
    refused = [row for row in rig.rows() if row["event"] == "policy-refused"]
    assert [row["slug"] for row in refused] == ["policy-unsigned"]
    assert (await rig.started()).policy.version == "base/1"


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that take turns 50 times as often, lest lanes that never rest keep the
    one that reads a policy waiting after each of its calls to the disk."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 50)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("restless")
async def test_decisions_of_two_lanes_never_mix_two_policies(rig: PolicyRig) -> None:
    policies = await rig.started()
    places = [
        rig.toml("small", 1, level="closed", reason="closed"),
        rig.toml("other", 1, level="sealed", reason="sealed"),
    ]
    found: list[Decision] = []
    stop = asyncio.Event()

    async def lane() -> None:
        judge = policies.judge(None)
        while not stop.is_set():
            found.append(judge(BARE))
            await asyncio.sleep(0)

    lanes = [asyncio.create_task(lane()) for _ in range(2)]
    for turn in range(12):
        await rig.activate(policies, places[turn % 2])
    stop.set()
    await asyncio.gather(*lanes)

    level_of = {"base/1": "routine", "small/1": "closed", "other/1": "sealed"}
    reason_of = {"base/1": "mask-missing", "small/1": "closed", "other/1": "sealed"}
    assert {decision.policy for decision in found} == set(level_of)
    for decision in found:
        assert decision.asked is not None
        assert decision.asked.lane.control_level == level_of[decision.policy]
        assert decision.reasons == (reason_of[decision.policy],)
        assert decision.verdict is Verdict.REFUSE
    assert [said[0] for said in rig.said()[1:]] == ["small/1", "other/1"] * 6


async def test_two_looks_at_once_journal_a_change_once(rig: PolicyRig) -> None:
    policies = await rig.started()
    rig.ask(policies, rig.toml("small"))

    await asyncio.gather(*(policies.look() for _ in range(5)))

    assert len(rig.said()) == 2


async def test_a_change_is_journalled_before_it_counts(rig: PolicyRig) -> None:
    policies = await rig.started()
    seen: list[Any] = []
    rig.journal.on_append = lambda: seen.append(policies.policy.version)

    await rig.activate(policies, rig.toml("small"))

    assert seen == ["base/1"]
    assert policies.policy.version == "small/1"
