"""Lists of other communities: taken from a file, told by who signed them."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.codes.revocation import Revocation, next_list, sign_revocations
from kiosk.core.errors import ConfigError
from kiosk.store.arrivals import ListOlder, SignerUnknown
from kiosk.store.keyfile import read_key
from kiosk.store.listmaking import RootAway
from kiosk.store.lists import OtherListUnusable, load_pass_trust
from tests.commands.terminal import NOW, Terminal, altered

OTHER = "620102001002"
THIRD = "620102001003"
DAY = timedelta(days=1)


@pytest.fixture
def other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal.at(tmp_path / "other", capsys, OTHER)


@pytest.fixture
def terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], other: Terminal
) -> Terminal:
    """A kiosk that recognises the passes of ``other``; its root is kept elsewhere."""
    terminal = Terminal.at(tmp_path, capsys)
    take(terminal, other)
    (terminal.keys / "offline").rename(tmp_path / "away")
    return terminal


def take(terminal: Terminal, other: Terminal) -> None:
    file = other.keys.parent / "theirs.json"
    other.run("trust", "export", str(file))
    terminal.run("trust", "import", str(file))


def revoked(other: Terminal, text: str) -> str:
    """Have the other community withdraw a pass; the file it gives away."""
    other.run("pass", "revoke", text)
    return str(other.keys / "revocations.cose")


def error_of(terminal: Terminal, text: str) -> object:
    return terminal.verify(text).get("error")


def files(terminal: Terminal) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in terminal.keys.iterdir()}


def test_what_they_revoked_is_revoked_here_without_the_root(
    terminal: Terminal, other: Terminal
) -> None:
    lost, kept = other.issue(), other.issue("--member", "1")
    assert error_of(terminal, lost) is None

    _, out = terminal.run("trust", "import", revoked(other, lost))

    assert out == f"revocations of {OTHER} #1: 1 entries"
    assert error_of(terminal, lost) == "pass-revoked"
    assert error_of(terminal, kept) is None
    assert f"revocations of {OTHER} #1" in terminal.run("keys", "show")[1]
    (kept_file,) = terminal.keys.glob("revocations-*.cose")
    assert kept_file.stat().st_mode & 0o777 == 0o600


def test_they_cannot_withdraw_a_pass_of_ours(
    terminal: Terminal, other: Terminal
) -> None:
    ours = terminal.issue()
    claims = terminal.verify(ours)
    # Key ids count from one everywhere, so theirs names our key as well.
    file = revoked(other, str(claims["pass_id"]))

    terminal.run("trust", "import", file)

    assert error_of(terminal, ours) is None


@pytest.mark.parametrize("given", ["older", "newest"])
def test_an_older_list_or_the_same_again_is_refused(
    terminal: Terminal, other: Terminal, tmp_path: Path, given: str
) -> None:
    lost = other.issue()
    older = tmp_path / "older.cose"
    older.write_bytes(Path(revoked(other, lost)).read_bytes())
    newest = revoked(other, other.issue())
    terminal.run("trust", "import", newest)
    before = files(terminal)

    with pytest.raises(ListOlder, match="number 2 is in force") as refused:
        terminal.run("trust", "import", {"older": str(older), "newest": newest}[given])

    assert refused.value.slug == "list-older"
    assert files(terminal) == before
    assert error_of(terminal, lost) == "pass-revoked"


def test_a_higher_number_with_an_earlier_time_is_refused(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    terminal.run("trust", "import", revoked(other, other.issue()))
    entry = Revocation(kid=b"\0\1", pass_id=bytes(6), until=NOW + DAY)
    early = next_list(next_list(None, [], NOW, DAY), [entry], NOW - DAY, DAY)
    root = read_key(other.keys / "offline" / "root.key", "root", "")
    file = tmp_path / "early.cose"
    file.write_bytes(sign_revocations(early, root))

    with pytest.raises(ListOlder, match="signed earlier"):
        terminal.run("trust", "import", str(file))


def test_a_list_of_somebody_unknown_or_altered_changes_nothing(
    terminal: Terminal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    third = Terminal.at(tmp_path / "third", capsys, THIRD)
    good = Path(revoked(third, third.issue()))
    forged, cut = tmp_path / "altered.cose", tmp_path / "cut.cose"
    forged.write_bytes(altered(good.read_bytes()))
    cut.write_bytes(good.read_bytes()[:-9])
    before = files(terminal)

    for file in (good, forged, third.keys / "trust-list.cose"):
        with pytest.raises(SignerUnknown, match="neither by this kiosk's root key"):
            terminal.run("trust", "import", str(file))
    with pytest.raises(ConfigError, match=r"cut\.cose is damaged"):
        terminal.run("trust", "import", str(cut))
    assert files(terminal) == before


def test_a_power_cut_or_full_card_leaves_the_list_in_force(
    terminal: Terminal, other: Terminal
) -> None:
    lost, later = other.issue(), other.issue("--member", "1")
    terminal.run("trust", "import", revoked(other, lost))
    (kept,) = terminal.keys.glob("revocations-*.cose")
    draft = kept.with_name(f".{kept.name}.new")
    draft.mkdir()  # nothing can be written in its place

    with pytest.raises(ConfigError, match="cannot be used"):
        terminal.run("trust", "import", revoked(other, later))
    assert error_of(terminal, lost) == "pass-revoked"
    assert error_of(terminal, later) is None

    draft.rmdir()
    draft.write_bytes(b"half a list")
    terminal.run("trust", "import", str(other.keys / "revocations.cose"))
    assert error_of(terminal, later) == "pass-revoked"


def test_a_damaged_list_stops_every_use_until_it_is_imported_again(
    terminal: Terminal, other: Terminal
) -> None:
    lost = other.issue()
    file = revoked(other, lost)
    terminal.run("trust", "import", file)
    (kept,) = terminal.keys.glob("revocations-*.cose")
    kept.write_bytes(altered(kept.read_bytes()))

    with pytest.raises(OtherListUnusable, match="kiosk trust import"):
        terminal.verify(lost)

    terminal.run("trust", "import", file)
    assert error_of(terminal, lost) == "pass-revoked"


def test_their_rotated_keys_need_no_telephone_but_our_root(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    theirs = str(other.keys / "trust-list.cose")
    other.run("keys", "rotate", "resident")
    text = other.issue()
    with pytest.raises(RootAway):
        terminal.run("trust", "import", theirs)
    assert error_of(terminal, text) == "pass-unknown-issuer"

    away = str(tmp_path / "away")
    terminal.run("trust", "import", theirs, "--offline", away)

    assert terminal.said == ""
    assert error_of(terminal, text) is None
    assert [(r.community, r.seq) for r in load_pass_trust(terminal.keys).roots] == [
        (OTHER, 2)
    ]


def test_an_older_trust_list_of_theirs_is_refused(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    away = str(tmp_path / "away")
    first = tmp_path / "first.json"
    other.run("trust", "export", str(first))
    other.run("keys", "rotate", "resident")
    theirs = str(other.keys / "trust-list.cose")
    terminal.run("trust", "import", theirs, "--offline", away)
    in_force = load_pass_trust(terminal.keys)

    with pytest.raises(ListOlder, match="number 1 and number 2 is in force"):
        terminal.run("trust", "import", str(first), "--offline", away)
    assert load_pass_trust(terminal.keys) == in_force


def test_a_rotation_of_ours_keeps_their_root(
    terminal: Terminal, other: Terminal, tmp_path: Path
) -> None:
    lost = other.issue()
    away = str(tmp_path / "away")

    terminal.run("keys", "rotate", "resident", "--offline", away)
    terminal.run("trust", "import", revoked(other, lost))

    assert error_of(terminal, lost) == "pass-revoked"


def test_a_newer_revocation_list_of_our_own_is_taken_over_too(
    terminal: Terminal, tmp_path: Path
) -> None:
    text, away = terminal.issue(), str(tmp_path / "away")
    terminal.run("pass", "revoke", text, "--offline", away)
    file = tmp_path / "revoked.cose"
    (terminal.keys / "revocations.cose").rename(file)
    assert error_of(terminal, text) is None

    assert terminal.run("trust", "import", str(file))[1] == "revocations #1: 1 entries"

    assert error_of(terminal, text) == "pass-revoked"
    with pytest.raises(ListOlder):
        terminal.run("trust", "import", str(file))
