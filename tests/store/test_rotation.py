from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.codes.trust import TrustList
from kiosk.store.keyfile import KeyUnreachable, TooMuch, read_key, write_key
from kiosk.store.keyfolder import locked, replace_file
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import load_keyring, open_keyring
from kiosk.store.listmaking import Signer, open_signer
from kiosk.store.lists import load_pass_trust
from kiosk.store.rotation import NothingToRotate, Rotation, rotate

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    keys = tmp_path / "keys"
    open_keyring(keys, FirstStart(community="620102001001", now=NOW))
    return open_signer(keys)


def rotation(purpose: str = "temporary", days: int = 0) -> Rotation:
    return Rotation(purpose=purpose, now=NOW + days * DAY)


def test_the_new_key_issues_and_the_old_ends_with_its_last_pass(
    signer: Signer,
) -> None:
    before = load_keyring(signer.keys)

    new = rotate(signer, rotation(days=9))

    after = load_keyring(signer.keys)
    assert after.trust.seq == 2
    assert after.issuer("temporary").trusted == new
    assert new.kid == b"\0\3"
    assert after.trust.by_kid[b"\0\2"][0].expires == NOW + 10 * DAY
    assert after.resident_seed == before.resident_seed
    assert after.temporary_seed != before.temporary_seed
    assert not (signer.keys / "temporary.next.key").exists()


def test_a_key_whose_window_is_over_is_dropped_later(signer: Signer) -> None:
    rotate(signer, rotation())
    rotate(signer, rotation(days=3))

    kids = load_pass_trust(signer.keys).by_kid.keys()
    assert kids == {b"\0\1", b"\0\3", b"\0\4"}


def test_a_rotation_cut_short_before_the_list_is_begun_again(signer: Signer) -> None:
    coming = signer.keys / "temporary.next.key"
    write_key(coming, "temporary", bytes([7]) * 32)

    rotate(signer, rotation())

    assert load_keyring(signer.keys).temporary_seed == bytes([7]) * 32


def test_a_rotation_cut_short_after_the_list_is_only_finished(signer: Signer) -> None:
    old = (signer.keys / "temporary.key").read_bytes()
    new = rotate(signer, rotation())
    current = signer.keys / "temporary.key"
    current.rename(signer.keys / "temporary.next.key")
    current.write_bytes(old)
    current.chmod(0o600)

    assert rotate(signer, rotation(days=1)) == new
    assert load_pass_trust(signer.keys).seq == 2
    assert load_keyring(signer.keys).issuer("temporary").trusted == new


def test_key_ids_begin_again_after_the_last(signer: Signer) -> None:
    trust = load_pass_trust(signer.keys)
    first, *rest = trust.keys
    keys = (replace(first, kid=b"\xff\xff"), *rest)
    signer.put_trust(replace(trust, keys=keys))

    assert rotate(signer, rotation()).kid == b"\0\0"
    assert rotate(signer, rotation()).kid == b"\0\1"


def test_a_key_the_list_does_not_know_cannot_be_rotated(signer: Signer) -> None:
    stranger = signer.keys / "temporary.key"
    stranger.unlink()
    write_key(stranger, "temporary", bytes(32))

    with pytest.raises(NothingToRotate, match="same backup"):
        rotate(signer, rotation())
    assert read_key(stranger, "temporary", "") == bytes(32)


def test_a_folder_that_cannot_be_written_changes_nothing(
    signer: Signer, tmp_path: Path
) -> None:
    with pytest.raises(KeyUnreachable), locked(tmp_path / "gone"):
        pass
    with pytest.raises(KeyUnreachable):
        replace_file(tmp_path / "gone" / "x", b"")
    with pytest.raises(TooMuch, match="rotate the key"):
        replace_file(signer.keys / "revocations.cose", bytes(5 << 20))
    assert not (signer.keys / "revocations.cose").exists()


def test_the_signer_hides_its_seed_and_keeps_the_first_community(
    signer: Signer,
) -> None:
    rotate(signer, rotation("resident"))

    trust: TrustList = load_pass_trust(signer.keys)
    assert trust.keys[0].community == "620102001001"
    assert "seed=" not in repr(signer)
