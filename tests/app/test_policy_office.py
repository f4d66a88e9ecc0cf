"""The leader's page of the rules: the office behind it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from kiosk.app.policies import Policies
from kiosk.app.policy_office import GatePolicyOffice
from kiosk.core.errors import FormError
from kiosk.core.policy import PolicyBoard
from kiosk.core.verdict import Verdict
from kiosk.store.errors import StoreFull
from kiosk.store.policies import shipped_policies
from tests.app.policy_rig import PolicyRig
from tests.app.rig import until
from tests.store.scenes import fill, passage

BY = "0012 测试组长"


@pytest.fixture
def rig(tmp_path: Path) -> PolicyRig:
    return PolicyRig.at(tmp_path, signed=True)


async def opened(rig: PolicyRig) -> tuple[Policies, GatePolicyOffice]:
    policies = await rig.started()
    return policies, GatePolicyOffice(policies, rig.store, rig.clock)


async def replayed(office: GatePolicyOffice) -> PolicyBoard:
    def done(board: PolicyBoard) -> bool:
        return board.staged is not None and board.staged.replay is not None

    return await until(office.board, done)


async def test_at_first_the_board_shows_what_is_in_force_and_what_there_is(
    rig: PolicyRig,
) -> None:
    _, office = await opened(rig)

    board = await office.board()

    assert board.current.version == "base/1"
    assert (board.since, board.now) == (rig.clock.now(), rig.clock.now())
    assert sorted(board.choices) == shipped_policies()
    assert (board.previous, board.staged, board.fault) == (None, None, None)


async def test_two_steps_put_a_policy_in_force_and_two_more_bring_it_back(
    rig: PolicyRig,
) -> None:
    policies, office = await opened(rig)

    await office.stage("closed", BY)
    board = await office.board()
    assert board.staged is not None
    assert (board.current.version, board.staged.by) == ("base/1", BY)
    assert board.staged.difference.removed == ("only",)
    await office.confirm(board.staged.stamp.digest, BY)

    board = await office.board()
    assert (board.current.level, board.staged) == ("closed", None)
    assert board.previous is not None
    assert rig.rows()[-1]["by"] == BY
    await office.stage_previous(BY)
    board = await office.board()
    assert board.staged is not None
    await office.confirm(board.staged.stamp.digest, BY)
    assert policies.policy.version == "base/1"


async def test_the_board_tells_what_the_last_day_would_have_been(
    rig: PolicyRig,
) -> None:
    told: dict[str, Any] = {
        "policy": "base/1",
        "needs": [],
        "rules": [],
        "verdict": "allow",
    }
    seen = {"mask": {"worn": False}, "pass": {"validity": "forged"}}
    fill(
        rig.store,
        passage(minutes=-60, facts=seen, **told),
        passage(minutes=-25 * 60, facts=seen, **told),
    )
    _, office = await opened(rig)
    await office.stage("routine", BY)
    first = await office.board()
    assert first.staged is not None
    assert first.staged.replay is None

    staged = (await replayed(office)).staged

    assert staged is not None
    assert staged.replay is not None
    assert (staged.replay.asked, staged.replay.changed) == (1, 1)
    (group,) = staged.replay.groups
    assert (group.before, group.seqs) == (Verdict.ALLOW, (1,))


async def test_without_a_journal_the_replay_is_empty_and_says_it_is_not_whole(
    rig: PolicyRig,
) -> None:
    _, office = await opened(rig)
    await office.stage("routine", BY)

    staged = (await replayed(office)).staged

    assert staged is not None
    assert staged.replay is not None
    assert (staged.replay.asked, staged.replay.complete) == (0, False)


async def test_what_was_staged_may_be_dropped(rig: PolicyRig) -> None:
    _, office = await opened(rig)
    await office.stage("sealed", BY)

    await office.drop()

    assert (await office.board()).staged is None


async def test_every_refusal_has_its_slug(rig: PolicyRig) -> None:
    policies, office = await opened(rig)
    with pytest.raises(FormError) as unknown:
        await office.stage("no-such", BY)
    with pytest.raises(FormError) as nothing:
        await office.confirm("0" * 64, BY)
    with pytest.raises(FormError) as first:
        await office.stage_previous(BY)
    await office.stage("closed", BY)
    with pytest.raises(FormError) as changed:
        await office.confirm("0" * 64, BY)
    digest = policies.shelf.open("closed").stamp.digest
    rig.journal.error = StoreFull("test")
    with pytest.raises(FormError) as unrecorded:
        await office.confirm(digest, BY)

    refusals = (unknown, nothing, first, changed, unrecorded)
    assert [refusal.value.slug for refusal in refusals] == [
        "policy-error",
        "nothing-staged",
        "policy-no-previous",
        "staged-changed",
        "policy-not-recorded",
    ]
    assert policies.policy.version == "base/1"


async def test_a_harmed_staged_policy_is_a_fault_on_the_board(rig: PolicyRig) -> None:
    _, office = await opened(rig)
    await office.stage("closed", BY)
    (rig.store / "policies" / "staged.json").write_bytes(b"{")

    board = await office.board()

    assert (board.staged, board.fault) == (None, "policy-damaged")


async def test_two_leaders_who_confirm_at_once_change_the_rules_once(
    rig: PolicyRig,
) -> None:
    policies, office = await opened(rig)
    await office.stage("closed", BY)
    digest = policies.shelf.open("closed").stamp.digest

    done = await asyncio.gather(
        *(office.confirm(digest, BY) for _ in range(3)), return_exceptions=True
    )

    assert None in done
    assert all(isinstance(one, FormError) for one in done if one is not None)
    assert len(rig.said()) == 2
