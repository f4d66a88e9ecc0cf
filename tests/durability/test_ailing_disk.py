"""Slow and failing cards under a whole lane, by injecting faults into its syscalls."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.store.reading import JournalReader

pytestmark = [pytest.mark.durability, pytest.mark.timeout(120)]

_ROOT = Path(__file__).parents[2]
_PEOPLE = 4


def _serve(folder: Path, inject: str | None, people: int) -> list[dict[str, Any]]:
    """What happened to each person while the kernel did as ``inject`` says."""
    words = [sys.executable, "-m", "tests.durability.slow_lane", str(folder)]
    if inject is not None:
        calls = "trace=fsync,fdatasync,pwrite64"
        words = [
            *("strace", "-f", "-qq", "-o", "/dev/null", "-e", calls),
            *("-e", f"inject={inject}", *words),
        ]
    done = subprocess.run(
        [*words, str(people)], cwd=_ROOT, check=True, capture_output=True, text=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gate whose journal exists already."""
    if shutil.which("strace") is None:
        pytest.skip("ailing disks need strace; install the package strace")
    _serve(tmp_path, None, 1)
    return tmp_path


@pytest.mark.parametrize("delay_ms", [250, 500])
def test_a_slow_card_keeps_nobody_waiting_a_second_and_is_said_so(
    folder: Path, delay_ms: int
) -> None:
    people = _serve(folder, f"fsync,fdatasync:delay_exit={delay_ms * 1000}", _PEOPLE)

    assert [person["state"] for person in people] == ["passing"] * _PEOPLE
    assert max(person["seconds"] for person in people) < 1.0
    assert people[-1]["light"] == "store-slow"
    assert JournalReader(folder / "var").verify().flaw is None


@pytest.mark.parametrize(
    ("inject", "slug"),
    [
        ("fdatasync:error=EIO:when=3+", "store-io"),
        ("pwrite64:error=ENOSPC:when=20+", "store-full"),
    ],
)
def test_a_failing_card_lets_nobody_pass_and_loses_nothing(
    folder: Path, inject: str, slug: str
) -> None:
    before = JournalReader(folder / "var").head().seq

    people = _serve(folder, inject, _PEOPLE)

    passed = [person for person in people if person["state"] == "passing"]
    shut = [person for person in people if person["state"] == "unrecorded"]
    assert shut
    assert {person["fault"] for person in shut} <= {slug, "store-io"}
    survey = JournalReader(folder / "var").verify()
    assert survey.flaw is None
    assert survey.count >= before + len(passed)
