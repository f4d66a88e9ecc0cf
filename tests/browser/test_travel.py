"""The region picker in a browser: letters, a region, done."""

from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from playwright.sync_api import ViewportSize, expect

from kiosk.core.duty import DutyBoard
from kiosk.core.verdict import Need
from kiosk.core.view import LaneState, LaneView
from kiosk.web.app import build_app
from kiosk.web.lookups import Lookups
from tests.browser.conftest import PHONE, TOUCHSCREEN, Kiosk, Screens
from tests.fakes import FakeClock
from tests.web.journeys import FakeJourneys
from tests.web.test_duty import BOARD

pytestmark = pytest.mark.browser
ASKED = LaneView(lane="1", passage="p", state=LaneState.GATHERING, needs=(Need.TRAVEL,))


@dataclass
class TravelKiosk(Kiosk):
    """A kiosk with regions and numbers to look up."""

    journeys: FakeJourneys = field(default_factory=FakeJourneys)
    board: DutyBoard = BOARD

    def app(self) -> FastAPI:
        lookups = Lookups(journeys=self.journeys, numbers=lambda: self.board)
        return build_app(
            [self.desk],
            self.preview,
            self.status,
            clock=FakeClock(),
            options=self.options,
            lookups=lookups,
        )


@pytest.mark.parametrize("size", [TOUCHSCREEN, PHONE], ids=["touchscreen", "phone"])
def test_numbers_and_regions_lie_over_the_lane_and_fit_the_screen(
    sized: Screens, size: ViewportSize
) -> None:
    kiosk = TravelKiosk()
    kiosk.start()
    try:
        kiosk.desk.show(ASKED)
        page = sized(size)
        page.goto(kiosk.url)

        page.click("#call")
        expect(page.locator("#numbers a").first).to_be_in_viewport(ratio=1)
        page.click("#duty button")
        expect(page.locator("#duty")).to_be_hidden()

        page.click("#pick-regions")
        page.click("#travel .letters button:not(:disabled) >> nth=0")
        expect(page.locator("#typed")).to_have_value("c")
        for part in (".letters .delete", ".fixed button >> nth=4"):
            expect(page.locator(f"#travel {part}")).to_be_in_viewport(ratio=1)
        page.click("#travel .found button >> nth=1")
        confirm = page.locator("#travel button.confirm")
        expect(confirm).to_be_in_viewport(ratio=1)
        confirm.click()
        expect(page.locator("#travel")).to_have_count(0)
    finally:
        kiosk.stop()
    [(kind, said)] = kiosk.desk.touches
    assert kind == "state"
    assert "110105" in str(said)
