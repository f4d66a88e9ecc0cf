"""The policy folder: texts by digest, and pointers replaced in one step."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.errors import ConfigError
from kiosk.store.policy_errors import NothingStaged, PolicyDamaged, StagedChanged
from kiosk.store.policy_folder import PolicyFolder
from kiosk.store.policy_pointer import Pointer, read_pointer, write_pointer
from tests.fakes import NOON
from tests.policy_scene import file

ONE, TWO = file(version=1), file(version=2)


def pointer(digest: str = ONE.digest, **more: bool) -> Pointer:
    return Pointer(
        digest=digest, source="file", by="screen", at=NOON, after="0" * 64, **more
    )


@pytest.fixture
def folder(tmp_path: Path) -> PolicyFolder:
    return PolicyFolder(tmp_path)


def test_a_new_folder_asks_for_nothing(folder: PolicyFolder) -> None:
    assert folder.active() is None
    assert folder.staged() is None
    assert folder.mark() is None
    assert folder.received() == {}
    folder.drop()


def test_a_text_is_kept_by_its_digest(folder: PolicyFolder) -> None:
    folder.keep(ONE)
    folder.keep(ONE)
    folder.keep(TWO)

    found = folder.kept(ONE.digest, "shipped")

    assert (found.text, found.source) == (ONE.text, "shipped")
    assert len(list((folder.directory / "kept").iterdir())) == 2


def test_an_altered_or_lost_text_is_damaged(folder: PolicyFolder) -> None:
    folder.keep(ONE)
    (path,) = (folder.directory / "kept").iterdir()
    path.write_text(TWO.text)

    with pytest.raises(PolicyDamaged, match="was altered"):
        folder.kept(ONE.digest, "file")
    path.unlink()
    with pytest.raises(PolicyDamaged, match="cannot be read"):
        folder.kept(ONE.digest, "file")
    folder.keep(ONE)
    assert folder.kept(ONE.digest, "file").text == ONE.text


def test_only_what_was_staged_is_confirmed(folder: PolicyFolder) -> None:
    folder.stage(pointer())
    for wrong in (TWO.digest, ONE.digest[:7], "", ONE.digest + "0"):
        with pytest.raises(StagedChanged):
            folder.confirm(wrong, pointer())
    with pytest.raises(StagedChanged):
        folder.confirm(ONE.digest, pointer(TWO.digest))
    assert folder.active() is None

    folder.confirm(ONE.digest[:8], pointer())

    assert folder.active() == pointer()
    assert folder.staged() is None
    with pytest.raises(NothingStaged):
        folder.confirm(ONE.digest, pointer())


def test_the_mark_changes_with_every_confirmation(folder: PolicyFolder) -> None:
    marks = []
    for _ in range(3):
        folder.stage(pointer())
        folder.confirm(ONE.digest, pointer())
        marks.append(folder.mark())

    assert len(set(marks)) == 3


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"digest": "00"}'])
def test_a_harmed_pointer_is_damaged(folder: PolicyFolder, content: bytes) -> None:
    folder.stage(pointer())
    (folder.directory / "staged.json").write_bytes(content)

    with pytest.raises(PolicyDamaged, match=r"staged\.json is damaged"):
        folder.staged()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file in its place")

    with pytest.raises(ConfigError, match="cannot be used"):
        PolicyFolder(tmp_path / "store").keep(ONE)


def test_received_are_the_signed_ones(folder: PolicyFolder) -> None:
    inbox = folder.directory / "received"
    inbox.mkdir(parents=True)
    for name in ("closed-2.policy", "note.txt", "a.toml"):
        (inbox / name).write_text("")

    assert list(folder.received()) == ["closed-2.policy"]


def test_a_pointer_reads_back() -> None:
    for one in (pointer(), pointer(back=True), replace(pointer(), source="signed")):
        assert read_pointer(write_pointer(one)) == one


@given(
    st.binary(max_size=80)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: st.dictionaries(
            st.sampled_from(["digest", "source", "by", "at", "after", "back"]), inner
        ),
        max_leaves=6,
    ).map(lambda told: json.dumps(told).encode())
)
@example(b"[" * 100_000)
@example(write_pointer(pointer()).replace(b"+00:00", b""))
@example(write_pointer(pointer()).replace(b'"file"', b'"elsewhere"'))
def test_any_other_bytes_are_no_pointer(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - JSON and our own
        read_pointer(content)
