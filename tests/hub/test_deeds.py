import re

import pytest
from starlette.testclient import TestClient

from kiosk.hub.staff import HubStaff, Role
from tests.hub.gates import Hub, passages
from tests.hub.test_administration import PASSWORD, signed_in


@pytest.fixture
def client(hub: Hub) -> TestClient:
    staff = HubStaff(hub.node.database)
    staff.add("测试管理", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    return signed_in(hub, "测试管理")


def test_what_was_done_is_shown_the_newest_first(hub: Hub, client: TestClient) -> None:
    hub.send(hub.gate(), passages(3))
    client.post("/staff", data={"name": "测试新人", "role": "administrator"})
    asked = {"form": "csv", "why": "测试检查", "kiosk": "gate-1"}
    client.post("/records/export", data=asked)

    page = client.get("/deeds").text

    acts = re.findall(r"<strong>(.*?)</strong> (.*?)<small>(.*?)</small>", page)
    ((number,),) = hub.ask("SELECT number FROM staff WHERE name = '测试管理'")
    who, when = f"{number} 测试管理", "2026-11-21 12:00:00"
    assert acts[:3] == [
        ("导出", "测试检查 · 3 条", f"{when} · {who} · log.csv · 卡口 gate-1"),
        ("添加人员", "测试新人 · 管理员", f"{when} · {who}"),
        ("发接入码", "gate-1 · 卡口机（不限社区）", f"{when} · test"),
    ]
    assert "/deeds" in client.get("/staff").text


def test_what_was_done_long_ago_is_on_the_next_page(
    hub: Hub, client: TestClient
) -> None:
    hub.ask(
        "INSERT INTO deed (at, staff, what, about) SELECT now(), 'x', 'of-tomorrow',"
        " 'old-' || n FROM generate_series(1, 60) AS n RETURNING id"
    )

    first = client.get("/deeds").text
    (older,) = re.findall(r'name="before" value="(\d+)"', first)
    rest = client.get(f"/deeds?before={older}").text

    assert [page.count("of-tomorrow") for page in (first, rest)] == [50, 10]
    assert ("old-60<" in first, "old-1<" in rest) == (True, True)
    assert 'name="before"' not in rest
    assert client.get("/deeds?before=0").status_code == 422


def test_a_code_that_lets_in_more_than_one_community_is_told_apart(
    hub: Hub, client: TestClient
) -> None:
    hub.node.codes.issue("gate-2", hub.doer, community="620102001001")
    hub.node.codes.issue("gate-3", hub.doer)
    hub.node.codes.issue("street-7", hub.doer, relay=True)

    page = client.get("/deeds").text

    assert re.findall(r"<strong>发接入码</strong> (.*?)<small>", page) == [
        "street-7 · 下级平台",
        "gate-3 · 卡口机（不限社区）",
        "gate-2: 620102001001",
    ]


@pytest.mark.parametrize("about", ["", "{}", "[]", '{"asked": {}, "files": 1}'])
def test_an_export_as_another_release_writes_it_hides_nothing(
    hub: Hub, client: TestClient, about: str
) -> None:
    hub.ask(
        "INSERT INTO deed (at, staff, what, about) VALUES (now(), 'x', 'export', %s)"
        " RETURNING id",
        about,
    )

    page = client.get("/deeds")

    assert page.status_code == 200
    assert "添加人员" in page.text
