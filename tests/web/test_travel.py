"""The region picker: every tap asks for the sheet again, the last one states it."""

import html
import json
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from kiosk.core.evidence import Answer
from kiosk.core.region import OVERSEAS
from kiosk.web.app import build_app
from kiosk.web.lookups import Lookups
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web.clients import LOCAL
from tests.web.fakes import FakeDesk, FakePreview, FakeStatus
from tests.web.journeys import LISTED, FakeJourneys


class Picker:
    """A client before a lane with a region picker."""

    def __init__(self, journeys: FakeJourneys | None = None) -> None:
        self.journeys = journeys or FakeJourneys()
        self.desk = FakeDesk()
        app = build_app(
            [self.desk],
            FakePreview(),
            FakeStatus(),
            clock=FakeClock(),
            options=WebOptions(),
            lookups=Lookups(journeys=self.journeys),
        )
        self.client = TestClient(
            app, base_url="http://localhost", client=(LOCAL, 50_000)
        )

    def sheet(self, **asked: str) -> str:
        answer = self.client.get("/lane/1/travel", params=asked)
        assert answer.status_code == 200
        return answer.text

    def asks(self, **asked: str) -> list[dict[str, str]]:
        """What each button of the sheet would ask for."""
        found = re.findall(r"hx-vals='([^']*)'", self.sheet(**asked))
        return [json.loads(html.unescape(vals)) for vals in found]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_sheet_is_drawn_without_script_or_style(language: str) -> None:
    sheet = Picker().sheet(lang=language, typed="l", chosen="110105")

    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|hx-on", sheet)
    assert "travel." not in re.sub(r'"[^"]*"', "", sheet)


def test_a_letter_a_region_and_a_removal_each_lead_on() -> None:
    asks = Picker().asks(typed="l", chosen="110105", passage="p")

    def ask(typed: str, chosen: str) -> dict[str, str]:
        return {"typed": typed, "chosen": chosen, "passage": "p"}

    assert ask("lc", "110105") in asks
    assert ask("", "110105") in asks  # the letter taken back
    assert ask("", "110105,620102") in asks
    assert ask("l", "") in asks  # the region taken back
    assert ask("", f"110105,{OVERSEAS}") in asks


def test_letters_that_lead_nowhere_cannot_be_tapped() -> None:
    sheet = Picker().sheet(typed="")

    assert re.search(r"(?<!disabled)>L</button>", sheet)
    assert "disabled>A</button>" in sheet


def test_a_county_with_places_at_risk_asks_which() -> None:
    picker = Picker()

    asks = picker.asks(chosen="110105,620102")

    assert {"typed": "", "chosen": "110105,620102008", "passage": ""} in asks
    assert {"typed": "", "chosen": "110105,620102999", "passage": ""} in asks
    assert "城关区 的哪里" in picker.sheet(chosen="620102")


def test_the_age_of_the_list_is_shown_and_that_there_is_none() -> None:
    fresh, stale = Picker(), Picker(FakeJourneys(source=replace(LISTED, stale=True)))
    bare = Picker(FakeJourneys(source=None))

    assert "测试通告 名单 5 小时前" in fresh.sheet()
    assert "data-stale" not in fresh.sheet()
    assert "data-stale>风险区名单已过期，5 小时前" in stale.sheet()
    assert "data-stale>没有风险区名单" in bare.sheet()
    assert "确定 · 未核验" in bare.sheet(chosen="110105")
    assert "没有找到" in fresh.sheet(typed="zz")


def test_what_was_picked_is_stated_with_its_regions_and_kept_for_the_next() -> None:
    picker = Picker()

    answer = picker.client.post("/lane/1/travel", data={"chosen": "620102,110105"})

    assert (answer.status_code, answer.text) == (200, "")
    said = {"answer": Answer.ANSWERED, "regions": "620102,110105", "risk": "high"}
    assert picker.desk.touches == [("state", {"travel": said})]
    assert picker.journeys.remembered == ["620102", "110105"]


def test_without_a_list_the_regions_are_stated_as_unverified() -> None:
    picker = Picker(FakeJourneys(source=None))

    picker.client.post("/lane/1/travel", data={"chosen": "110105"})

    said = {"answer": Answer.UNVERIFIED, "regions": "110105"}
    assert picker.desk.touches == [("state", {"travel": said})]


@pytest.mark.parametrize(
    "chosen", ["", "x", "110105,<b>", ",".join(f"11010{n}" for n in range(1, 8))]
)
def test_what_is_no_region_is_never_stated(chosen: str) -> None:
    picker = Picker()

    answer = picker.client.post("/lane/1/travel", data={"chosen": chosen})

    assert answer.status_code == 422
    assert picker.desk.touches == []


def test_a_tap_for_the_person_before_says_so() -> None:
    picker = Picker()

    answer = picker.client.post(
        "/lane/1/travel", data={"chosen": "110105", "passage": "gone"}
    )

    assert answer.status_code == 409
    assert picker.journeys.remembered == []


def test_what_is_typed_is_never_markup() -> None:
    sheet = Picker().sheet(typed="<b>\"'")

    assert "<b>" not in sheet.replace('<b aria-hidden="true">', "")


def test_where_no_regions_are_known_there_is_no_picker() -> None:
    app = build_app(
        [FakeDesk()],
        None,
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
    )
    client = TestClient(app, base_url="http://localhost", client=(LOCAL, 50_000))

    assert client.get("/lane/1/travel").status_code == 404
