"""Vehicles on the screen: the sheet, the strip, the emergency button."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.core.registration.plate import PlateKind
from kiosk.core.vehicle import SERVICES, VEHICLE_KINDS, EmergencyView, VehicleView
from kiosk.core.verdict import Need, Verdict
from kiosk.core.view import LaneState, LaneView
from kiosk.web.panel import panel_of
from kiosk.web.texts import Texts
from kiosk.web.vehicle_routes import PlatePad
from tests.fakes import NOON
from tests.web.conftest import Web

HERE = VehicleView(id="v1", kind="resident", plate="甘A***45", occupants=3, recorded=1)
WAITING = LaneView(lane="1", vehicle=HERE)
RIDES = LaneView(
    lane="1",
    state=LaneState.PASSING,
    passage="p",
    verdict=Verdict.ALLOW,
    vehicle=HERE,
    rides=True,
)
CALL = EmergencyView(id="e1", at=NOON, owed=False)
TYPED = {"plate": "甘A12345", "vehicle": "outside", "occupants": "2"}


@pytest.mark.parametrize("path", ["vehicle", "emergency?emergency=e1"])
def test_a_sheet_is_drawn_without_script_or_style(web: Web, path: str) -> None:
    for language in ("zh-CN", "en"):
        joint = "&" if "?" in path else "?"
        sheet = web.client.get(f"/lane/1/{path}{joint}lang={language}").text

        assert not re.search(r"<style|<script|\sstyle=|\son\w+=|hx-on", sheet)
        assert not re.search(r">\s*(plate|vehicle|entry|service)[.-]", sheet)


def test_a_vehicle_reaches_the_lane_and_empties_the_sheet(web: Web) -> None:
    answer = web.client.post("/lane/1/vehicle", data={"passage": "", **TYPED})

    assert (answer.status_code, answer.text) == (200, "")
    assert web.desk.touches == [("arrive-by", (None, TYPED))]


def test_everything_wrong_is_said_at_once_and_not_repeated(web: Web) -> None:
    answer = web.client.post("/lane/1/vehicle", data={"plate": "甘A99"})

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#message"
    for word in ("车辆类别", "车上人数", "车牌不对"):
        assert word in answer.text
    assert "99" not in answer.text


def test_the_plate_of_a_vehicle_that_is_here_is_not_shown_whole(web: Web) -> None:
    web.desk.show(WAITING)
    sheet = web.client.get("/lane/1/vehicle").text

    assert 'placeholder="甘A***45"' in sheet
    assert re.search(r'value="resident" checked', sheet)


def test_a_vehicle_turns_back(web: Web) -> None:
    web.desk.show(WAITING)

    assert 'id="vehicle"' in web.client.get("/").text
    assert web.client.post("/lane/1/vehicle/back", data={"visit": "v1"}).text == ""
    assert web.desk.touches == [("turn-back", "v1")]


def test_an_emergency_is_one_tap_in_every_state(web: Web) -> None:
    for state in LaneState:
        web.desk.show(LaneView(lane="1", state=state))
        button = re.search(r'<button id="emergency"[^>]*>', web.client.get("/").text)
        assert button is not None
        assert "disabled" not in button[0]
        assert "confirm" not in button[0]

    assert web.client.post("/lane/1/emergency").status_code == 204
    assert web.desk.touches == [("emergency", None)]


def test_what_it_was_is_noted_afterwards(web: Web) -> None:
    data = {"emergency": "e1", "service": "fire", "plate": "", "occupants": "6"}
    answer = web.client.post("/lane/1/emergency/afterwards", data=data)

    assert (answer.status_code, answer.text) == (200, "")
    assert web.desk.touches == [
        ("described", ("e1", {"service": "fire", "plate": "", "occupants": "6"}))
    ]


@pytest.mark.parametrize(
    ("call", "shouts"),
    [
        (CALL, False),
        (replace(CALL, owed=True), True),
        (replace(CALL, owed=True, described=True), True),
        (replace(CALL, fault="silent"), True),
    ],
)
def test_an_emergency_shouts_while_something_is_owed(
    texts: Texts, call: EmergencyView, *, shouts: bool
) -> None:
    panel = panel_of(LaneView(lane="1", emergencies=(call,)), texts)

    assert panel.shouts is shouts
    [shown] = panel.emergencies
    assert "12:00" in shown.title
    assert shown.open is not call.described


def test_an_emergency_that_is_seen_to_leaves_the_screen(texts: Texts) -> None:
    done = replace(CALL, described=True)

    assert panel_of(LaneView(lane="1", emergencies=(done,)), texts).emergencies == ()


def test_whoever_waits_for_the_others_is_not_shown_green(texts: Texts) -> None:
    panel = panel_of(RIDES, texts)

    assert (panel.tone, panel.headline) == ("ask", texts("vehicle.rides"))
    assert "2" in panel.hint


def test_the_lane_asks_for_the_vehicles_next_person(texts: Texts) -> None:
    assert panel_of(WAITING, texts).headline == texts("vehicle.next")


def test_a_vehicles_pass_or_the_rules_ask_for_the_vehicle(texts: Texts) -> None:
    with_pass = LaneView(lane="1", state=LaneState.GATHERING, pass_class="vehicle")
    needed = LaneView(lane="1", state=LaneState.GATHERING, needs=(Need.VEHICLE,))

    assert panel_of(with_pass, texts).wanted == {"vehicle"}
    assert panel_of(needed, texts).wanted == {"vehicle"}
    assert "vehicle" not in panel_of(replace(needed, vehicle=HERE), texts).wanted


def test_every_kind_has_a_text(texts: Texts) -> None:
    words = [
        *(f"vehicle-kind.{kind}" for kind in VEHICLE_KINDS),
        *(f"service.{service}" for service in SERVICES),
        *(f"plate.{kind}" for kind in PlateKind),
    ]

    assert [word for word in words if not texts.has(word)] == []


def test_the_pad_makes_every_kind_of_plate_and_no_letter_o_or_i() -> None:
    pad = PlatePad()

    assert not set("IO") & set(pad.letters)
    assert len(pad.provinces) == 31
    assert set(pad.shapes) == {kind.value for kind in PlateKind}
    keys = {*pad.provinces, *pad.starts, *pad.ends, *pad.letters, *pad.digits}
    assert set("警学挂港澳使领") <= keys
    assert "应急" in keys
    assert (pad.other, pad.none) == ("其他", "无牌")


def test_later_emergencies_are_shown_first(texts: Texts) -> None:
    later = replace(CALL, id="e2", at=NOON + timedelta(minutes=5))
    panel = panel_of(LaneView(lane="1", emergencies=(later, CALL)), texts)

    assert [call.id for call in panel.emergencies] == ["e2", "e1"]
