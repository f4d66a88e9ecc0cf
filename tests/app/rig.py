"""Kiosks to test with: a folder with settings, keys and passes, and the real service.

People are invented. The service runs on the test's own loop, with a real port, a real
store and real drivers; it is stopped as systemd would.
"""

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx2
import segno

from kiosk.app.service import serve
from kiosk.clock import SystemClock
from kiosk.codes import kp1
from kiosk.config.reading import load_settings
from kiosk.config.tables import Settings
from kiosk.core.evidence import PassClaims
from kiosk.core.record import Kind
from kiosk.store.holders import Holders
from kiosk.store.keymaking import FirstStart
from kiosk.store.keyring import Keyring, open_keyring
from kiosk.store.reading import JournalReader
from tests.fakes import HOME

T = TypeVar("T")

PATIENCE_S = 20.0
NO_DEVICES = """
camera      = { driver = "opencv", source = "/dev/no-camera-here" }
thermometer = { driver = "none" }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A gate on disk; settings are written by ``furnish``."""

    folder: Path
    port: int

    @classmethod
    def at(cls, folder: Path) -> Self:
        return cls(folder=folder, port=free_port())

    @property
    def config(self) -> Path:
        return self.folder / "kiosk.toml"

    @property
    def store(self) -> Path:
        return self.folder / "var"

    def furnish(self, lane: str = NO_DEVICES, *, more: str = "") -> Settings:
        """Write the settings: keys of the one lane, then whole tables."""
        web = f"[web]\nport = {self.port}\n"
        clock = "[clock]\ntrusted = true\n"
        self.config.write_text(f"{web}{clock}[[lane]]\n{lane}\n{more}", "utf-8")
        return load_settings(self.config)

    def keys(self) -> Keyring:
        first = FirstStart(community=HOME, now=SystemClock().now())
        return open_keyring(self.store / "keys", first)

    def good_pass(self, number: int = 1) -> str:
        """A pass of this kiosk's own; its holder is known as 测某*."""
        keys, now = self.keys(), SystemClock().now()
        issuer = keys.issuer("resident")
        claims = PassClaims(
            pass_id=f"{number:012x}",
            pass_class="resident",
            community=HOME,
            household=None,
            member=0,
            not_before=now - timedelta(minutes=5),
            expires=now + timedelta(days=2),
        )
        Holders(self.store).note(claims.pass_id, "测某*")
        return kp1.issue(claims, kid=issuer.trusted.kid, seed=issuer.seed)

    def picture(self, text: str) -> str:
        """A folder camera that shows one code; the lane's line for it."""
        folder = self.folder / "pictures"
        folder.mkdir(exist_ok=True)
        segno.make(text, error="m").save(str(folder / "1.png"), scale=8, border=6)
        return f'camera = {{ driver = "opencv", source = "{folder}" }}'

    def rows(self, kind: Kind) -> list[dict[str, Any]]:
        """Payloads of the journal, oldest first."""
        entries = JournalReader(self.store).last(1000, kind=kind)
        return [json.loads(entry.payload) for entry in entries]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Screen:
    """The volunteer screen of a running kiosk, as a browser sees it."""

    web: httpx2.AsyncClient
    said: list[str]
    service: asyncio.Task[None]

    async def ended(self) -> bool:
        return self.service.done()

    async def speaks(self) -> bool:
        return bool(self.said) or self.service.done()

    async def panel(self) -> Mapping[str, str]:
        """Data attributes of the panel, its headline, alert and reasons."""
        page = (await self.web.get("/lane/1")).raise_for_status().text
        main = page[page.index("<main") : page.index("</main>")]
        found = dict(re.findall(r'data-(state|passage|tone)="([^"]*)"', main))
        found["headline"] = re.findall(r"<h1>(.*?)</h1>", main)[0]
        found["alert"] = "".join(re.findall(r'<p id="alert">(.*?)</p>', main))
        found["band"] = "".join(re.findall(r'<div class="band">(.*?)</div>', page))
        return found

    async def until_panel(self, **wanted: str) -> Mapping[str, str]:
        """Wait until the panel is as wanted, e.g. ``state="passing"``."""
        return await until(
            self.panel, lambda panel: wanted.items() <= dict(panel).items()
        )

    async def light(self, name: str) -> Mapping[str, Any]:
        """A device's status; empty before its first report."""
        devices = (await self.web.get("/api/status")).json()["devices"]
        found: list[Mapping[str, Any]] = [d for d in devices if d["name"] == name]
        return found[0] if found else {}

    async def until_light(self, name: str, condition: str) -> Mapping[str, Any]:
        return await until(
            lambda: self.light(name), lambda d: d.get("condition") == condition
        )

    async def touch(self, what: str, **form: str) -> None:
        """What the volunteer's finger does, meant for whoever is on the screen."""
        form["passage"] = (await self.panel())["passage"]
        answer = await self.web.post(f"/lane/1/{what}", data=form)
        answer.raise_for_status()


async def until(ask: Callable[[], Awaitable[T]], good: Callable[[T], bool]) -> T:
    """Ask again and again until the answer is good."""
    async with asyncio.timeout(PATIENCE_S):
        while not good(answer := await ask()):  # noqa: ASYNC110 - over HTTP
            await asyncio.sleep(0.05)
    return answer


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Screen]:
    """Run the service; SIGTERM at the end, and it must end well and soon."""
    url = f"http://127.0.0.1:{settings.web.port}"
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_S) as web:
        said: list[str] = []
        service = asyncio.create_task(serve(settings, said.append))
        screen = Screen(web, said, service)
        try:
            await until(screen.speaks, bool)
            if not service.done():
                yield screen
        finally:
            if not service.done():
                os.kill(os.getpid(), signal.SIGTERM)
            async with asyncio.timeout(PATIENCE_S):
                await service
