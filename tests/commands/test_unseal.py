import argparse
import json
from pathlib import Path

import pytest

from kiosk.commands import store, unseal
from kiosk.core.errors import ConfigError
from kiosk.core.record import Person
from kiosk.store.extract import ExtractUnfit
from kiosk.store.files import WriterLock
from kiosk.store.keyfile import read_key
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring
from kiosk.store.ledger import Ledger
from kiosk.store.locked_key import Cost, PassphraseWrong, lock, replace_locked
from kiosk.store.reading import JournalReader
from kiosk.store.rows import prepare
from kiosk.store.sealing import SealKeys
from tests.fakes import HOME, NOON, FakeClock
from tests.store.scenes import passage

WORDS = "correct horse battery"
HOSTILE = Person(
    subject="0000000000ab",
    masked="",
    private={"form": {"name": "=1+1", "firm": "\x1b"}},
)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers()
    store.add(verbs, FakeClock())
    unseal.add(verbs, ask=lambda _prompt: WORDS)
    args = parser.parse_args(words)
    code: int = args.run(args)
    return code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    var = tmp_path / "var"
    ring = open_keyring(var / "keys", FirstStart(community=HOME, now=NOON))
    seals = SealKeys(master=ring.token_master, supervisor=ring.supervisor_public)
    pen = Ledger(var, keys=seals, clock=FakeClock())
    pen.open()
    pen.append([prepare(passage(1, person=HOSTILE))])
    pen.close()
    key = var / "keys" / "offline" / "supervisor.key"
    cheap = Cost(passes=1, kibibytes=8)
    replace_locked(key, lock(read_key(key, "supervisor", ""), WORDS, cost=cheap))
    key.rename(tmp_path / "supervisor.key")
    return tmp_path


def extract(folder: Path) -> Path:
    path = folder / "sealed.jsonl"
    where = ("--store", str(folder / "var"), "--reason", "tracing")
    assert run("store", "extract", str(path), "--rows", "1-9", *where) == 0
    return path


def test_an_extract_is_opened_where_the_key_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = extract(folder)
    opening = ("unseal", str(path), "--key", str(folder / "supervisor.key"))
    capsys.readouterr()

    run(*opening)
    assert capsys.readouterr().out.splitlines() == [
        "#1 2026-11-21 12:00:00 passage",
        "  subject: 0000000000ab",
        "  form.firm:  ",
        "  form.name: =1+1",
    ]
    run(*opening, "--form", "csv")
    assert capsys.readouterr().out.splitlines()[1].split(",")[5] == "'=1+1"
    run(*opening, "--form", "jsonl")
    assert json.loads(capsys.readouterr().out)["form.name"] == "=1+1"

    (row,) = JournalReader(folder / "var").last(1)
    assert '"event":"sealed-extracted"' in row.payload


def test_nothing_is_shown_of_what_is_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = extract(folder)
    path.write_text(path.read_text().replace("allow", "hold."))
    capsys.readouterr()
    with pytest.raises(ExtractUnfit):
        run("unseal", str(path), "--key", str(folder / "supervisor.key"))
    monkeypatch.setattr("tests.commands.test_unseal.WORDS", "another one")
    with pytest.raises(PassphraseWrong):
        run("unseal", str(path), "--key", str(folder / "supervisor.key"))
    assert capsys.readouterr().out == ""


def test_an_extract_beside_a_running_kiosk_names_the_page(folder: Path) -> None:
    running = WriterLock(folder / "var")
    running.take()

    with pytest.raises(ConfigError, match="/unseal"):
        extract(folder)
    running.release()


def test_an_extract_is_never_written_over_a_file(folder: Path) -> None:
    extract(folder)

    with pytest.raises(ConfigError, match="there already"):
        extract(folder)


def test_an_extract_that_cannot_be_put_down_is_told(folder: Path) -> None:
    where = ("--store", str(folder / "var"), "--reason", "tracing")
    nowhere = str(folder / "none" / "sealed.jsonl")

    with pytest.raises(ConfigError, match="choose another place"):
        run("store", "extract", nowhere, "--rows", "1-9", *where)
