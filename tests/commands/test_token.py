import argparse
from pathlib import Path

import pytest

from kiosk.commands.token import add
from kiosk.store.tokens import TokenBook
from tests.fakes import NOON


def run(store: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers(), lambda: NOON)
    args = parser.parse_args(["token", *words, "--store", str(store)])
    code: int = args.run(args)
    return code


def test_a_token_is_shown_once_listed_and_withdrawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scopes = ("--scope", "log:read", "--scope", "export")
    assert run(tmp_path, "issue", "督导台", *scopes, "--days", "30") == 0
    secret = capsys.readouterr().out.strip()
    assert TokenBook(tmp_path).by_secret(secret) is not None

    run(tmp_path, "list")
    run(tmp_path, "revoke", "1")
    run(tmp_path, "list")

    line = "1\t督导台\texport,log:read\t2026-12-21 12:00\t-"
    assert capsys.readouterr().out == f"{line}\tgood\n{line}\trevoked\n"


@pytest.mark.parametrize(
    "words", [("--scope", "everything"), (), ("--scope", "export", "--days", "9999")]
)
def test_a_token_for_everything_or_for_ever_is_not_made(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit):
        run(tmp_path, "issue", "督导台", *words)
    assert TokenBook(tmp_path).every() == []
