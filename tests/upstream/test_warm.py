"""Connections and sessions are open before the first visitor comes."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from kiosk.upstream.profiles import open_profile
from kiosk.upstream.simulated.world import Troubles
from tests.upstream.rig import (
    AT,
    PATIENT,
    Held,
    asking,
    free_socket,
    peer,
    serving,
    world,
)


async def test_the_light_starts_grey_and_turns_green_before_anybody_asks() -> None:
    async with serving(world()) as port, asking(port, "province-terminal") as asker:
        assert asker.light() == ("starting", None)
        await asker.service.warm()

    assert asker.light() == ("ok", None)


async def test_questions_share_one_kept_connection() -> None:
    simulated, opened = world(), 0

    async def through(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        nonlocal opened
        opened += 1
        there_reader, there = await asyncio.open_connection("127.0.0.1", inner)
        async with asyncio.TaskGroup() as group:
            group.create_task(copy(reader, there))
            group.create_task(copy(there_reader, writer))

    async with (
        serving(simulated) as inner,
        peer(through) as port,
        asking(port) as asker,
    ):
        await asker.service.warm()
        for code in simulated.people.codes[:5]:
            await asker.service.ask(code, AT)
        await asker.service.warm()

    assert opened == 1


async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        sink.write(data)
        await sink.drain()
    sink.close()


async def test_a_service_that_cannot_be_reached_shows_before_anybody_asks() -> None:
    with free_socket() as gone:
        port = gone.getsockname()[1]
    async with asking(port) as asker:
        await asker.service.warm()

    assert asker.light() == ("warning", "health-service-down")


async def test_a_service_that_is_back_turns_the_light_green_by_itself() -> None:
    simulated = world()
    async with asking(port=1) as down:
        for _ in range(3):
            await down.service.warm()
        assert down.light() == ("failed", "health-service-down")
        async with serving(simulated) as port, asking(port) as up:
            down.service._conversation = up.service._conversation
            await down.service.warm()
            assert down.light() == ("ok", None)
            found = await down.service.ask(simulated.people.codes[0], AT)

    assert found.colour is not None


async def test_a_service_that_refuses_is_not_called_well_for_being_there() -> None:
    simulated = world(troubles=Troubles(error_rate=1.0))
    async with serving(simulated) as port, asking(port) as asker:
        await asker.service.ask(simulated.people.codes[0], AT)
        await asker.service.warm()
        assert asker.light()[0] == "warning"


async def test_a_service_that_hangs_while_it_is_opened_is_late() -> None:
    profile = open_profile("simulator")
    timing = profile.timing.model_copy(update={"log_in_ms": 30})
    quick = profile.model_copy(update={"timing": timing})
    held = Held()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await held(0)

    async with peer(hang) as port, asking(port, quick) as asker:
        await asker.service.warm()
        held.released.set()

    assert asker.light() == ("warning", "health-service-late")


async def test_the_connection_is_kept_warm_until_the_kiosk_stops() -> None:
    async with serving(world()) as port, asking(port) as asker:
        well = asyncio.Event()
        asker.service._light._report = lambda _: well.set()
        warming = asyncio.create_task(asker.service.keep_warm())
        await well.wait()
        warming.cancel()
        with suppress(asyncio.CancelledError):
            await warming

    assert warming.cancelled()


async def test_lanes_that_ask_together_log_in_once() -> None:
    simulated, held = world(), Held()
    simulated.pause = held
    async with serving(simulated) as port:
        patience = replace(PATIENT, budget_s=10.0)
        async with asking(port, "province-terminal", patience) as asker:
            asks = [
                asyncio.create_task(asker.service.ask(code, AT))
                for code in simulated.people.codes[:3]
            ]
            await held.arrived.wait()
            held.released.set()
            await asyncio.gather(*asks)
            session = asker.service._conversation._session
            asker.clock.turn(3599)
            token = session._token
            await asker.service.warm()
            assert session._token == token
            asker.clock.turn(1)
            await asker.service.warm()
            assert session._token != token


@pytest.mark.parametrize(
    ("status", "body", "slug"),
    [
        ("500 Oops", "{}", "health-service-failed"),
        ("200 OK", '{"code": 1012}', "health-service-refused"),
        ("200 OK", '{"code": 0, "data": {}}', "health-answer-malformed"),
        ("200 OK", "{}", "health-answer-malformed"),
    ],
)
async def test_a_log_in_that_fails_is_said_by_its_slug(
    status: str, body: str, slug: str
) -> None:
    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()

    async with peer(answer) as port, asking(port, "province-terminal") as asker:
        assert (await asker.service.ask("x", AT)).slug == slug
