import io
import json
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.core.errors import CodeError, FormError
from kiosk.store.keyfile import KeyDamaged
from kiosk.store.listmaking import RootAway
from kiosk.store.lists import load_revocations
from tests.commands.terminal import NOW, Terminal, altered


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal.at(tmp_path, capsys)


def error_of(terminal: Terminal, text: str) -> object:
    return terminal.verify(text).get("error")


def test_a_pass_is_withdrawn_by_its_text_and_others_stay_good(
    terminal: Terminal,
) -> None:
    lost, kept = terminal.issue(), terminal.issue("--member", "2")

    code, out = terminal.run("pass", "revoke", lost, "--reason", "lost")

    assert (code, out) == (0, "revocations #1: 1 more, 1 entries")
    assert error_of(terminal, lost) == "pass-revoked"
    assert error_of(terminal, kept) is None
    revoked = load_revocations(terminal.keys)
    assert revoked is not None
    assert [entry.reason for entry in revoked.entries] == ["lost"]
    assert (terminal.keys / "revocations.cose").stat().st_mode & 0o777 == 0o600


def test_a_pass_is_withdrawn_by_its_id_alone(terminal: Terminal) -> None:
    text = terminal.issue(kind="temporary")
    pass_id = str(terminal.verify(text)["pass_id"])

    terminal.run("pass", "revoke", pass_id.upper())

    assert error_of(terminal, text) == "pass-revoked"


def test_many_are_withdrawn_from_standard_input_and_twice_is_once(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = [terminal.issue("--member", str(n)) for n in range(3)]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*passes, "", passes[0]])))

    assert terminal.run("pass", "revoke", "-")[1].endswith("3 more, 3 entries")
    _, again = terminal.run("pass", "revoke", passes[1])

    assert again == "revocations #2: 0 more, 3 entries"
    assert {error_of(terminal, text) for text in passes} == {"pass-revoked"}


def test_the_other_verify_honours_it_too(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    text = terminal.issue()
    terminal.run("pass", "revoke", text)

    keys = str(terminal.keys)
    at = NOW.isoformat()
    assert main(["verify", text, "--json", "--keys", keys, "--at", at]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == "pass-revoked"


def test_without_the_root_it_says_how_and_the_supervisors_folder_serves(
    terminal: Terminal, tmp_path: Path
) -> None:
    text = terminal.issue()
    away = tmp_path / "stick"
    (terminal.keys / "offline").rename(away)

    with pytest.raises(RootAway, match="supervisor's machine") as refused:
        terminal.run("pass", "revoke", text)
    assert "--offline" in str(refused.value)
    assert error_of(terminal, text) is None

    terminal.run("pass", "revoke", text, "--offline", str(away))
    assert error_of(terminal, text) == "pass-revoked"


def test_it_works_on_the_supervisors_machine_with_public_files_only(
    terminal: Terminal, tmp_path: Path
) -> None:
    text = terminal.issue()
    machine = tmp_path / "supervisor"
    machine.mkdir(mode=0o700)
    for name in ("root.pub", "trust-list.cose"):
        (machine / name).write_bytes((terminal.keys / name).read_bytes())
        (machine / name).chmod(0o600)
    at_home, terminal.keys = terminal.keys, machine

    offline = str(at_home / "offline")
    terminal.run("pass", "revoke", text, "--offline", offline)
    (machine / "revocations.cose").rename(at_home / "revocations.cose")

    terminal.keys = at_home
    assert error_of(terminal, text) == "pass-revoked"


def test_the_root_of_another_kiosk_is_refused(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Terminal.at(tmp_path / "other", capsys)

    with pytest.raises(KeyDamaged, match="does not belong"):
        terminal.run(
            "pass", "revoke", "0" * 12, "--offline", str(other.keys / "offline")
        )


@pytest.mark.parametrize("typed", ["12345", "0" * 13, "hello", "zzzzzzzzzzzz"])
def test_what_is_no_pass_is_refused_and_nothing_is_written(
    terminal: Terminal, typed: str
) -> None:
    with pytest.raises(FormError, match="12 hex digits") as refused:
        terminal.run("pass", "revoke", typed)

    assert typed not in str(refused.value)
    with pytest.raises(CodeError):
        terminal.run("pass", "revoke", "KP1:ABC")
    assert load_revocations(terminal.keys) is None


def test_a_list_that_was_altered_stops_every_use(terminal: Terminal) -> None:
    text = terminal.issue()
    terminal.run("pass", "revoke", text)
    path = terminal.keys / "revocations.cose"
    path.write_bytes(altered(path.read_bytes()))

    assert main(["verify", text, "--keys", str(terminal.keys)]) == 1
    assert "root key" in terminal.capsys.readouterr().err
