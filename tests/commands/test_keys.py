from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.commands.trust import FileUnusable
from kiosk.core.errors import ConfigError, FormError
from kiosk.store.arrivals import ListOlder
from kiosk.store.communities import CommunityRefused
from kiosk.store.listmaking import ClockBehind, RootAway
from kiosk.store.lists import load_pass_trust, load_revocations
from tests.commands.terminal import Terminal

OTHER = "620102001002"


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal.at(tmp_path, capsys)


@pytest.fixture
def other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal.at(tmp_path / "other", capsys, OTHER)


def test_the_keys_are_shown_without_their_secrets(terminal: Terminal) -> None:
    terminal.run("pass", "revoke", "0" * 12)

    _, out = terminal.run("keys", "show")

    assert "0001 620102001001 resident,vehicle,commuter generation 0" in out
    assert "0002 620102001001 temporary,delivery" in out
    assert "trust list #1" in out
    assert "revocations #1" in out
    for path in terminal.keys.rglob("*.key"):
        assert path.read_text().split()[1] not in out


def test_a_rotated_key_issues_and_the_old_ones_passes_stay_good(
    terminal: Terminal,
) -> None:
    old, errand = terminal.issue(), terminal.issue(kind="temporary")

    _, out = terminal.run("keys", "rotate", "resident", "--generation", "2")

    assert "0003 620102001001 resident,vehicle,commuter generation 2" in out
    assert terminal.verify(old)["generation"] == 0
    assert terminal.verify(terminal.issue())["generation"] == 2
    assert terminal.verify(errand)["generation"] == 0
    assert terminal.verify(terminal.issue(kind="temporary"))["generation"] == 0
    terminal.now += timedelta(days=367)
    assert "0001" in terminal.run("keys", "show")[1]
    assert " over" in terminal.run("keys", "show")[1]


def test_a_rotation_needs_the_root_and_a_rising_generation(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.run("keys", "rotate", "temporary", "--generation", "5")
    for generation in ("4", "10000", "-1"):
        with pytest.raises(FormError, match="generation"):
            terminal.run("keys", "rotate", "temporary", "--generation", generation)
    (terminal.keys / "offline").rename(tmp_path / "away")
    with pytest.raises(RootAway):
        terminal.run("keys", "rotate", "temporary")


def test_passes_of_an_imported_community_are_good_and_not_home(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    text, file = other.issue(), str(tmp_path / "other.json")
    _, given = other.run("trust", "export", file)
    assert terminal.verify(text)["error"] == "pass-forged"  # their key ids are ours too

    _, taken = terminal.run("trust", "import", file)

    assert "telephone" in terminal.said
    assert set(given.splitlines()) == set(taken.splitlines()[1:])
    assert terminal.verify(text)["community"] == OTHER
    assert f"{OTHER} (other)" in terminal.run("keys", "show")[1]
    assert terminal.verify(terminal.issue())["community"] == "620102001001"


def test_an_import_replaces_that_communitys_keys_only(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    file = str(tmp_path / "other.json")
    other.run("trust", "export", file)
    terminal.run("trust", "import", file)
    other.run("keys", "rotate", "resident")
    other.run("trust", "export", file)

    terminal.run("trust", "import", file, "--community", OTHER)

    trust = load_pass_trust(terminal.keys)
    assert trust.seq == 3
    assert [key.community for key in trust.keys].count(OTHER) == 3
    assert trust.keys[0].community == "620102001001"


def test_only_keys_of_those_asked_for_and_never_in_our_name(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    ours, theirs = str(tmp_path / "ours.json"), str(tmp_path / "theirs.json")
    terminal.run("trust", "export", ours)
    other.run("trust", "export", theirs)

    with pytest.raises(CommunityRefused, match="this community"):
        terminal.run("trust", "import", ours)
    with pytest.raises(CommunityRefused, match="no keys of 620102001009"):
        terminal.run("trust", "import", theirs, "--community", "620102001009")
    assert load_pass_trust(terminal.keys).seq == 1


def test_a_newer_list_of_our_own_needs_no_root_and_an_older_is_refused(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    path = terminal.keys / "trust-list.cose"
    first = path.read_bytes()
    file = tmp_path / "newer.cose"
    terminal.run("keys", "rotate", "temporary")
    file.write_bytes(path.read_bytes())
    path.write_bytes(first)
    (terminal.keys / "offline").rename(tmp_path / "away")

    _, out = terminal.run("trust", "import", str(file))

    assert out.startswith("trust list #2\n0003 620102001001 ")
    (tmp_path / "first.cose").write_bytes(first)
    with pytest.raises(ListOlder, match="number 1 and number 2 is in force"):
        terminal.run("trust", "import", str(tmp_path / "first.cose"))
    theirs = str(other.keys / "trust-list.cose")
    with pytest.raises(ConfigError, match="root key"):
        terminal.run("trust", "import", theirs)


def test_a_file_that_cannot_be_used_is_named(
    terminal: Terminal, tmp_path: Path
) -> None:
    with pytest.raises(FileUnusable, match="gone"):
        terminal.run("trust", "import", str(tmp_path / "gone"))
    with pytest.raises(FileUnusable, match="gone"):
        terminal.run("trust", "export", str(tmp_path / "gone" / "file"))
    (tmp_path / "dcc.json").write_text('{"dcc": []}')
    with pytest.raises(CommunityRefused, match="no list of passes"):
        terminal.run("trust", "import", str(tmp_path / "dcc.json"))


def test_lists_are_signed_anew_before_they_grow_stale(terminal: Terminal) -> None:
    lost, ended = terminal.issue(), terminal.issue(kind="temporary")
    terminal.run("pass", "revoke", lost, ended)
    first = load_pass_trust(terminal.keys)
    terminal.now += timedelta(days=29)

    _, out = terminal.run("trust", "renew")

    trust, revoked = load_pass_trust(terminal.keys), load_revocations(terminal.keys)
    assert out == (
        "trust list #2, next due 2027-12-21\nrevocations #2, next due 2027-01-20"
    )
    assert trust == replace(
        first,
        seq=2,
        issued=terminal.now,
        next_update=terminal.now + timedelta(days=366),
    )
    assert revoked is not None
    assert [entry.reason for entry in revoked.entries] == ["other"]  # the other ended
    assert terminal.verify(lost)["error"] == "pass-revoked"


def test_where_nothing_was_revoked_no_list_is_made(terminal: Terminal) -> None:
    _, out = terminal.run("trust", "renew")

    assert out == "trust list #2, next due 2027-11-22"
    assert load_revocations(terminal.keys) is None


def test_renewing_needs_the_root_and_a_clock_that_was_set(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.run("pass", "revoke", "0" * 12)
    terminal.now -= timedelta(days=400)
    for words in (["trust", "renew"], ["pass", "revoke", "1" * 12]):
        with pytest.raises(ClockBehind, match="set the clock"):
            terminal.run(*words)
    terminal.now += timedelta(days=401)
    (terminal.keys / "offline").rename(tmp_path / "away")
    with pytest.raises(RootAway):
        terminal.run("trust", "renew")
    assert load_pass_trust(terminal.keys).seq == 1
    terminal.run("trust", "renew", "--offline", str(tmp_path / "away"))
    assert load_pass_trust(terminal.keys).seq == 2
