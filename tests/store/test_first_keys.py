"""The first start: which keys it makes, and what it does when it was cut short."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from kiosk.store.keyfile import KeyDamaged, KeyMissing, read_key
from kiosk.store.keyring import load_keyring, open_keyring
from tests.store.keyfolders import MADE, NEEDED, contents, counting, first_start


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    directory = tmp_path / "var" / "keys"
    open_keyring(directory, first_start())
    return directory


def test_a_first_start_makes_every_key_private_to_the_kiosk(keys: Path) -> None:
    assert set(contents(keys)) == {*MADE, "offline/README.txt"}
    for path in (keys, *keys.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_the_supervisors_secret_is_apart_and_belongs_to_the_public_half(
    keys: Path,
) -> None:
    secret = read_key(keys / "offline" / "supervisor.key", "supervisor", "")

    assert bytes(PrivateKey(secret).public_key) == (
        load_keyring(keys).supervisor_public
    )


def test_a_second_start_changes_nothing(keys: Path) -> None:
    before = contents(keys)

    again = open_keyring(keys, first_start(100))

    assert contents(keys) == before
    assert again == load_keyring(keys)


def test_two_first_starts_at_once_end_with_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        starts = [first_start(1), first_start(100)]
        one, other = pool.map(lambda s: open_keyring(tmp_path / "keys", s), starts)

    assert one == other == load_keyring(tmp_path / "keys")


def test_the_kiosk_runs_on_when_offline_keys_were_moved_away(keys: Path) -> None:
    for name in ("root.key", "supervisor.key", "README.txt"):
        (keys / "offline" / name).unlink()
    (keys / "offline").rmdir()

    open_keyring(keys, first_start(100)).issuer("resident")

    assert not (keys / "offline").exists()


@pytest.mark.parametrize("made", range(7))
def test_a_first_start_cut_short_is_gone_on_with(tmp_path: Path, made: int) -> None:
    draw = counting()

    def until_power_fails(size: int) -> bytes:
        key = draw(size)
        if key[0] > made + 1:
            raise InterruptedError
        return key

    keys, cut = tmp_path / "keys", replace(first_start(), random=until_power_fails)
    with suppress(InterruptedError):
        open_keyring(keys, cut)
    (keys / "trust-list.cose").unlink(missing_ok=True)
    (keys / "supervisor.pub").unlink(missing_ok=True)  # its secret half was first
    before = contents(keys)
    (keys / ".token.key.new").write_bytes(b"half a key")

    ring = open_keyring(keys, first_start(100))

    after = contents(keys)
    assert {name: after[name] for name in before} == before
    assert ring == load_keyring(keys)


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_file_is_named_and_not_made_again(keys: Path, name: str) -> None:
    if name == "trust-list.cose":
        (keys / "offline" / "root.key").unlink()
    (keys / name).unlink()
    missing = "root.key" if name == "trust-list.cose" else name

    with pytest.raises(KeyMissing, match=missing) as refused:
        open_keyring(keys, first_start(100))

    assert refused.value.slug == "key-missing"
    assert not (keys / name).exists()


def test_a_public_half_that_is_not_the_roots_stops_the_first_start(keys: Path) -> None:
    (keys / "trust-list.cose").unlink()
    (keys / "offline" / "root.key").unlink()
    other = keys.parent / "other"
    open_keyring(other, first_start(100))
    stranger = other / "offline" / "root.key"
    stranger.rename(keys / "offline" / "root.key")

    with pytest.raises(KeyDamaged, match=r"root\.pub"):
        open_keyring(keys, first_start(200))
