"""The pages: lanes, status, languages, and what is not there."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from kiosk.core.view import Condition, DeviceStatus, KioskStatus, Latency
from kiosk.web.app import build_app
from kiosk.web.options import WebOptions
from tests.fakes import FakeClock
from tests.web import scenes
from tests.web.clients import LOCAL
from tests.web.conftest import Web
from tests.web.fakes import ALL_WELL, FakeDesk, FakeStatus


def test_the_first_page_is_the_first_lane_in_chinese(web: Web) -> None:
    page = web.client.get("/")

    assert page.status_code == 200
    assert '<html lang="zh-CN"' in page.text
    assert "请出示出入证" in page.text
    assert "东门入口" in page.text
    assert 'hx-sse:connect="/lane/1/events?lang=zh-CN"' in page.text


def test_every_lane_has_its_page_whatever_its_id(web: Web) -> None:
    page = web.client.get("/lane/西 2")

    assert page.status_code == 200
    assert "通道 西 2" in page.text
    assert "/lane/%E8%A5%BF%202/events" in page.text


def test_only_the_first_lane_shows_the_first_lanes_camera(web: Web) -> None:
    assert "/preview.mjpg" in web.client.get("/lane/1").text
    assert "/preview.mjpg" not in web.client.get("/lane/西 2").text


def test_without_a_camera_there_is_no_picture_to_ask_for() -> None:
    app = build_app(
        [FakeDesk()], None, FakeStatus(), clock=FakeClock(), options=WebOptions()
    )
    client = TestClient(app, base_url="http://localhost", client=(LOCAL, 50_000))

    assert "preview" not in client.get("/").text
    assert client.get("/preview.mjpg").status_code == 404


def test_an_unknown_lane_is_a_page_that_leads_back(web: Web) -> None:
    for path in ("/lane/9", "/lane/9/events", "/nowhere"):
        page = web.client.get(path)
        assert page.status_code == 404
        assert "没有这个页面" in page.text
        assert 'href="/"' in page.text


@pytest.mark.parametrize("name", scenes.ALL)
def test_every_scene_is_drawn_in_both_languages(web: Web, name: str) -> None:
    web.desk.show(scenes.ALL[name])

    for language in ("zh-CN", "en"):
        page = web.client.get(f"/?lang={language}")
        assert page.status_code == 200
        assert f'data-state="{scenes.ALL[name].state}"' in page.text


def test_no_page_carries_inline_script_or_style(web: Web) -> None:
    for name, view in scenes.ALL.items():
        web.desk.show(view)
        page = web.client.get("/").text
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), name
        assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on", page), name


def test_the_language_is_remembered_in_a_cookie(web: Web) -> None:
    answer = web.client.post("/language", data={"language": "en"})

    assert answer.status_code == 204
    assert answer.headers["hx-refresh"] == "true"
    assert "Show your pass" in web.client.get("/").text


def test_an_unknown_language_changes_nothing(web: Web) -> None:
    assert web.client.post("/language", data={"language": "xx"}).status_code == 422
    assert '<html lang="zh-CN"' in web.client.get("/?lang=../../etc").text


def test_night_is_the_default_and_day_is_remembered(web: Web) -> None:
    assert 'data-theme="dark"' in web.client.get("/").text

    web.client.post("/theme", data={"theme": "light"})

    assert 'data-theme="light"' in web.client.get("/").text
    assert web.client.post("/theme", data={"theme": "pink"}).status_code == 422


def test_a_simulated_device_brings_the_demonstration_band(web: Web) -> None:
    assert "演示模式" not in web.client.get("/").text
    camera = DeviceStatus(name="camera", condition=Condition.OK, demonstration=True)

    web.status.now = KioskStatus(devices=(camera,))

    assert "演示模式" in web.client.get("/").text
    assert "演示模式" in web.client.get("/status").text


def test_the_status_page_shows_devices_times_and_facts(web: Web) -> None:
    web.status.now = KioskStatus(
        devices=(
            DeviceStatus(name="camera", condition=Condition.FAILED, slug="unplugged"),
        ),
        latencies=(Latency(stage="decode", count=12, p50=1.25, p95=3, p99=4),),
        facts={"policy": "routine 1"},
    )

    page = web.client.get("/status").text

    for text in ("线被拔了", "插好 USB 线", "读码", "1.2", "routine 1"):
        assert text in page


def test_the_status_is_there_for_programs(web: Web) -> None:
    answer = web.client.get("/api/status")

    status = json.loads(answer.text)
    assert [device["name"] for device in status["devices"]] == [
        device.name for device in ALL_WELL.devices
    ]
    assert status["devices"][0]["condition"] == "ok"


def test_health_answers_and_no_api_browser_is_served(web: Web) -> None:
    assert web.client.get("/healthz").json() == {"status": "ok"}
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert web.client.get(path).status_code == 404


def test_static_files_cannot_be_left_upwards(web: Web) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert web.client.get(path).status_code == 404
