"""A key folder that is whole, and every way in which it is not."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.codes import kp1
from kiosk.codes.trust_list import TrustListForged, TrustListMalformed
from kiosk.core.evidence import PassClaims
from kiosk.store.keyfile import (
    KeyDamaged,
    KeyMissing,
    KeyTooOpen,
    KeyUnreachable,
)
from kiosk.store.keyring import IssuerUnknown, load_keyring, open_keyring
from tests.store.keyfolders import NEEDED, NOW, first_start


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    directory = tmp_path / "var" / "keys"
    open_keyring(directory, first_start())
    return directory


def test_the_made_keys_issue_passes_that_the_made_list_verifies(keys: Path) -> None:
    ring = load_keyring(keys)
    for pass_class in ("resident", "vehicle", "commuter", "temporary", "delivery"):
        issuer = ring.issuer(pass_class)
        claims = PassClaims(
            pass_id="a1b2c3d4e5f6",
            pass_class=pass_class,
            community=issuer.trusted.community,
            household=None,
            member=0,
            not_before=NOW,
            expires=NOW + issuer.trusted.max_ttl,
        )
        text = kp1.issue(claims, kid=issuer.trusted.kid, seed=issuer.seed)
        assert kp1.verify(text, ring.trust, NOW, "synced") == claims


def test_resident_and_temporary_passes_have_separate_keys(keys: Path) -> None:
    ring = load_keyring(keys)

    assert ring.issuer("resident").seed != ring.issuer("temporary").seed
    assert ring.issuer("resident").trusted.kid == b"\x00\x01"
    assert ring.issuer("temporary").trusted.kid == b"\x00\x02"
    assert ring.issuer("temporary").trusted.max_ttl == timedelta(hours=24)


def test_no_secret_shows_in_the_repr(keys: Path) -> None:
    ring = load_keyring(keys)

    shown = repr(ring) + repr(ring.issuer("resident")) + repr(first_start())

    assert "\\x" not in shown.replace(repr(ring.issuer("resident").trusted), "")


def _one_digit_changed(line: bytes) -> bytes:
    other = b"1" if line[30:31] == b"0" else b"0"
    return line[:30] + other + line[31:]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda line: line[:0],
    "cut": lambda line: line[:-20],
    "one digit": _one_digit_changed,
    "other purpose": lambda line: b"other " + line.split(b" ", 1)[1],
    "no text": lambda line: b"\xff\xfe" + line,
    "no digits": lambda line: line.replace(b" ", b" zz", 1),
}


@pytest.mark.parametrize("name", [name for name in NEEDED if "trust" not in name])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named(keys: Path, name: str, damage: str) -> None:
    line = (keys / name).read_bytes()
    (keys / name).write_bytes(DAMAGES[damage](line))

    with pytest.raises(KeyDamaged, match=name) as refused:
        load_keyring(keys)

    assert refused.value.slug == "key-damaged"
    assert line.split()[1].decode()[-16:] not in str(refused.value)


def test_a_key_in_anothers_place_is_refused(keys: Path) -> None:
    (keys / "resident.key").write_bytes((keys / "temporary.key").read_bytes())

    with pytest.raises(KeyDamaged, match="is no resident key"):
        load_keyring(keys)


def test_a_tampered_trust_list_stops_the_start(keys: Path) -> None:
    path = keys / "trust-list.cose"
    good = path.read_bytes()

    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(TrustListForged, match="trust-list"):
        load_keyring(keys)
    path.write_bytes(good[:-1])
    with pytest.raises(TrustListMalformed, match="trust-list"):
        load_keyring(keys)


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_others_can_get_at_is_refused(keys: Path, name: str, mode: int) -> None:
    (keys / name).chmod(mode)

    with pytest.raises(KeyTooOpen, match=f"chmod 600 .*{name}"):
        load_keyring(keys)


def test_a_folder_others_can_get_at_is_refused(keys: Path) -> None:
    keys.chmod(0o755)

    with pytest.raises(KeyTooOpen, match="chmod 700"):
        load_keyring(keys)


def test_a_link_is_not_followed_and_a_pipe_does_not_block(keys: Path) -> None:
    token = keys / "token.key"
    token.rename(keys / "elsewhere")
    token.symlink_to(keys / "elsewhere")
    with pytest.raises(KeyUnreachable, match=r"token\.key"):
        load_keyring(keys)
    token.unlink()
    os.mkfifo(token, 0o600)
    with pytest.raises(KeyDamaged, match=r"token\.key is no plain file"):
        load_keyring(keys)


def test_no_key_folder_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="start the kiosk once"):
        load_keyring(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(KeyDamaged, match="no folder"):
        load_keyring(tmp_path / "file")
    with pytest.raises(KeyUnreachable):
        load_keyring(tmp_path / "file" / "keys")
    with pytest.raises(KeyUnreachable):
        open_keyring(tmp_path / "file" / "keys", first_start())


def test_a_class_the_trust_list_does_not_grant_cannot_be_issued(keys: Path) -> None:
    ring = load_keyring(keys)
    bare = replace(ring, trust=replace(ring.trust, keys=()))

    for pass_class, name in (("vehicle", "resident"), ("delivery", "temporary")):
        with pytest.raises(IssuerUnknown, match=f"{name}.key may not issue"):
            bare.issuer(pass_class)
