"""Live streams: panels over server-sent events, pictures as MJPEG."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

from fastapi.sse import ServerSentEvent

from kiosk.core.view import LaneView
from kiosk.ports import Preview

MJPEG = "multipart/x-mixed-replace; boundary=frame"
# Chromium draws a picture only once the head of the next part has arrived, so every
# picture is followed by that head at once; it therefore cannot tell a length.
_NEXT_PART = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n"


async def pulses(
    views: AsyncIterator[LaneView], closing: asyncio.Event, every_s: float
) -> AsyncGenerator[LaneView | None, None]:
    """Yield each view as it comes, and None every ``every_s`` seconds.

    Ends when the views end or ``closing`` is set. The wait for the next view is never
    cancelled by the clock, so no view is lost.
    """
    loop = asyncio.get_running_loop()
    closed = asyncio.ensure_future(closing.wait())
    coming = asyncio.ensure_future(anext(views, None))
    due = loop.time()
    try:
        while not closing.is_set():
            if loop.time() >= due:
                due = loop.time() + every_s
                yield None
            left = max(0.0, due - loop.time())
            await asyncio.wait(
                {coming, closed}, timeout=left, return_when=asyncio.FIRST_COMPLETED
            )
            if coming.done():
                view = coming.result()
                if view is None:
                    return
                yield view
                coming = asyncio.ensure_future(anext(views, None))
    finally:
        closed.cancel()
        coming.cancel()
        await asyncio.gather(closed, coming, return_exceptions=True)
        if isinstance(views, AsyncGenerator):
            await views.aclose()


async def panel_events(
    moments: AsyncGenerator[LaneView | None, None],
    draw: Callable[[LaneView], str],
    draw_strip: Callable[[], str],
    beat: Callable[[], str],
) -> AsyncIterator[ServerSentEvent]:
    """Turn moments into events: unnamed ones are swapped in, ``beat`` is life.

    Args:
        moments: What ``pulses`` yields.
        draw: Renders a view.
        draw_strip: Renders band and status lights; sent only when they changed.
        beat: The text of a sign of life: the kiosk's time, ms since the epoch.
    """
    strip = ""
    async with aclosing(moments):
        async for view in moments:
            if view is not None:
                yield ServerSentEvent(raw_data=draw(view))
                continue
            newest = draw_strip()
            if newest != strip:
                strip = newest
                yield ServerSentEvent(raw_data=strip)
            yield ServerSentEvent(event="beat", raw_data=beat())


class Film:
    """The camera's pictures as MJPEG, for a bounded number of screens.

    Args:
        preview: The camera's picture.
        closing: Ends every stream once set.
        fps: Pictures a second at most; an unchanged picture is not sent again.
        seats: Screens that may watch at once.
    """

    def __init__(
        self, preview: Preview, closing: asyncio.Event, *, fps: float, seats: int
    ) -> None:
        self._preview, self._closing = preview, closing
        self._pause_s = 1.0 / min(fps, 6.0)
        self._seats = seats
        self.viewers = 0

    @property
    def full(self) -> bool:
        """True when no further screen may watch."""
        return self.viewers >= self._seats

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the stream's bytes until the screen leaves or the kiosk stops."""
        if self.full:
            return
        self.viewers += 1
        try:
            yield _NEXT_PART
            last = None
            while not self._closing.is_set():
                picture = await asyncio.to_thread(self._preview.jpeg)
                if picture is not None and picture != last:
                    last = picture
                    yield picture + b"\r\n" + _NEXT_PART
                await self._pause()
        finally:
            self.viewers -= 1

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._pause_s):
                await self._closing.wait()
        except TimeoutError:
            pass
