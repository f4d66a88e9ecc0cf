"""The forwarder at work: it wakes by itself, outlasts the hub, says who must act."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from kiosk.codes.hub_refusal import (
    ClockBehind,
    CredentialUnknown,
    HubRefusal,
    KioskRevoked,
    NotCloudEvents,
)
from kiosk.core.errors import ConfigError
from kiosk.upstream.forwarder.errors import HubDown, HubUntrusted
from kiosk.upstream.forwarder.line import HubAddress, Line
from tests.store.scenes import audit, fill, passage
from tests.upstream.certificates import certificate
from tests.upstream.forwarder.receiver import Receiver, Said, refusing
from tests.upstream.forwarder.rig import (
    BRISK,
    HEADERS,
    PUBLIC,
    Scene,
    forwarding,
    receiving,
    scene,
    until,
)


@asynccontextmanager
async def at_work(made: Scene) -> AsyncIterator[None]:
    task = asyncio.create_task(made.forwarder.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_rows_go_up_by_themselves_and_an_alarm_at_once(tmp_path: Path) -> None:
    fill(tmp_path, audit("one"))
    async with forwarding(tmp_path) as made, at_work(made):
        await until(lambda: made.receiver.through == 1)
        fill(tmp_path, passage(2))
        await until(lambda: made.light.waiting == 1)
        assert made.receiver.through == 1
        fill(tmp_path, passage(3, verdict="hold"))
        await until(lambda: made.receiver.through == 3)
        fill(tmp_path, passage(4))
        made.clock.turn(30)
        await until(lambda: made.receiver.through == 4)

    assert made.receiver.posts == [(1, 1), (2, 3), (4, 4)]


async def test_a_hub_in_trouble_is_tried_until_it_takes_the_rows(
    tmp_path: Path,
) -> None:
    fill(tmp_path, audit("one"))
    receiver = Receiver(PUBLIC, script=[Said(503), Said(429), Said(200, b"?")])
    async with forwarding(tmp_path, receiver) as made, at_work(made):
        await until(lambda: receiver.through == 1)
        await until(lambda: made.lamp() == ("ok", None))

    assert receiver.posts == [(1, 1)]


@pytest.mark.parametrize(
    ("refusal", "slug", "advice"),
    [
        (CredentialUnknown(), "hub-credential-unknown", "kiosk upstream enrol"),
        (KioskRevoked(), "hub-kiosk-revoked", "telephone"),
        (ClockBehind(), "hub-clock-behind", "set it"),
        (NotCloudEvents(), "hub-refused", "same release"),
    ],
)
async def test_what_does_not_go_away_by_waiting_is_red_and_says_who_acts(
    refusal: HubRefusal, slug: str, advice: str, tmp_path: Path
) -> None:
    fill(tmp_path, audit("one"))
    receiver = Receiver(PUBLIC, script=[refusing(refusal)] * 10_000)
    async with forwarding(tmp_path, receiver) as made, at_work(made):
        await until(lambda: made.lamp() == ("failed", slug))
        status = made.light.status()
        receiver.script = []
        await until(lambda: made.lamp() == ("ok", None))

    assert advice in (status.advice or "")
    assert status.waiting == 1


async def test_a_hub_that_is_away_is_amber_with_the_age_of_the_last_contact(
    tmp_path: Path,
) -> None:
    fill(tmp_path, audit("one"))
    async with forwarding(tmp_path) as made:
        await made.forwarder.drain()
    fill(tmp_path, audit("two"))
    made.clock.turn(7200)
    async with at_work(made):
        await until(lambda: made.lamp() == ("warning", "hub-down"))

    status = made.light.status()
    assert (status.age_hours, status.waiting) == (2.0, 1)


async def test_only_the_hub_with_the_right_certificate_gets_rows(
    tmp_path: Path,
) -> None:
    pem = certificate(tmp_path / "a.pem", "localhost")
    other = certificate(tmp_path / "b.pem", "localhost")
    fill(tmp_path / "store", audit("one"))
    receiver = Receiver(PUBLIC)
    async with receiving(receiver, pem) as port:
        for ca_file in (other, pem):
            url = f"https://localhost:{port}"
            line = Line(HubAddress(url, ca_file.with_suffix(".ca"), HEADERS))
            made = scene(tmp_path / "store", receiver, line, BRISK)
            if ca_file is other:
                with pytest.raises(HubUntrusted):
                    await made.forwarder.drain()
                assert receiver.rows == {}
            else:
                await made.forwarder.drain()
            await line.aclose()

    assert receiver.through == 1


async def test_a_hub_that_is_stopped_during_the_handshake_is_away_not_untrusted(
    tmp_path: Path,
) -> None:
    pem = certificate(tmp_path / "a.pem", "localhost")

    async def stop(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(stop, "localhost", 0) as server:
        port = server.sockets[0].getsockname()[1]
        line = Line(HubAddress(f"https://localhost:{port}", pem.with_suffix(".ca")))
        with pytest.raises(HubDown):
            await line.get("/v1/bundles")
        await line.aclose()


def test_a_ca_file_that_is_none_is_the_installers_business(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"hub\.ca_file"):
        Line(HubAddress("https://localhost", tmp_path / "none.pem"))
