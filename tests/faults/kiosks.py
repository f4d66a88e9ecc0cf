"""Kiosks as they run: processes that are killed and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.codes.signed_policy import public_of
from kiosk.core.chain import Anchor
from kiosk.hub.deeds import Doer
from kiosk.hub.kiosks import Application
from kiosk.hub.node import Node
from kiosk.store.enrolment import Enrolment, kiosk_seed, write_enrolment
from tests.fakes import HOME
from tests.faults.nodes import ROOT


@dataclass
class Kiosk:
    """One kiosk, and what it was told by the hub.

    Attributes:
        folder: Its store.
        total: How many rows its journal gets.
        per_second: How fast.
        inside: Words before its command line, e.g. to enter a network namespace.
        through: The last row that was acknowledged.
        heads: Every head that the hub signed.
    """

    folder: Path
    total: int
    per_second: float
    inside: Sequence[str] = ()
    through: int = 0
    heads: set[Anchor] = field(default_factory=set)
    _process: asyncio.subprocess.Process | None = None

    @property
    def id(self) -> str:
        """The id it is enrolled under."""
        return self.folder.name

    def enrol(self, node: Node) -> None:
        """Make it known to the hub."""
        keys, now = self.folder / "keys", node.clock.now()
        for folder in (self.folder, keys):
            folder.mkdir(mode=0o700)
        seed = kiosk_seed(keys)
        application = Application(
            code=node.codes.issue(self.id, Doer(by="test", at=now)),
            kiosk=self.id,
            public=public_of(seed),
            community=HOME,
            name=f"测试{self.id}",
        )
        enrolment = Enrolment(
            kiosk=self.id,
            seed=seed,
            credential=node.kiosks.enrol(application, now),
            hub_public=node.key.public,
        )
        write_enrolment(keys, enrolment)

    async def run(self, url: str) -> None:
        """Run until everything is up, again after each kill."""
        words = (str(self.folder), url, str(self.total), str(self.per_second))
        while True:
            self._process = await asyncio.create_subprocess_exec(
                *(*self.inside, sys.executable, "-m", "tests.faults.sender", *words),
                cwd=ROOT,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
            try:
                await self._listen(self._process)
            finally:
                self.kill()
                # To the end of its output: its courier holds that too, and a
                # pipe that is still open at the end of a test is a warning in the next.
                await self._process.communicate()
            status = self._process.returncode
            if status == 0:
                return
            assert status == -signal.SIGKILL, f"{self.id} ended by itself: {status}"

    def kill(self) -> None:
        """SIGKILL, with the process that packs, as systemd does to a whole unit."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):  # it ended at this moment
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if not line.endswith(b"\n"):
                continue  # killed while it wrote
            through, seq, digest = line.split()
            self.through = max(self.through, int(through))
            self.heads.add(Anchor(int(seq), digest.decode()))
