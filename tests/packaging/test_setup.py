"""Set-up against commands of our own: nothing is installed, no network is asked."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEED = "libzbar0t64|libzbar0: without it pyzbar does not work"


class Machine:
    """A checkout with only the scripts, on a machine with only the commands given."""

    def __init__(self, home: Path) -> None:
        self.checkout, self.bin = home / "checkout", home / "bin"
        self.log, self.installed = home / "log", home / "installed"
        shutil.copytree(ROOT / "scripts", self.checkout / "scripts")
        self.bin.mkdir()
        self.log.touch()
        self.installed.touch()

    def command(self, name: str, body: str) -> None:
        """Put a command on the path; each call is logged."""
        path = self.bin / name
        path.write_text(f'#!/bin/bash\necho "{name} $*" >>{self.log}\n{body}\n')
        path.chmod(0o755)

    def run(self, *words: str) -> str:
        """Run a script; return what it said, both streams."""
        done = subprocess.run(
            [self.checkout / "scripts" / words[0], *words[1:]],
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.checkout)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
        )
        return done.stdout

    def calls(self, name: str) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if name in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.command(
        "dpkg-query",
        f'for p in "$@"; do grep -x "$p installed" {machine.installed}; done',
    )
    # For root this is never asked; for anybody else it is root.
    machine.command("sudo", 'shift; exec "$@"')
    return machine


def debian(machine: Machine, *, offers: str, lists: bool) -> None:
    """Give the machine an apt that offers one package, at once or after an update."""
    fetched = machine.bin.parent / "lists"
    if lists:
        fetched.touch()
    machine.command(
        "apt-cache",
        f"[[ -e {fetched} && $2 == {offers} ]] && echo '  Candidate: 1.0'; true",
    )
    machine.command(
        "apt-get",
        # Some foreign source of the machine fails, as they do: the update is not clean.
        f"[[ $* == *update* ]] && touch {fetched} && exit 100\n"
        f"[[ $* == *' {offers}' ]] && echo '{offers} installed' >>{machine.installed}\n"
        "true",
    )


def test_nothing_is_asked_of_apt_when_all_is_there(machine: Machine) -> None:
    machine.installed.write_text("libzbar0 installed\n")

    assert machine.run("system-packages", NEED) == ""
    assert machine.calls("apt-") == []


@pytest.mark.parametrize("name", ["libzbar0", "libzbar0t64"])
def test_the_name_that_this_release_knows_is_installed(
    machine: Machine, name: str
) -> None:
    debian(machine, offers=name, lists=True)

    machine.run("system-packages", NEED)

    assert machine.installed.read_text() == f"{name} installed\n"
    assert not any("update" in call for call in machine.calls("apt-get"))


def test_package_lists_are_fetched_when_those_at_hand_do_not_do(
    machine: Machine,
) -> None:
    debian(machine, offers="libzbar0", lists=False)

    machine.run("system-packages", NEED)

    assert machine.installed.read_text() == "libzbar0 installed\n"


def test_a_package_that_nobody_offers_is_named_and_set_up_goes_on(
    machine: Machine,
) -> None:
    debian(machine, offers="something-else", lists=True)

    said = machine.run("system-packages", NEED)

    assert "going on with what works" in said
    assert said.rstrip().endswith("without it pyzbar does not work")


def test_what_browsers_load_is_copied_from_npm_once(machine: Machine) -> None:
    (machine.checkout / "package-lock.json").write_text("{}")
    machine.command(
        "npm",
        "mkdir -p node_modules/htmx.org/dist/ext\n"
        "echo htmx >node_modules/htmx.org/dist/htmx.min.js\n"
        "echo sse >node_modules/htmx.org/dist/ext/hx-sse.min.js\n"
        "mkdir -p node_modules/signature_pad/dist\n"
        "echo pad >node_modules/signature_pad/dist/signature_pad.min.js\n",
    )

    machine.run("web-assets")
    before = machine.calls("npm")
    said = machine.run("web-assets")

    vendor = machine.checkout / "kiosk/web/static/vendor"
    assert {path.name for path in vendor.glob("*.js")} == {
        "htmx.min.js",
        "hx-sse.min.js",
        "signature_pad.min.js",
    }
    assert said == ""
    assert machine.calls("npm") == before
