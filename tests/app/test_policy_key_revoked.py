"""A policy key that was stolen: it signs nothing any more, whatever the thief does."""

from pathlib import Path

import pytest

from kiosk.core.view import Condition
from kiosk.store.policy_errors import PolicyKeyWithdrawn
from kiosk.store.policy_keys import (
    COMMISSION,
    open_policy_signer,
    revoke_policy_keys,
)
from tests.app.policy_rig import PolicyRig
from tests.fakes import NOON
from tests.policy_scene import text


@pytest.fixture
def rig(tmp_path: Path) -> PolicyRig:
    return PolicyRig.at(tmp_path)


def revoked(rig: PolicyRig) -> str:
    """Where a policy lies that the thief signed with the key that is withdrawn now."""
    keys = rig.store / "keys"
    thief = open_policy_signer(keys)
    assert thief is not None
    revoke_policy_keys(keys, None, NOON)
    path = rig.store / "other-1.policy"
    path.write_bytes(thief.sign(text("other", 1), NOON))
    return str(path)


async def test_what_it_signs_comes_into_force_nowhere_and_never_again(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    await rig.activate(policies, rig.sealed("small"))
    forged = revoked(rig)
    await policies.look()
    await policies.look()
    rig.history = policies.history

    told = [row for row in rig.rows() if row["event"] == "policy-key-in-force"]
    assert told == [{"event": "policy-key-in-force", "key": 2}]
    light = policies.light()
    assert (light.condition, light.slug) == (Condition.WARNING, "policy-key-withdrawn")
    with pytest.raises(PolicyKeyWithdrawn, match="key 2 has taken its place"):
        rig.stage(policies, forged)

    (rig.store / "keys" / COMMISSION).unlink()  # the journal remembers
    again = await rig.started()
    with pytest.raises(PolicyKeyWithdrawn):
        rig.stage(again, forged)
    assert again.policy.version == "small/1"  # rules there must be
    await rig.activate(again, "routine")
    assert again.light().condition is Condition.OK
    with pytest.raises(PolicyKeyWithdrawn):
        rig.steps(again).stage_previous()


async def test_a_damaged_key_file_withdraws_nothing_and_stops_nobody(
    rig: PolicyRig,
) -> None:
    (rig.store / "keys" / COMMISSION).write_bytes(b"?")
    policies = await rig.started()
    await policies.look()

    assert policies.history.key == 0
    assert policies.light().condition is Condition.OK
