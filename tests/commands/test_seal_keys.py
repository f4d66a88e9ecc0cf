import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from kiosk.commands import seal_keys
from kiosk.core.errors import ConfigError
from kiosk.store import locked_key
from kiosk.store.keyfile import read_key
from kiosk.store.keyring import open_keyring
from kiosk.store.locked_key import Cost, NotLocked, PassphraseWrong, read_locked, unlock
from tests.store.keyfolders import contents, first_start

FIRST = "first passphrase"
OTHER = "another passphrase"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locked_key, "USUAL", Cost(passes=1, kibibytes=8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "supervisor"


def run(*words: object, said: Iterator[str] = iter(())) -> int:  # noqa: B008 - nothing is taken from an empty one
    parser = argparse.ArgumentParser()
    seal_keys.add_to(parser.add_subparsers(), ask=lambda _prompt: next(said))
    args = parser.parse_args([str(word) for word in words])
    code: int = args.run(args)
    return code


def made(folder: Path) -> Path:
    assert run("init", folder, said=iter([FIRST, FIRST])) == 0
    return folder / "supervisor.key"


def test_a_kiosk_takes_the_public_half_and_never_has_the_other(
    folder: Path, tmp_path: Path
) -> None:
    key = made(folder)
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (folder / "supervisor.pub").rename(keys / "supervisor.pub")

    ring = open_keyring(keys, first_start())

    secret = unlock(read_locked(key), FIRST)
    assert ring.supervisor_public == bytes(PrivateKey(secret).public_key)
    assert not (keys / "offline" / "supervisor.key").exists()


def test_a_key_is_never_made_over_another(folder: Path) -> None:
    made(folder)
    before = contents(folder)

    with pytest.raises(ConfigError, match="there already"):
        run("init", folder, said=iter([FIRST, FIRST]))
    assert contents(folder) == before


def test_a_new_passphrase_replaces_the_old_one(folder: Path) -> None:
    key = made(folder)
    secret = unlock(read_locked(key), FIRST)

    assert run("passphrase", key, said=iter([FIRST, OTHER, OTHER])) == 0

    assert unlock(read_locked(key), OTHER) == secret
    with pytest.raises(PassphraseWrong):
        unlock(read_locked(key), FIRST)


@pytest.mark.parametrize(
    "said",
    [
        [OTHER],  # wrong
        [FIRST, OTHER, "not the same at all"],
        [FIRST, "short", "short"],
    ],
)
def test_what_goes_wrong_leaves_the_key_as_it_was(
    folder: Path, said: list[str]
) -> None:
    key = made(folder)
    before = contents(folder)

    with pytest.raises(ConfigError, match="nothing was changed"):
        run("passphrase", key, said=iter(said))
    assert contents(folder) == before


def test_the_key_of_a_first_start_gets_its_first_passphrase(tmp_path: Path) -> None:
    ring = open_keyring(tmp_path / "keys", first_start())
    key = tmp_path / "keys" / "offline" / "supervisor.key"
    with pytest.raises(NotLocked):
        unlock(read_locked(key), FIRST)

    assert run("passphrase", key, said=iter([FIRST, FIRST])) == 0

    secret = unlock(read_locked(key), FIRST)
    assert bytes(PrivateKey(secret).public_key) == ring.supervisor_public


def test_the_public_half_is_written_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = made(folder)
    shown = capsys.readouterr().out.partition(": ")[2]

    assert run("export-public", key, folder / "again.pub", said=iter([FIRST])) == 0

    assert capsys.readouterr().out.partition(": ")[2] == shown
    names = "supervisor.pub", "again.pub"
    publics = [read_key(folder / name, "supervisor-public", "") for name in names]
    assert publics[0] == publics[1]
    with pytest.raises(ConfigError, match="there already"):
        run("export-public", key, folder / "again.pub", said=iter([FIRST]))
