import argparse
from pathlib import Path

import pytest

from kiosk.commands.ca import add, own_names
from kiosk.store.local_names import general_name
from tests.fakes import NOON


def run(keys: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    add(parser.add_subparsers(), lambda: NOON)
    args = parser.parse_args(["ca", *words, "--keys", str(keys)])
    code: int = args.run(args)
    return code


def test_an_authority_is_made_once_and_certificates_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o700)
    stick = str(tmp_path / "stick")

    assert run(tmp_path, "init", "--called", "测试社区", "--ca", stick) == 0
    fingerprint = capsys.readouterr().out.strip()
    assert run(tmp_path, "issue", "--ca", stick, "--name", "kiosk-1.local") == 0
    issued = capsys.readouterr().out
    assert run(tmp_path, "show") == 0

    assert capsys.readouterr().out == issued
    assert issued.splitlines() == [
        "names kiosk-1.local",
        "until 2027-12-23 11:00",
        f"root {fingerprint}",
    ]


def test_this_machines_own_names_are_local_ones() -> None:
    first, *address = own_names()

    assert general_name(first).value == first
    assert first.endswith(".local")
    assert len(address) <= 1
