"""The service: every part started in order, one TaskGroup, stopped in order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import Any

from kiosk import __version__
from kiosk.app.book_rows import StaffRows
from kiosk.app.clock_watch import ClockWatch
from kiosk.app.crew import Crew, build_crew
from kiosk.app.devices import choose
from kiosk.app.drafts import opened_drafts
from kiosk.app.health import Health, opened_health
from kiosk.app.house import House, open_house
from kiosk.app.lan import open_lan
from kiosk.app.lights import Lights, clock_light
from kiosk.app.list_lights import expected_lists
from kiosk.app.lists_seen import lists_seen
from kiosk.app.nightly import Nightly
from kiosk.app.offices import offices_of
from kiosk.app.uplink import Uplink, open_uplink
from kiosk.clock import SystemClock
from kiosk.config.tables import Settings
from kiosk.core.errors import KioskError, StoreError
from kiosk.core.record import Draft, Kind
from kiosk.core.view import KioskStatus
from kiosk.store.district import FORMATS
from kiosk.store.hatch import Hatch
from kiosk.store.staff import StaffBook
from kiosk.web import server
from kiosk.web.app import build_app
from kiosk.web.lookups import Lookups
from kiosk.web.options import WebOptions

Announce = Callable[[str], None]
"""Says one line to whoever started the kiosk."""


async def serve(settings: Settings, announce: Announce) -> None:
    """Run the kiosk until SIGTERM or SIGINT.

    Raises:
        KioskError: A part could not be started; says which and what to do.
    """
    try:
        await _serve(settings, announce)
    except BaseExceptionGroup as group:
        known, bugs = group.split(KioskError)
        if known is None or bugs is not None:
            raise
        raise _first_of(known) from None


async def _serve(settings: Settings, announce: Announce) -> None:
    stop = _stop_on_signals()
    demonstration = any(choose(lane).simulated for lane in settings.lane)
    clock = SystemClock(trusted=settings.clock.trusted or demonstration)
    async with AsyncExitStack() as stack:
        listener = server.bind(settings.web.host, settings.web.port)
        stack.callback(listener.close)
        door = open_lan(settings, clock, stack)
        house = await open_house(settings, clock, stack)
        expected = partial(_expected_lists, house, demonstration=demonstration)
        uplink = _uplink(house)
        lights = Lights(
            house.journal.status,
            partial(clock_light, clock),
            door.light,
            house.lists.light,
            house.policies.light,
            *uplink.lights,
            house.reports.light,
            *(partial(house.lists.district_light, name, expected) for name in FORMATS),
        )
        if house.signers is not None:
            lights.ask(house.signers.light)
        health = await stack.enter_async_context(
            opened_health(settings, clock, lights.report)
        )
        house = replace(house, health=health.service)
        crews = [await build_crew(house, lane, lights, stack) for lane in settings.lane]
        drafts = await stack.enter_async_context(opened_drafts(house.directory, clock))
        app = build_app(
            [crew.post.desk for crew in crews],
            crews[0].camera,
            lambda: _status(house, lights, crews),
            clock=clock,
            options=WebOptions(
                fitted={crew.post.desk.lane: crew.fitted for crew in crews},
                demonstration=demonstration,
                allowed_hosts=settings.web.allowed_hosts,
                lan=door.lan,
            ),
            offices=offices_of(house),
            drafts=drafts,
            lookups=Lookups(
                journeys=house.journeys,
                numbers=house.district.numbers,
                quota=house.policies.quota,
            ),
        )
        async with asyncio.TaskGroup() as group:
            duties = [*_duties(house, lights, crews), *_begun(health, uplink)]
            work = [group.create_task(d) for d in (*duties, door.serve(app, stop))]
            host, port = listener.getsockname()[:2]
            announce(f"kiosk: open http://{host}:{port}/")
            if demonstration:
                announce("kiosk: DEMONSTRATION, simulated visitors 演示模式")
            try:
                await server.serve(app, listener, stop)
            finally:
                for task in work:
                    task.cancel()


def _duties(
    house: House, lights: Lights, crews: list[Crew]
) -> Iterator[Coroutine[None, None, None]]:
    """Everything that goes on until the kiosk stops."""
    yield _note_start(house)
    for crew in crews:
        yield from crew.work(lights)
    yield lights.journal_changes(house.journal, house.clock)
    yield ClockWatch(house.clock, house.journal).run()
    if house.signers is not None:
        yield house.signers.watch(house.clock, house.journal)
    yield house.lists.watch(lists_seen(house.directory))
    yield house.journeys.warm()
    yield house.policies.watch()
    yield house.reports.run()
    yield house.tokens.run()
    book = StaffBook(house.directory)
    yield StaffRows(book, clock=house.clock, journal=house.journal).run()
    yield Hatch(house.directory, clock=house.clock, journal=house.journal).serve()
    keep_days = house.settings.store.kept()
    yield Nightly(
        house.directory, keep_days, clock=house.clock, journal=house.journal
    ).run()


def _uplink(house: House) -> Uplink:
    def parameters() -> Mapping[str, Any]:
        return house.policies.policy.parameters

    return open_uplink(house.settings, house.clock, house.journal, parameters)


def _begun(*parts: Health | Uplink) -> Iterator[Coroutine[None, None, None]]:
    for part in parts:
        yield from (begin() for begin in part.work)


def _first_of(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _expected_lists(house: House, *, demonstration: bool) -> frozenset[str]:
    return expected_lists(
        house.settings.lists.expected,
        house.policies.policy.parameters,
        demonstration=demonstration,
    )


async def _note_start(house: House) -> None:
    """The first row of every run: which programme, which rules, which boot."""
    payload = {
        "event": "started",
        "version": __version__,
        "policy": house.policies.policy.version,
        "kiosk": house.settings.kiosk.id,
    }
    draft = Draft(kind=Kind.AUDIT, at=house.clock.now(), payload=payload)
    try:
        await house.journal.append(draft)
    except StoreError:
        return  # the journal's light is red; the lane says so to every visitor


def _status(house: House, lights: Lights, crews: list[Crew]) -> KioskStatus:
    return KioskStatus(
        devices=lights.all(),
        latencies=tuple(
            latency for crew in crews for latency in crew.post.lane.stages.snapshot()
        ),
        facts={
            "version": __version__,
            "policy": house.policies.fact(),
            **house.lists.facts(),
            "journal_head": house.journal.head.short(),
            "kiosk": house.settings.kiosk.id,
            "checkpoint": house.settings.kiosk.checkpoint,
        },
    )
