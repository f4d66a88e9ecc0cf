"""A kiosk as it runs at a gate: its own process, real bytes from simulated devices."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2
import psutil

from bench.report import RESULTS
from kiosk.clock import SystemClock
from kiosk.codes import kp1
from kiosk.core.evidence import PassClaims
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import open_keyring

_SETTINGS = """
[[lane]]
allow_s     = 1
camera      = {{ driver = "opencv", source = "http://127.0.0.1:{camera}/" }}
thermometer = {{ driver = "gymcu", port = "{line}" }}

[web]
port = {web}

[clock]
trusted = true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiosk:
    """A running kiosk.

    Attributes:
        process: The service.
        url: Its screen.
        started_s: From exec to the first answered request.
    """

    process: psutil.Process
    url: str
    started_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A folder with settings and keys, and free ports.

    Attributes:
        folder: Settings and records.
        camera: Port of the camera.
        web: Port of the screen.
        codes: Passes that are valid here.
    """

    folder: Path
    camera: int
    web: int
    codes: tuple[str, ...]

    @property
    def line(self) -> Path:
        """The thermometer."""
        return self.folder / "thermometer"


@contextmanager
def site(passes: int = 12) -> Iterator[Site]:
    """Prepare a gate on disk."""
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RESULTS) as name:
        folder = Path(name)
        camera, web = _free_port(), _free_port()
        line = folder / "thermometer"
        text = _SETTINGS.format(camera=camera, web=web, line=line)
        (folder / "kiosk.toml").write_text(text)
        codes = tuple(_passes(folder / "var" / "keys", passes))
        yield Site(folder=folder, camera=camera, web=web, codes=codes)


@contextmanager
def kiosk(at: Site, group: Path | None = None) -> Iterator[Kiosk]:
    """Run the service; in ``group`` (a cgroup.procs file) if one is given."""
    command = [sys.executable, "-m", "kiosk", "run", "--config", "kiosk.toml"]
    if group is not None:  # the shell joins the group, then becomes the kiosk
        join = f'echo $$ > "{group}" && exec "$@"'
        command = ["sh", "-c", join, "sh", *command]
    began = time.perf_counter()
    with (at.folder / "kiosk.log").open("a") as log:
        process = subprocess.Popen(
            command,
            cwd=at.folder,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{at.web}"
    try:
        _wait_for(url, process, at)
        started_s = time.perf_counter() - began
        yield Kiosk(process=psutil.Process(process.pid), url=url, started_s=started_s)
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes], at: Site) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError((at.folder / "kiosk.log").read_text())
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(f"{url}/healthz", timeout=2).status_code == httpx2.codes.OK:
                return
        time.sleep(0.05)
    raise RuntimeError("the kiosk did not answer within 30 s")


@contextmanager
def visitors(at: Site, script: str, log: Path | None = None) -> Iterator[None]:
    """Run simulated people: ``queue``, ``nobody`` or ``held-up``."""
    command = [
        sys.executable,
        "-m",
        "kiosk",
        "simulate",
        "visitors",
        "--script",
        script,
    ]
    command += ["--port", str(at.camera), "--line", str(at.line)]
    command += ["--log", str(log)] if log else []
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, cwd=Path(__file__).parents[1]
    )
    if process.stdin is None:
        raise RuntimeError("a pipe was asked for and not given")
    process.stdin.write(json.dumps(at.codes).encode() + b"\n")
    process.stdin.flush()
    try:
        yield
    finally:
        process.stdin.close()
        process.wait(10)


def _passes(folder: Path, count: int) -> Iterator[str]:
    now = SystemClock(trusted=True).now()
    keys = open_keyring(folder, FirstStart(community="620102001001", now=now))
    issuer = keys.issuer("resident")
    for number in range(count):
        claims = PassClaims(
            pass_id=f"{number:012x}",
            pass_class="resident",  # noqa: S106 - 出入证, not a secret
            community=issuer.trusted.community,
            household=None,
            member=0,
            not_before=now - timedelta(minutes=5),
            expires=now + timedelta(days=2),
        )
        yield kp1.issue(claims, kid=issuer.trusted.kid, seed=issuer.seed)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
