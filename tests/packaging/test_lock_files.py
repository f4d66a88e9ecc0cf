import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKED = tuple(f"requirements{of}" for of in ("", "-build", "-dev", "-hub", "-node"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
HUB = PROJECT["project"]["optional-dependencies"]["hub"]
WANTED = {
    "requirements": PROJECT["project"]["dependencies"],
    "requirements-build": GROUPS["build"],
    "requirements-hub": [
        *PROJECT["project"]["dependencies"],
        *HUB,
        *GROUPS["postgres"],
    ],
    "requirements-dev": [
        *PROJECT["project"]["dependencies"],
        *HUB,
        *GROUPS["build"],
        *GROUPS["postgres"],
        *(line for line in GROUPS["dev"] if isinstance(line, str)),
    ],
    "requirements-node": GROUPS["node"],
}


def text_of(name: str) -> str:
    return (ROOT / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, set[str]]:
    """Versions of each package; a few have one for each Python."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==([\w.+]+)", text_of(name), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize("name", LOCKED)
def test_requirements_name_no_index_host_or_folder(name: str) -> None:
    assert not re.search(r"://|^-|\s@\s|(?<!\w)/\w", text_of(name), re.MULTILINE)


@pytest.mark.parametrize("name", LOCKED)
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    for block in re.split(r"\n(?=[A-Za-z0-9])", text_of(name)):
        assert re.match(r"[\w.-]+==\S+", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("name", LOCKED)
def test_requirements_hold_what_pyproject_asks_for(name: str) -> None:
    locked = pins(name)
    for line in WANTED[name]:
        wanted = Requirement(line)
        versions = locked[canonicalize_name(wanted.name)]
        assert all(wanted.specifier.contains(each) for each in versions), line


@pytest.mark.parametrize(
    "name", ["requirements", "requirements-build", "requirements-hub"]
)
def test_what_is_shipped_is_what_was_tested(name: str) -> None:
    tested = pins("requirements-dev")
    assert {package: tested.get(package) for package in pins(name)} == pins(name)


def test_npm_lock_pins_what_package_json_names_and_no_registry() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]

    assert '"resolved"' not in text
    assert "://" not in text
    for name, version in wanted["dependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} is not pinned"
        assert packages[f"node_modules/{name}"]["version"] == version
    assert all(key == "" or "integrity" in entry for key, entry in packages.items())
