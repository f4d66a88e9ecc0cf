"""Which policies may come into force, and in which two steps."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.app.policy_shelf import Shelf
from kiosk.codes.signed_policy import PolicyForged
from kiosk.core.errors import FormError, PolicyError
from kiosk.core.sections import ControlLevel
from kiosk.store.policies import (
    OpenPolicy,
    compiled,
    open_policy,
    shipped_policies,
    text_file,
)
from kiosk.store.policy_errors import (
    NoPrevious,
    PolicyDamaged,
    PolicyKeyWithdrawn,
    PolicyNotYet,
    PolicyOlder,
    PolicyOtherLevel,
    PolicyReused,
    PolicyUnsigned,
    StagedChanged,
)
from kiosk.store.policy_keys import open_policy_signer
from tests.app.policy_rig import PolicyRig
from tests.fakes import NOON
from tests.policy_scene import text


@pytest.fixture
def rig(tmp_path: Path) -> PolicyRig:
    return PolicyRig.at(tmp_path)


async def test_an_unsigned_file_is_refused_where_signatures_are_asked_for(
    rig: PolicyRig,
) -> None:
    rig.signed = True
    policies = await rig.started()

    with pytest.raises(PolicyUnsigned, match="have the supervisor sign it"):
        rig.stage(policies, rig.toml("small"))
    assert rig.shelf.folder.staged() is None

    await rig.activate(policies, rig.sealed("small"))
    assert policies.ruling.stamp.key == 1
    assert policies.fact().endswith("key 1")


async def test_every_shipped_policy_is_as_good_as_signed(rig: PolicyRig) -> None:
    rig.signed = True
    policies = await rig.started()
    for name in shipped_policies():
        await rig.activate(policies, name)

        assert policies.policy.header.name == open_policy(name).header.name
        assert policies.ruling.stamp.source == "shipped"
        again = await rig.started()
        assert again.policy.version == policies.policy.version
        assert again.fault is None


async def test_what_is_not_what_the_programme_ships_is_told(rig: PolicyRig) -> None:
    policies = await rig.started()
    digest = rig.stage(policies, rig.toml("small"))
    staged = rig.shelf.folder.staged()
    assert staged is not None
    rig.shelf.folder.stage(replace(staged, source="shipped"))  # by hand

    with pytest.raises(PolicyDamaged, match="not what the programme ships"):
        rig.confirm(policies, digest)


async def test_an_older_version_is_refused_and_the_way_back_is_open(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    await rig.activate(policies, rig.toml("small", 1))
    await rig.activate(policies, rig.toml("small", 2))

    with pytest.raises(PolicyOlder, match="--previous"):
        rig.stage(policies, rig.toml("small", 1))

    rig.confirm(policies, rig.steps(policies).stage_previous().digest)
    await policies.look()
    assert policies.policy.version == "small/1"
    assert rig.said()[-1] == ("small/1", "back", "small/2")
    rig.history = policies.history
    assert (await rig.started()).policy.version == "small/1"


async def test_going_back_twice_is_where_one_was(rig: PolicyRig) -> None:
    policies = await rig.started()
    await rig.activate(policies, rig.toml("small", 1))
    for wanted in ("base/1", "small/1"):
        rig.confirm(policies, rig.steps(policies).stage_previous().digest)
        await policies.look()
        assert policies.policy.version == wanted


async def test_at_first_there_is_no_way_back(rig: PolicyRig) -> None:
    policies = await rig.started()

    with pytest.raises(NoPrevious):
        rig.steps(policies).stage_previous()
    digest = rig.stage(policies, rig.toml("small"))
    staged = rig.shelf.folder.staged()
    assert staged is not None
    rig.shelf.folder.stage(replace(staged, back=True))  # by hand
    with pytest.raises(NoPrevious):
        rig.confirm(policies, digest)


async def test_another_text_of_the_same_version_is_refused(rig: PolicyRig) -> None:
    policies = await rig.started()
    await rig.activate(policies, rig.toml("small", 1))

    with pytest.raises(PolicyReused, match="raise its version"):
        rig.stage(policies, rig.toml("small", 1, reason="other"))


async def test_a_policy_of_another_level_than_asked_for_is_refused(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    wanted = replace(rig.terms, level=ControlLevel.SEALED)
    closed = rig.shelf.open(rig.toml("small", level="closed"))

    with pytest.raises(PolicyOtherLevel, match="for the level closed, not sealed"):
        rig.steps(policies).stage(closed, wanted)


async def test_before_its_time_a_policy_is_refused_unless_nobody_knows_the_time(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    path = rig.store / "later.toml"
    path.write_text(text("later").replace("2026-01-01", "2027-01-01"))

    with pytest.raises(PolicyNotYet, match="2027-01-01"):
        rig.stage(policies, str(path))
    rig.steps(policies).stage(rig.shelf.open(str(path)), replace(rig.terms, now=None))


async def test_what_an_older_key_signed_is_refused_once_a_newer_one_was_used(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    first = rig.sealed("small", 1)
    await rig.activate(policies, rig.sealed("other", 1))

    with pytest.raises(PolicyKeyWithdrawn, match="key 2 has taken"):
        rig.stage(policies, first)
    signer = open_policy_signer(rig.store / "keys")
    assert signer is not None
    again = rig.store / "again.policy"
    again.write_bytes(signer.sign(text("small", 1), NOON))
    rig.stage(policies, str(again))


@pytest.mark.parametrize("content", [b"", b"[policy]", bytes(300)])
async def test_a_broken_signed_file_is_never_staged(
    rig: PolicyRig, content: bytes
) -> None:
    policies = await rig.started()
    path = rig.store / "bad.policy"
    path.write_bytes(content)

    with pytest.raises(PolicyError, match="copy it from the supervisor"):
        rig.stage(policies, str(path))


async def test_a_kept_policy_whose_signature_was_harmed_is_not_confirmed(
    rig: PolicyRig,
) -> None:
    policies = await rig.started()
    digest = rig.stage(policies, rig.sealed("small"))
    (path,) = (rig.store / "policies" / "kept").glob("*.policy")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))

    with pytest.raises(PolicyForged):
        rig.confirm(policies, digest)
    assert rig.shelf.folder.active() is None


async def test_what_was_looked_at_must_still_be_the_case(rig: PolicyRig) -> None:
    policies = await rig.started()
    small = rig.stage(policies, rig.toml("small"))
    other = rig.stage(policies, rig.toml("other"))
    with pytest.raises(StagedChanged):  # another one is staged by now
        rig.confirm(policies, small)

    staged = rig.shelf.folder.staged()
    assert staged is not None
    await rig.activate(policies, rig.toml("third"))
    rig.shelf.folder.stage(staged)
    with pytest.raises(StagedChanged):  # another one is in force by now
        rig.confirm(policies, other)
    rig.shelf.folder.drop()
    with pytest.raises(FormError, match="choose a policy first"):
        rig.confirm(policies, other)


async def test_the_choices_are_shipped_and_received_and_good(rig: PolicyRig) -> None:
    inbox = rig.store / "policies" / "received"
    inbox.mkdir(parents=True)
    (inbox / "bad.policy").write_bytes(b"?")
    rig.sealed("sent", 4)
    (rig.store / "sent-4.policy").rename(inbox / "sent-4.policy")

    choices = rig.shelf.choices()

    assert set(choices) == {*shipped_policies(), "sent-4.policy"}
    levels = list(dict.fromkeys(c.stamp.level for c in choices.values()))
    assert levels == [level for level in ControlLevel if level in levels]
    assert choices["sent-4.policy"].stamp.version == "sent/4"
    assert rig.shelf.find("sent-4.policy").stamp.key == 1
    assert rig.shelf.find("routine").stamp.source == "shipped"
    for stranger in (rig.base, "nonsense", "../keys/root.pub"):
        with pytest.raises(PolicyError, match="no policy"):
            rig.shelf.find(stranger)


class Renewed(Shelf):
    """The shelf of a programme that ships a later version of ``routine``."""

    def open(self, name: str) -> OpenPolicy:
        """A shipped policy is ninety versions later; a path is what it was."""
        opened = super().open(name)
        if opened.stamp.source != "shipped":
            return opened
        content = text(name, 90, reason="new").encode()
        return compiled(text_file(content, name, "shipped"))


@pytest.mark.parametrize("kind", [Shelf, Renewed])
async def test_a_newer_programme_brings_its_newer_policy(
    rig: PolicyRig, kind: type[Shelf]
) -> None:
    policies = await rig.started()
    await rig.activate(policies, "routine")
    shelf = rig.shelf
    renewed = kind(
        folder=shelf.folder, root=shelf.root, base=shelf.base, keys=shelf.keys
    )

    first = renewed.first(rig.history, rig.terms)

    newer = kind is Renewed
    assert first.how == ("upgrade" if newer else "activated")
    assert (first.opened.stamp.digest != policies.ruling.stamp.digest) is newer
    assert first.fault is None
