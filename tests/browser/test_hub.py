"""The hub's pages in Chromium: from signing in to an export, on every screen."""

import asyncio
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, ViewportSize

from kiosk.hub.app import build_hub
from kiosk.hub.demonstration import embedded_server
from kiosk.hub.node import Node, open_node
from kiosk.hub.staff import HubStaff, Role
from tests.browser.conftest import PHONE, TOUCHSCREEN, Kiosk
from tests.browser.layout import out_of_reach
from tests.fakes import HOME, FakeClock
from tests.hub.gates import Hub, altered, chain, passage, passages

pytestmark = pytest.mark.browser

WHO, ADMINISTRATOR = "测试督导", "测试管理"
PASSWORD = "richtig-lang-und-geheim"
_FINGER_PX = 48
_THREE_DAYS_S = 3 * 86400


@dataclass
class HubSite(Kiosk):
    """A hub that is served as a kiosk is."""

    node: Node | None = None

    def app(self) -> FastAPI:
        assert self.node is not None
        app = build_hub(self.node)
        app.state.closing = asyncio.Event()  # it has no streams to end
        return app


@pytest.fixture(scope="module")
def hub() -> Iterator[HubSite]:
    """Two checkpoints, one of which changed a record and made no report."""
    clock = FakeClock()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-"))
        address = stack.enter_context(embedded_server(Path(folder)))
        node = stack.enter_context(open_node(address, clock))
        desk = Hub(node, clock)
        staff = HubStaff(node.database)
        staff.add(WHO, PASSWORD, desk.doer)
        staff.add(ADMINISTRATOR, PASSWORD, desk.doer, Role.ADMINISTRATOR)
        good, bad = desk.gate("east"), desk.gate("west-with-a-long-name")
        clock.turn(_THREE_DAYS_S)
        rows = chain([passage("hold", passage="h"), passage("refuse"), passage()])
        desk.send(good, passages(3))
        desk.send(bad, [*rows, altered(passages(1, after=rows[-1])[0])])
        site = HubSite(node=node)
        site.start()
        yield site
        site.stop()


def sign_in(page: Page, hub: HubSite, who: str = WHO) -> None:
    page.goto(f"{hub.url}records")
    page.get_by_label("姓名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="督导登录").click()
    page.wait_for_url("**/records")


@pytest.mark.parametrize("size", [TOUCHSCREEN, PHONE], ids=["touchscreen", "phone"])
def test_a_supervisor_goes_from_the_table_to_an_export(
    chromium: Browser, hub: HubSite, size: ViewportSize
) -> None:
    context = chromium.new_context(viewport=size, has_touch=True, locale="zh-CN")
    page, wrong = context.new_page(), {}
    page.goto(hub.url)
    wrong["sign-in"] = out_of_reach(page, _FINGER_PX)
    sign_in(page, hub)
    page.get_by_role("link", name="卡口总览").click()
    page.wait_for_url(hub.url)
    wrong["table"] = out_of_reach(page, _FINGER_PX)
    page.get_by_role("link", name="west").first.click()
    page.get_by_role("button", name="核对整条记录链").click()
    page.get_by_text("1 处有问题").wait_for()
    wrong["checkpoint"] = out_of_reach(page, _FINGER_PX)
    page.get_by_role("link", name="查这个卡口的全部记录").click()
    page.get_by_label("结论").select_option("劝返")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**verdict=refuse**")
    found = page.locator(".passages tbody tr").count()
    wrong["records"] = out_of_reach(page, _FINGER_PX)
    page.locator("[name=why]").fill("测试检查")
    with page.expect_download() as pulled:
        page.get_by_role("button", name="CSV").click()
    archive = zipfile.ZipFile(io.BytesIO(pulled.value.path().read_bytes()))
    context.close()

    assert {name: found for name, found in wrong.items() if found} == {}
    assert found == 1
    assert len(archive.read("log.csv").splitlines()) == 2  # the head, and the row


@pytest.mark.parametrize("size", [TOUCHSCREEN, PHONE], ids=["touchscreen", "phone"])
def test_an_administrator_lets_in_and_shuts_out(
    chromium: Browser, hub: HubSite, size: ViewportSize
) -> None:
    context = chromium.new_context(viewport=size, has_touch=True, locale="zh-CN")
    page, wrong = context.new_page(), {}
    assert hub.node is not None
    desk = Hub(hub.node, FakeClock())
    kiosk = f"gate-{size['width']}"
    desk.gate(kiosk, HOME)
    sign_in(page, hub, ADMINISTRATOR)
    page.get_by_role("link", name="人员").click()
    page.get_by_label("姓名").fill(f"测试{kiosk}")
    page.get_by_role("button", name="添加人员").click()
    page.get_by_text("的初始密码").wait_for()
    page.get_by_text("移除…").first.click()
    wrong["staff"] = out_of_reach(page, _FINGER_PX)
    for link in ("下级平台", "操作记录"):
        page.get_by_role("link", name=link).click()
        wrong[link] = out_of_reach(page, _FINGER_PX)
    page.goto(f"{hub.url}kiosks/{kiosk}")
    page.get_by_role("link", name="吊销…").click()
    page.get_by_label("原因").fill("被盗")
    wrong["revocation"] = out_of_reach(page, _FINGER_PX)
    page.get_by_role("button", name="确认吊销").click()
    page.get_by_text("原因：被盗").wait_for()
    page.get_by_role("link", name="重新接入").click()
    page.get_by_role("button", name="发接入码").click()
    page.get_by_text(f"{kiosk} 的接入码").wait_for()
    wrong["enrolment"] = out_of_reach(page, _FINGER_PX)
    digits = "".join(page.locator(".spoken b").all_inner_texts())
    context.close()

    assert {name: found for name, found in wrong.items() if found} == {}
    assert (len(digits), digits.isdecimal()) == (20, True)
