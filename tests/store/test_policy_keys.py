"""Policy keys: made by the root, used without it."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.codes.signed_policy import PolicyForged, read_signed_policy
from kiosk.store.arrivals import ListOlder
from kiosk.store.keyfile import KeyDamaged
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.listmaking import RootAway
from kiosk.store.lists import load_root
from kiosk.store.policy_keys import (
    SIGNING,
    PolicyKeyOver,
    key_in_force,
    make_policy_key,
    open_policy_signer,
    revoke_policy_keys,
    take_policy_key,
)
from tests.fakes import HOME, NOON

TEXT = "[policy]\n"


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    open_keyring(tmp_path / "keys", FirstStart(community=HOME, now=NOON))
    return tmp_path / "keys"


def test_the_key_signs_while_the_root_is_in_its_safe(keys: Path) -> None:
    assert open_policy_signer(keys) is None
    make_policy_key(keys, None, NOON)
    (keys / "offline" / "root.key").rename(keys / "safe")

    signer = open_policy_signer(keys)

    assert signer is not None
    found = read_signed_policy(signer.sign(TEXT, NOON), load_root(keys), "it")
    assert (found.text, found.commission.serial) == (TEXT, 1)
    assert signer.seed.hex() not in repr(signer)
    with pytest.raises(RootAway):
        make_policy_key(keys, None, NOON)


def test_each_new_key_has_the_next_number(keys: Path) -> None:
    serials = [make_policy_key(keys, None, NOON).commission.serial for _ in range(3)]

    assert serials == [1, 2, 3]


def test_a_key_that_was_begun_is_gone_on_with(keys: Path) -> None:
    made = make_policy_key(keys, None, NOON)
    (keys / "offline" / "policy-key.cose").unlink()  # as if the power had been cut

    again = make_policy_key(keys, None, NOON)

    assert (again.seed, again.commission) == (made.seed, made.commission)


def test_a_key_whose_time_is_over_signs_no_more(keys: Path) -> None:
    signer = make_policy_key(keys, None, NOON)

    with pytest.raises(PolicyKeyOver, match="make a new one"):
        signer.sign(TEXT, NOON + SIGNING + timedelta(days=1))


def test_another_kiosks_key_is_told_apart(keys: Path, tmp_path: Path) -> None:
    make_policy_key(keys, None, NOON)
    other = tmp_path / "other"
    open_keyring(other, FirstStart(community=HOME, now=NOON))

    with pytest.raises(PolicyForged):
        open_policy_signer(other, keys / "offline")
    make_policy_key(keys, None, NOON)
    key = keys / "offline" / "policy-2.key"
    key.write_bytes((keys / "offline" / "policy-1.key").read_bytes())
    with pytest.raises(KeyDamaged, match="does not belong"):
        open_policy_signer(keys)


def test_a_revoked_key_is_followed_by_the_next_here_and_wherever_it_is_imported(
    keys: Path, tmp_path: Path
) -> None:
    make_policy_key(keys, None, NOON)
    assert key_in_force(keys) == 0
    signed = revoke_policy_keys(keys, None, NOON).signed
    assert key_in_force(keys) == 2

    with pytest.raises(ListOlder, match="number 2 is in force"):
        take_policy_key(keys, signed, "it")
    open_keyring(tmp_path / "other", FirstStart(community=HOME, now=NOON))
    assert take_policy_key(tmp_path / "other", signed, "it") is None  # another root
    assert take_policy_key(keys, b"?", "it") is None
    (keys / "policy-key.cose").unlink()
    found = take_policy_key(keys, signed, "it")
    assert found is not None
    assert found.serial == 2
