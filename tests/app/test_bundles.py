"""Signed files find their place by their signature, from the image or from the hub."""

from pathlib import Path

import pytest

from kiosk.app.bundles import refusal_of, start_from_image, take_bundle
from kiosk.app.list_files import REVOKED, TRUST
from kiosk.codes.duty_list import DutyList
from kiosk.core.errors import ConfigError
from kiosk.core.policy import PolicyStamp
from kiosk.core.record import Draft
from kiosk.core.sections import ControlLevel
from kiosk.store.arrivals import ListOlder, SignerUnknown
from kiosk.store.bundles import NAME, Seen, read_seen
from kiosk.store.district import DUTY, RISK, ROTA, WATCH, load_district_list
from kiosk.store.keymaking import TRUST_LIST
from kiosk.store.lists import load_pass_trust, load_revocations
from kiosk.store.policy_folder import PolicyFolder
from kiosk.store.policy_history import in_force_draft, key_in_force_draft
from kiosk.store.policy_keys import make_policy_key
from tests.app.bundle_rig import Office
from tests.fakes import NOON
from tests.store.scenes import fill


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "var")


def in_force(version: str) -> Draft:
    stamp = PolicyStamp(
        version=version,
        title="封闭管理",
        level=ControlLevel.CLOSED,
        digest="0" * 64,
        source="signed",
        key=1,
    )
    return in_force_draft(stamp, NOON, how="activated", by="测试", before=None)


def duty_in_force(office: Office) -> int:
    listed = load_district_list(office.keys, DUTY)
    assert isinstance(listed, DutyList)
    return listed.seq


def test_each_of_the_seven_files_goes_to_its_place(office: Office) -> None:
    office.copy_watch_key()
    before = load_pass_trust(office.keys).seq
    taken = [
        take_bundle(office.store, content, "a file")
        for content in (
            *(office.duty(1), office.rota(1), office.risks(1), office.watched()),
            *(office.trust(), office.revocations(), office.policy()),
        )
    ]

    assert taken == [
        *(DUTY, ROTA, RISK, WATCH, TRUST, REVOKED, "policy"),
    ]
    for name in (DUTY, ROTA, RISK, WATCH):
        assert load_district_list(office.keys, name) is not None
    assert load_pass_trust(office.keys).seq == before + 1
    assert load_revocations(office.keys) is not None


def test_an_older_trust_list_is_refused(office: Office) -> None:
    older = office.keys.joinpath(TRUST_LIST).read_bytes()
    take_bundle(office.store, office.trust(), "a file")

    assert refusal_of(office.store, older, "a replay") == ListOlder.slug


def test_a_policy_waits_among_the_leaders_choices(office: Office) -> None:
    take_bundle(office.store, office.policy(), "a file")

    folder = PolicyFolder(office.store)
    assert [name.partition("-")[0] for name in folder.received()] == ["closed"]
    assert folder.active() is folder.staged() is None


def test_a_policy_with_a_mistake_is_refused_whole(office: Office) -> None:
    fault = refusal_of(office.store, office.policy("[policy]\n"), "a file")

    assert fault is not None
    assert PolicyFolder(office.store).received() == {}


def test_a_policy_older_than_one_that_was_in_force_is_no_choice(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "bundles"
    folder.mkdir()
    (folder / "closed.policy").write_bytes(office.policy())
    fill(office.store, in_force("closed/9999"))

    fault = refusal_of(office.store, office.policy(), "a replay")
    start_from_image(office.store, folder)

    assert fault == "policy-older"
    assert PolicyFolder(office.store).received() == {}
    # What the card was made with is older one day, and nobody is to be called then.
    assert [one.fault for one in read_seen(office.store).values()] == [None]


def test_a_policy_of_a_withdrawn_key_is_no_choice(
    office: Office, tmp_path: Path
) -> None:
    old, folder = office.policy(), tmp_path / "bundles"
    folder.mkdir()
    (folder / "closed.policy").write_bytes(old)
    make_policy_key(office.keys, None, NOON)
    office.policy()
    fill(office.store, key_in_force_draft(2, NOON))

    start_from_image(office.store, folder)

    assert refusal_of(office.store, old, "a replay") == "policy-key-withdrawn"
    assert PolicyFolder(office.store).received() == {}
    # Neither is anybody called for what the card was made with.
    assert [one.fault for one in read_seen(office.store).values()] == [None]


def test_an_older_list_is_refused_and_the_same_one_is_no_fault(office: Office) -> None:
    new, old = office.duty(5), office.duty(4)
    take_bundle(office.store, new, "a file")

    with pytest.raises(ListOlder):
        take_bundle(office.store, old, "a file")
    assert refusal_of(office.store, old, "a file") == "list-older"
    assert refusal_of(office.store, new, "a file") is None
    assert duty_in_force(office) == 5


def test_what_a_stranger_signed_is_refused(office: Office, tmp_path: Path) -> None:
    stranger = Office(tmp_path / "stranger")

    for content in (stranger.duty(1), stranger.policy(), b"", b"\xd2nonsense"):
        with pytest.raises(ConfigError):
            take_bundle(office.store, content, "a file")
    with pytest.raises(SignerUnknown):
        take_bundle(office.store, stranger.duty(1), "a file")


def test_a_kiosk_that_was_never_online_starts_from_its_image(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "bundles"
    folder.mkdir()
    (folder / "duty.cose").write_bytes(office.duty(3))
    (folder / "broken.cose").write_bytes(b"broken")
    (folder / "a-folder").mkdir()

    start_from_image(office.store, folder)

    assert duty_in_force(office) == 3
    seen = read_seen(office.store)
    assert {name: one.fault for name, one in seen.items()} == {
        "image/broken.cose": "district-list-malformed",
        "image/duty.cose": None,
    }


def test_the_image_never_replaces_what_is_newer(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "bundles"
    folder.mkdir()
    (folder / "duty.cose").write_bytes(office.duty(3))
    take_bundle(office.store, office.duty(4), "from the hub")

    for _ in range(2):
        start_from_image(office.store, folder)

    assert duty_in_force(office) == 4
    assert [one.fault for one in read_seen(office.store).values()] == [None]


def test_what_the_image_lacks_is_taken_when_it_is_mended(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "bundles"
    folder.mkdir()
    for name in ("watch.cose", "broken.cose"):
        (folder / name).write_bytes(office.watched() if name[0] == "w" else b"broken")
    start_from_image(office.store, folder)
    office.copy_watch_key()
    (folder / "broken.cose").unlink()

    start_from_image(office.store, folder)

    assert {name: one.fault for name, one in read_seen(office.store).items()} == {
        "image/watch.cose": None
    }


def test_without_a_folder_nothing_happens(office: Office, tmp_path: Path) -> None:
    start_from_image(office.store, tmp_path / "none")

    assert read_seen(office.store) == {}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"duty": 5}', b'{"duty": {}}'])
def test_what_cannot_be_read_is_looked_at_again(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)

    assert read_seen(tmp_path) == dict[str, Seen]()
