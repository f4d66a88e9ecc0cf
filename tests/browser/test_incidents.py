"""The incidents page in Chromium: hurried taps, and cards somebody is reading."""

from dataclasses import replace

import pytest

from kiosk.core.incident import Incident, Result
from kiosk.core.verdict import Verdict
from kiosk.web.offices import Offices
from tests.browser.conftest import TOUCHSCREEN, Kiosk, Screens
from tests.fakes import NOON
from tests.web.fakes import FakeIncidents

pytestmark = pytest.mark.browser

HELD = Incident(
    passage="p-1",
    seq=1,
    at=NOON,
    lane="1",
    verdict=Verdict.HOLD,
    reasons=("fever",),
    actions=("isolate-on-spot",),
)


class Closing(FakeIncidents):
    """An office that closes what it is told to."""

    async def close(self, passage: str, result: str, by: str, note: str) -> None:
        await super().close(passage, result, by, note)
        self.found = [
            replace(i, closed_at=NOON, result=Result(result))
            if i.passage == passage
            else i
            for i in self.found
        ]


def test_a_double_tap_ends_one_incident_and_unfolds_the_next(sized: Screens) -> None:
    office = Closing([replace(HELD, passage=f"p-{n}", seq=n) for n in (1, 2, 3)])
    gate = Kiosk(offices=Offices(incidents=office))
    gate.start()
    page = sized(TOUCHSCREEN)
    try:
        page.goto(f"{gate.url}incidents")
        page.locator("#incident-p-2 summary").click()
        end = page.locator("#incident-p-2 .results button").first
        end.scroll_into_view_if_needed()
        box = end.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 9, box["y"] + 9)
        page.locator("#incident-p-2").wait_for(state="detached")
        page.mouse.click(box["x"] + 9, box["y"] + 9)
        page.locator("#incident-p-1[open]").wait_for()
    finally:
        gate.stop()

    assert [told[:2] for told in office.done] == [("close", "p-2")]
