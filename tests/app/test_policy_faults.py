"""Activation cut short at every step leaves a whole policy in force.

The files are real; the cut is an exception out of the n-th call that changes the disk,
which nothing in between may catch, as nothing runs after a power cut.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.core.errors import ConfigError
from tests.app.policy_rig import PolicyRig

CALLS = ((os, "fsync"), (Path, "replace"), (Path, "unlink"), (Path, "mkdir"))


class PowerCut(BaseException):
    """The process is gone."""


class Cutter:
    """Lets ``after`` calls that change the disk through, and no more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
        self.left, self.counted = after, 0
        for owner, name in CALLS:
            monkeypatch.setattr(owner, name, self._cutting(getattr(owner, name)))

    def _cutting(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def cut(*args: Any, **more: Any) -> Any:
            self.counted += 1
            if self.counted > self.left:
                raise PowerCut
            return call(*args, **more)

        return cut


async def one_cut(folder: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> bool:
    """Cut the ``after + 1``-th change; True while there was something to cut."""
    rig = PolicyRig.at(folder)
    policies = await rig.started()
    await rig.activate(policies, rig.toml("small", 1))
    place = rig.toml("small", 2, level="sealed")
    with monkeypatch.context() as patch:
        cutter = Cutter(patch, after)
        with suppress(PowerCut):
            await rig.activate(policies, place)
    rig.history = policies.history

    again = await rig.started()

    assert again.fault is None
    assert again.policy.version in {"small/1", "small/2"}
    assert rig.said()[-1][0] == again.policy.version
    await rig.activate(again, "routine")  # and the way on is open
    assert again.policy.header.name == "routine"
    return cutter.counted > after


async def test_a_cut_at_any_change_of_the_disk_leaves_one_whole_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuts = 0
    while await one_cut(tmp_path / f"cut-{cuts}", monkeypatch, cuts):
        cuts += 1

    assert cuts > 10  # keep, stage, confirm, drop: several changes each


async def test_a_full_disk_changes_nothing_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = PolicyRig.at(tmp_path)
    policies = await rig.started()
    place = rig.toml("small")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ConfigError, match="No space left"):
            rig.ask(policies, place)
    await policies.look()

    assert policies.policy.version == "base/1"
    assert policies.fault is None


async def test_between_the_row_and_the_start_nothing_is_lost(tmp_path: Path) -> None:
    # The row is written, the process dies before the pointer's ``staged`` is gone.
    rig = PolicyRig.at(tmp_path)
    policies = await rig.started()
    digest = rig.stage(policies, rig.toml("small"))
    staged = rig.shelf.folder.staged()
    assert staged is not None
    rig.confirm(policies, digest)
    rig.shelf.folder.stage(replace(staged))
    await policies.look()
    rig.history = policies.history

    again = await rig.started()

    assert again.policy.version == "small/1"
    assert len(rig.said()) == 2
