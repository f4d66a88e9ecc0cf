"""Hub nodes as they run: processes that are killed and started again."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.upstream.rig import free_socket

ROOT = Path(__file__).parents[2]


class HubNode:
    """One node on a port that it keeps.

    Args:
        database: As libpq reads it.
        certificate: PEM with certificate and key.
    """

    def __init__(self, database: str, certificate: Path) -> None:
        with free_socket() as picked:
            self.port = picked.getsockname()[1]
        self._words = [
            *(sys.executable, "-m", "kiosk", "hub", "serve"),
            *("--database", database, "--port", str(self.port)),
            *("--certificate", str(certificate)),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self.log = certificate.with_suffix(f".{self.port}.log")

    def tend(self) -> None:
        """Start it unless it runs, as systemd does."""
        if self._process is None or self._process.poll() is not None:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._words, cwd=ROOT, stdout=log, stderr=log
                )

    def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def said(self) -> Counter[str]:
        """What it wrote, by line, apart from its address."""
        lines = self.log.read_text().splitlines()
        return Counter(line for line in lines if not line.startswith("https://"))
