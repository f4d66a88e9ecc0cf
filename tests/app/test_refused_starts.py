"""``kiosk run`` that cannot start: exit code 1, one clear sentence, nothing touched."""

import hashlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.store.files import WriterLock
from tests.app.rig import Site
from tests.policy_scene import text

ROOT = Path(__file__).parents[2]
Spoil = Callable[[Site], None]


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a command line left behind."""

    code: int
    out: str
    err: str


class Forge:
    """Starts kiosks; see ``tests.app.forge``."""

    def __init__(self, process: subprocess.Popen[str], papers: Path) -> None:
        self._process, self._papers = process, papers

    def start(self, site: Site) -> Ended:
        out, err = self._papers / "out", self._papers / "err"
        out.write_text("")
        err.write_text("")
        words = ["run", "--config", str(site.config)]
        order = json.dumps([str(site.folder), str(out), str(err), *words])
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        return Ended(code=code, out=out.read_text("utf-8"), err=err.read_text("utf-8"))


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.app.forge"],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Forge(process, tmp_path_factory.mktemp("papers"))
        process.kill()


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Mode and digest of everything in a folder."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted(folder.rglob("*"))
    }


def wrong_setting(site: Site) -> None:
    text = site.config.read_text("utf-8").replace("port =", "prot =")
    site.config.write_text(text, "utf-8")


def no_toml(site: Site) -> None:
    site.config.write_text("[[lane]\n")


def broken_policy(site: Site) -> None:
    rules = text().replace("mask.worn", "mask.wurn")
    (site.folder / "mine.toml").write_text(rules, "utf-8")
    site.furnish(more='[policy]\nname = "mine.toml"')


def unknown_policy(site: Site) -> None:
    site.furnish(more='[policy]\nname = "strictest"')


def key_missing(site: Site) -> None:
    (site.store / "keys" / "token.key").unlink()


def key_too_open(site: Site) -> None:
    (site.store / "keys" / "token.key").chmod(0o644)


def key_damaged(site: Site) -> None:
    (site.store / "keys" / "household.key").write_text("household 00 00\n")


def community_unfit_on_first_start(site: Site) -> None:
    text = site.config.read_text("utf-8")
    site.config.write_text(text + '[kiosk]\ncommunity = "lanzhou"\n', "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (wrong_setting, r"kiosk\.toml: 1 wrong:\n  web\.prot = \d+: Extra inputs"),
        (no_toml, r"kiosk\.toml: not TOML: .*line 1"),
        (broken_policy, r"mine\.toml:\d+: rule 'only': .*mask\.wurn"),
        (unknown_policy, r"no policy 'strictest'; shipped: .*routine"),
        (key_missing, r"token\.key is missing; restore it from a backup"),
        (key_too_open, r"token\.key has mode 644 .* run: chmod 600 \S+token\.key"),
        (key_damaged, r"household\.key was altered; restore it from a backup"),
        (community_unfit_on_first_start, r"kiosk\.community = 'lanzhou'"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    forge: Forge, site: Site, spoil: Spoil, said: str
) -> None:
    site.furnish()
    site.keys()
    spoil(site)
    before = contents(site.folder)

    ended = forge.start(site)

    assert ended.code == 1
    assert re.match(f"(?s)kiosk: .*{said}", ended.err)
    assert "Traceback" not in ended.err
    assert len(ended.err.splitlines()) <= 2
    assert ended.out == ""
    assert contents(site.folder) == before


def test_a_port_in_use_is_said_before_anything_is_made(
    forge: Forge, site: Site
) -> None:
    site.furnish()
    before = contents(site.folder)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", site.port))
        other.listen()

        ended = forge.start(site)

    assert ended.code == 1
    assert ended.err == (
        f"kiosk: web: cannot listen on 127.0.0.1 port {site.port}: Address already "
        "in use; choose another host or port, or stop the other program\n"
    )
    assert contents(site.folder) == before


@contextmanager
def another_kiosk(site: Site) -> Iterator[None]:
    site.store.chmod(0o700)
    lock = WriterLock(site.store)
    lock.take()
    yield
    lock.release()


def test_a_second_kiosk_on_the_same_store_is_refused(forge: Forge, site: Site) -> None:
    site.furnish()
    site.keys()
    with another_kiosk(site):
        before = contents(site.folder)
        ended = forge.start(site)
        after = contents(site.folder)

    assert ended.code == 1
    assert ended.err == (
        f"kiosk: journal: process {os.getpid()} is writing it; "
        "stop the other kiosk process first\n"
    )
    assert after == before
