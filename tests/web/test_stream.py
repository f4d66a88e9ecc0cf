"""Live streams: the newest view, signs of life, and an end when the kiosk stops."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi.sse import ServerSentEvent

from kiosk.core.view import LaneView
from kiosk.web.stream import Film, panel_events, pulses
from tests.web import scenes
from tests.web.conftest import Web
from tests.web.fakes import FakeDesk, FakePreview

HOUR = 3600.0
PICTURE = b"\xff\xd8 a picture \xff\xd9"


def test_the_stream_brings_strip_beat_and_panel(web: Web) -> None:
    web.desk.show(scenes.NEEDS_MASK)

    answer = web.client.get("/lane/1/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "请看口罩" in answer.text
    assert 'hx-target="#lights"' in answer.text
    # The fakes' noon, 2026-11-21 04:00 UTC.
    assert "event: beat\ndata: 1795233600000\n" in answer.text


def test_the_stream_speaks_the_screens_language(web: Web) -> None:
    assert "Show your pass" in web.client.get("/lane/1/events?lang=en").text
    web.client.cookies.set("language", "en")
    assert "Show your pass" in web.client.get("/lane/1/events").text


async def test_each_change_is_pushed_and_a_slow_screen_skips_to_the_newest() -> None:
    desk = FakeDesk()
    moments = pulses(desk.views(), asyncio.Event(), HOUR)
    assert await anext(moments) is None
    assert (await anext(moments) or scenes.HELD).passage is None

    desk.show(scenes.NEEDS_TEMPERATURE)
    desk.show(scenes.NEEDS_MASK)
    newest = await anext(moments)

    assert newest is not None
    assert newest.needs == scenes.NEEDS_MASK.needs
    await moments.aclose()
    assert desk.screens == 0


async def test_a_quiet_lane_still_gives_signs_of_life() -> None:
    moments = pulses(FakeDesk().views(), asyncio.Event(), 0.01)

    seen = [await anext(moments) for _ in range(4)]

    assert [view is None for view in seen] == [True, False, True, True]
    await moments.aclose()


async def test_a_busy_lane_gives_signs_of_life_as_well() -> None:
    async def hurry() -> AsyncIterator[LaneView]:
        while True:
            await asyncio.sleep(0.002)
            yield scenes.WAITING

    moments = pulses(hurry(), asyncio.Event(), 0.02)

    seen = [await anext(moments) for _ in range(40)]

    assert seen.count(None) >= 2
    await moments.aclose()


async def test_the_stream_ends_at_once_when_the_kiosk_stops() -> None:
    desk, closing = FakeDesk(), asyncio.Event()
    moments = pulses(desk.views(), closing, HOUR)
    await anext(moments)
    await anext(moments)
    asyncio.get_running_loop().call_soon(closing.set)

    rest = [view async for view in moments]

    assert rest == []
    assert desk.screens == 0


async def test_band_and_lights_are_sent_only_when_they_changed() -> None:
    strips = iter(["a", "a", "b"])
    moments = pulses(FakeDesk().views(), asyncio.Event(), 0.001)
    events = panel_events(
        moments,
        draw=lambda _: "panel",
        draw_strip=lambda: next(strips, "b"),
        beat=lambda: "0",
    )
    seen: list[ServerSentEvent] = []

    while sum(event.event == "beat" for event in seen) < 5:
        seen.append(await anext(events))
    await moments.aclose()

    sent = [event.raw_data for event in seen if event.event is None]
    assert sorted(sent, key=str) == ["a", "b", "panel"]


async def test_the_film_shows_each_picture_once_and_closes_it_at_once() -> None:
    preview = FakePreview(PICTURE)
    film = Film(preview, asyncio.Event(), fps=6, seats=1)
    parts = film.parts()

    head, first = await anext(parts), await anext(parts)
    preview.picture = PICTURE * 2
    second = await anext(parts)

    assert head == b"--frame\r\nContent-Type: image/jpeg\r\n\r\n"
    # Browsers draw a picture when the next part's head has come.
    assert first == PICTURE + b"\r\n" + head
    assert second == PICTURE * 2 + b"\r\n" + head


async def test_only_so_many_screens_may_watch_the_film() -> None:
    film = Film(FakePreview(PICTURE), asyncio.Event(), fps=6, seats=1)
    watching = film.parts()
    await anext(watching)

    assert film.full
    assert [part async for part in film.parts()] == []

    await watching.aclose()  # type: ignore[attr-defined] # a generator
    assert not film.full


async def test_the_film_ends_when_the_kiosk_stops() -> None:
    closing = asyncio.Event()
    film = Film(FakePreview(), closing, fps=6, seats=1)
    parts = film.parts()
    await anext(parts)
    asyncio.get_running_loop().call_soon(closing.set)

    assert [part async for part in parts] == []
    assert film.viewers == 0


def test_a_full_film_answers_so(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Film, "full", property(lambda _: True))

    assert web.client.get("/preview.mjpg").status_code == 503
