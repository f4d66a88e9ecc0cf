"""The supervisor's root keys under a passphrase: whatever needs one asks for it."""

import argparse
import io
from pathlib import Path

import pytest

from kiosk.commands import ca, seal_keys
from kiosk.core.errors import ConfigError
from kiosk.store import locked_key
from kiosk.store.asked_key import PassphraseMissing
from kiosk.store.keyfile import KeyDamaged
from kiosk.store.listmaking import open_signer
from kiosk.store.locked_key import Cost, NotLocked, PassphraseWrong
from tests.commands.terminal import Terminal
from tests.fakes import NOON
from tests.store.keyfolders import contents

WORDS = "six words drawn by lot"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locked_key, "USUAL", Cost(passes=1, kibibytes=8))


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal.at(tmp_path, capsys)


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{x}\n" for x in lines)))


def give_passphrase(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = argparse.ArgumentParser()
    seal_keys.add_to(parser.add_subparsers())
    typed(monkeypatch, WORDS)
    args = parser.parse_args(["passphrase", str(key), "--passphrase-stdin"])
    assert args.run(args) == 0


@pytest.fixture
def root(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of the lists, which has a passphrase by now."""
    key = terminal.keys / "offline" / "root.key"
    plain = key.read_text().split()[1]
    give_passphrase(key, monkeypatch)
    assert plain not in key.read_text()
    return key


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    "words",
    [("keys", "rotate", "resident"), ("pass", "revoke", "0" * 12), ("trust", "renew")],
)
def test_whatever_the_root_signs_takes_its_passphrase(
    terminal: Terminal, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, WORDS)

    assert terminal.run(*words, "--passphrase-stdin")[0] == 0


@pytest.mark.usefixtures("root")
def test_passes_to_revoke_follow_the_passphrase_on_standard_input(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, WORDS, "0" * 12, "1" * 12)

    code, out = terminal.run("pass", "revoke", "-", "--passphrase-stdin")

    assert code == 0
    assert out.endswith(": 2 more, 4 entries")


@pytest.mark.usefixtures("root")
def test_a_wrong_passphrase_signs_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(terminal.keys)
    typed(monkeypatch, "not the words of it")

    with pytest.raises(PassphraseWrong):
        terminal.run("keys", "rotate", "resident", "--passphrase-stdin")
    with pytest.raises(PassphraseMissing):
        open_signer(terminal.keys)
    assert contents(terminal.keys) == before


def test_another_locked_key_is_no_root(terminal: Terminal, root: Path) -> None:
    offline = root.parent
    root.write_text(root.read_text().replace(" root ", " supervisor ", 1))

    with pytest.raises(NotLocked):
        open_signer(terminal.keys, offline, lambda: WORDS)


def test_only_a_key_of_the_supervisor_takes_a_passphrase(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotLocked, match="none of those"):
        give_passphrase(terminal.keys / "resident.key", monkeypatch)


def test_the_authority_of_phones_takes_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str) -> int:
        parser = argparse.ArgumentParser()
        ca.add(parser.add_subparsers(), lambda: NOON)
        args = parser.parse_args(["ca", *words, "--keys", str(tmp_path)])
        code: int = args.run(args)
        return code

    tmp_path.chmod(0o700)
    run("init")
    key = tmp_path / "ca" / "root.key"
    give_passphrase(key, monkeypatch)
    issue = "issue", "--name", "kiosk-1.local", "--passphrase-stdin"

    typed(monkeypatch, "not the words of it")
    with pytest.raises(PassphraseWrong):
        run(*issue)
    assert not (tmp_path / "web.pem").exists()
    typed(monkeypatch, WORDS)
    assert run(*issue) == 0
    key.write_text("-----BEGIN nothing")
    with pytest.raises(KeyDamaged):
        give_passphrase(key, monkeypatch)
    with pytest.raises(ConfigError):
        run(*issue)
