import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kiosk

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SCRIPTS = [
    *sorted(p for p in (ROOT / "scripts").iterdir() if p.suffix != ".py"),
    ROOT / ".ci" / "run",
]
SOURCED = {"say.sh"}


def run(*command: str | Path) -> str:
    done = subprocess.run(command, cwd=ROOT, check=True, text=True, capture_output=True)
    return done.stdout


def test_make_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    rules = set(re.findall(r"^([a-z-]+):(?!=)", MAKEFILE, re.MULTILINE))
    listed = set(
        re.findall(r"^  make ([a-z-]+) +\S", run("make", "help"), re.MULTILINE)
    )

    assert phony is not None
    assert rules == listed == set(phony[1].split())


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "help"])
def test_the_promised_targets_exist(target: str) -> None:
    assert run("make", "--dry-run", target)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_parse_and_stop_at_the_first_error(script: Path) -> None:
    run("bash", "-n", script)

    if script.name not in SOURCED:
        assert os.access(script, os.X_OK)
        assert "set -euo pipefail" in script.read_text(encoding="utf-8")


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")

    for goal in ("durability", "check", "coverage"):
        assert re.search(rf"^(exec )?make {goal} ", script, re.MULTILINE)


def test_find_python_looks_through_an_active_virtual_environment() -> None:
    found = subprocess.run(
        [ROOT / "scripts" / "find-python"],
        env={"PATH": os.defpath, "PYTHON": sys.executable},
        check=True,
        text=True,
        capture_output=True,
    ).stdout.strip()

    told = run(found, "-c", "import sys; print(sys.prefix == sys.base_prefix)")
    assert told == "True\n"


def test_changelog_begins_with_the_version_of_the_package() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)

    assert newest is not None
    assert newest[1] == kiosk.__version__
