"""``kiosk household`` over a real store."""

import argparse
import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.codes import kp1
from kiosk.commands import households
from kiosk.core.errors import ConfigError, FormError
from kiosk.core.record import Bearer
from kiosk.store.errors import StoreMissing
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import Keyring, open_keyring
from tests.fakes import HOME, NOON, FakeClock
from tests.store.households import out
from tests.store.scenes import fill, journal

NUMBER = "3-2-501"


@dataclass
class Terminal:
    """The command over a store with somebody out since noon; it is four hours later."""

    store: Path
    capsys: pytest.CaptureFixture[str]

    def __post_init__(self) -> None:
        first = FirstStart(community=HOME, now=NOON)
        self.keys: Keyring = open_keyring(self.store / "keys", first)
        hashed = kp1.household_hash(self.keys.household_key, NUMBER).hex()
        self.member = Bearer(pass_id="0000000000a1", household=hashed, member=1)
        self.clock = FakeClock(sureness="trusted")
        self.clock.turn(4 * 3600)
        fill(self.store, out(self.member))

    def run(self, *words: str) -> str:
        parser = argparse.ArgumentParser(prog="kiosk")
        households.add(parser.add_subparsers(), self.clock)
        args = parser.parse_args(["household", *words, "--store", str(self.store)])
        handler: Callable[[argparse.Namespace], int] = args.run
        assert handler(args) == 0
        return self.capsys.readouterr().out


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def test_a_household_is_shown(terminal: Terminal) -> None:
    said = terminal.run("show", NUMBER)

    assert f"household {terminal.member.household}" in said
    assert "uses      1" in said
    assert "exit\tmember 1\tleft 2026-11-21 12:00\tdue 2026-11-21 15:00\tout" in said


def test_who_should_be_back_is_listed(terminal: Terminal) -> None:
    assert "overdue 1 h 0 min" in terminal.run("overdue")

    (line,) = terminal.run("overdue", "--json").splitlines()
    assert (
        json.loads(line)["due_at"] == datetime(2026, 11, 21, 7, tzinfo=UTC).isoformat()
    )

    terminal.clock.turn(-2 * 3600)
    assert terminal.run("overdue") == ""
    assert "left 2026-11-21 12:00" in terminal.run("overdue", "--all")


def test_a_leaders_word_is_written_and_shown(terminal: Terminal) -> None:
    assert "one more exit today" in terminal.run(
        "relief", NUMBER, "--reason", "medical"
    )
    assert "void      lost since" in terminal.run("void", NUMBER, "--reason", "lost")
    said = terminal.run("restore", NUMBER, "--reason", "mistake", "--json")
    assert json.loads(said)["voided"] is None
    assert "back 2026" in terminal.run("returned", NUMBER, "--reason", "other-gate")


def test_the_household_can_come_from_standard_input(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NUMBER}\n"))

    assert str(terminal.member.household) in terminal.run("show", "-")


def test_a_refused_word_is_told(terminal: Terminal) -> None:
    with pytest.raises(FormError, match="not void"):
        terminal.run("restore", NUMBER, "--reason", "mistake")
    with pytest.raises(SystemExit):
        terminal.run("relief", NUMBER, "--reason", "lost")


async def test_beside_a_running_kiosk_the_page_is_named(terminal: Terminal) -> None:
    async with journal(terminal.store):
        with pytest.raises(ConfigError, match="/households"):
            await asyncio.to_thread(
                terminal.run, "relief", NUMBER, "--reason", "medical"
            )


def test_without_a_journal_there_is_nothing_to_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, capsys)
    (tmp_path / "kiosk.db").unlink()

    with pytest.raises(StoreMissing):
        terminal.run("overdue")
