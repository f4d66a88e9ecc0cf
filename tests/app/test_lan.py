"""The door for other machines: real TLS on this one, with a certificate of its own."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from kiosk.app.check import check_parts
from kiosk.app.lan import OpenDoor, open_lan
from kiosk.clock import SystemClock
from kiosk.config.tables import Settings, StoreSettings
from kiosk.config.web import WebSettings
from kiosk.core.staff import Role, Staff
from kiosk.core.view import Condition, DeviceStatus
from kiosk.store.authority import LEAF_ROOT, issue, make_authority
from kiosk.web.app import build_app
from kiosk.web.offices import Offices
from kiosk.web.options import WebOptions
from tests.app.rig import free_port, until
from tests.fakes import NOON, FakeClock
from tests.web.fakes import FakeDesk, FakePreview, FakeSignIn, FakeStatus

VOLUNTEER = Staff(id="1", name="测试甲", role=Role.VOLUNTEER)


NOW = SystemClock().now()  # TLS itself asks the real clock


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    make_authority(folder / "ca", "kiosk-1", NOW)
    folder.chmod(0o700)
    issue(folder / "ca", folder, ("127.0.0.1", "kiosk-1.local"), NOW)
    return folder


def settings(keys: Path, port: int) -> Settings:
    web = WebSettings(lan_host="127.0.0.1", lan_port=port)
    return Settings(web=web, store=StoreSettings(directory=keys.parent))


@asynccontextmanager
async def opened(keys: Path) -> AsyncIterator[OpenDoor]:
    """The door before a kiosk with one volunteer."""
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        door = open_lan(settings(keys, free_port()), FakeClock(), stack)
        app = build_app(
            [FakeDesk()],
            FakePreview(),
            FakeStatus(),
            clock=FakeClock(),
            options=WebOptions(lan=door.lan),
            offices=Offices(sign_in=FakeSignIn([VOLUNTEER])),
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(door.serve(app, stop))
            assert door.open is not None
            yield door.open
            stop.set()


async def test_a_phone_that_trusts_the_root_signs_in_by_tls(keys: Path) -> None:
    async with opened(keys) as door:
        url = f"https://127.0.0.1:{door.lan.port}"
        trusting = ssl.create_default_context(cafile=str(keys / LEAF_ROOT))
        async with httpx2.AsyncClient(base_url=url, verify=trusting) as web:
            sent = await web.get("/")
            done = await web.post("/sign-in", data={"number": "1", "pin": "493027"})
            seen = await web.get("/")
        async with httpx2.AsyncClient(base_url=url) as stranger:
            with pytest.raises(httpx2.ConnectError):
                await stranger.get("/")

    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/sign-in?next=%2F&role=volunteer",
    )
    assert "Secure" in done.headers["set-cookie"]
    assert "请出示" in seen.text


async def test_a_renewed_certificate_is_shown_and_its_names_are_answered_to(
    keys: Path,
) -> None:
    async with opened(keys) as door:
        trusting = ssl.create_default_context(cafile=str(keys / LEAF_ROOT))
        url = f"https://127.0.0.1:{door.lan.port}"

        async def asked(name: str) -> int:
            async with httpx2.AsyncClient(base_url=url, verify=trusting) as web:
                return (await web.get("/", headers={"host": name})).status_code

        before = await asked("kiosk-1.local"), await asked("renewed.local")
        issue(keys / "ca", keys, ("127.0.0.1", "renewed.local"), NOW)
        door.renew()
        after = await asked("kiosk-1.local"), await asked("renewed.local")
        port = door.lan.port
        seen = await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))

    assert (before, after) == ((303, 400), (400, 303))
    assert seen in (keys / "web.pem").read_text()


async def test_a_damaged_new_certificate_leaves_the_old_one_in_use(keys: Path) -> None:
    async with AsyncExitStack() as stack:
        door = open_lan(settings(keys, free_port()), FakeClock(), stack)
        assert door.open is not None
        before, healthy = door.open.certificate, door.light()
        (keys / "web.pem").write_text("cut off")
        watching = asyncio.create_task(door.open.watch())

        async def light() -> DeviceStatus | None:
            return door.light()

        said = await until(light, lambda found: found != healthy)
        watching.cancel()
        kept = door.open.certificate
        issue(keys / "ca", keys, ("127.0.0.1",), NOW)
        door.open.renew()

    assert said is not None
    assert (said.condition, said.slug) == (Condition.WARNING, "certificate-refused")
    assert kept == before
    assert (door.open.certificate.names, door.open.refused) == (("127.0.0.1",), "")


async def test_plain_http_is_refused_at_the_lans_port(keys: Path) -> None:
    async with opened(keys) as door, httpx2.AsyncClient() as web:
        with pytest.raises(httpx2.TransportError):
            await web.get(f"http://127.0.0.1:{door.lan.port}/healthz")


async def test_without_a_certificate_the_door_is_shut_and_the_kiosk_runs(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as stack:
        door = open_lan(settings(tmp_path / "keys", 8443), FakeClock(), stack)
        none = open_lan(Settings(), FakeClock(), stack)
        await door.serve(FastAPI(), asyncio.Event())

    light = door.light()
    assert light is not None
    assert (light.condition, light.slug) == (Condition.FAILED, "lan-shut")
    assert "kiosk ca init" in str(light.advice)
    assert (door.lan, none.lan, none.light()) == (None, None, None)


@pytest.mark.parametrize(
    ("days", "condition"),
    [(0, Condition.OK), (370, Condition.WARNING), (400, Condition.FAILED)],
)
async def test_the_light_says_when_the_certificate_ends(
    keys: Path, days: int, condition: Condition
) -> None:
    clock = FakeClock(at=1000.0 + (NOW - NOON + timedelta(days=days)).total_seconds())
    async with AsyncExitStack() as stack:
        light = open_lan(settings(keys, free_port()), clock, stack).light()

    assert light is not None
    assert light.condition is condition


def test_checking_the_kiosk_tells_a_certificate_that_is_missing_or_over(
    keys: Path,
) -> None:
    def fault() -> str | None:
        parts = check_parts(settings(keys, 8443))
        return next(fault for name, fault in parts if name == "lan")

    assert fault() is None
    issue(keys / "ca", keys, ("kiosk-1.local",), NOW - timedelta(days=400))
    assert "ended" in str(fault())
    (keys / "web.pem").unlink()
    assert "kiosk ca init" in str(fault())
