"""The pages on which an administrator acts, over HTTP."""

import re

import pytest
from starlette.testclient import TestClient

from kiosk.hub.app import build_hub
from kiosk.hub.enrolment_codes import EnrolmentCodes
from kiosk.hub.staff import HubStaff, Role
from kiosk.hub.upwards import Above, Upwards
from tests.fakes import HOME
from tests.hub.gates import Hub, passages
from tests.hub.test_enrolment_codes import enrol
from tests.hub.test_revocation import relay

PASSWORD = "richtig-lang-und-geheim"
PLACES = ("/revocation/gate-1", "/enrolment", "/staff", "/deeds")
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/revocation/gate-1", {"why": "被盗"}),
    ("/readmission/street-7/gate-1", {}),
    ("/enrolment", {"kiosk": "gate-2"}),
    ("/enrolment/withdraw", {"kiosk": "gate-2"}),
    ("/staff", {"name": "测试新人"}),
    ("/staff/role", {"name": "测试督导", "role": "administrator"}),
    ("/staff/reset", {"name": "测试督导"}),
    ("/staff/remove", {"name": "测试督导"}),
)


def signed_in(hub: Hub, name: str, password: str = PASSWORD) -> TestClient:
    client = TestClient(build_hub(hub.node))
    form = {"name": name, "password": password}
    assert client.post("/sign-in", data=form).status_code == 200
    return client


@pytest.fixture
def client(hub: Hub) -> TestClient:
    staff = HubStaff(hub.node.database)
    staff.add("测试管理", PASSWORD, hub.doer, Role.ADMINISTRATOR)
    staff.add("测试督导", PASSWORD, hub.doer)
    return signed_in(hub, "测试管理")


def spoken(page: str) -> str:
    """The secret that a page tells."""
    return "-".join(re.findall(r"<b>(\d{4})</b>", page))


def test_a_supervisor_is_told_in_words_what_they_may_not_do(
    hub: Hub, client: TestClient
) -> None:
    hub.gate()
    deeds = hub.count("deed")
    supervisor = signed_in(hub, "测试督导")

    answers = [supervisor.get(path) for path in PLACES]
    answers += [supervisor.post(path, data=form) for path, form in FORMS]

    assert {answer.status_code for answer in answers} == {403}
    assert all("没有这个权限" in answer.text for answer in answers)
    assert hub.count("deed") == deeds
    table = supervisor.get("/").text
    assert ("/relays" in table, "/staff" in table) == (True, False)
    assert "/revocation" not in supervisor.get("/kiosks/gate-1").text


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_nobody_acts_from_another_site_or_without_signing_in(
    hub: Hub, client: TestClient, path: str, form: dict[str, str]
) -> None:
    deeds = hub.count("deed")

    elsewhere = client.post(path, data=form, headers={"sec-fetch-site": "cross-site"})
    client.cookies.clear()
    nobody = client.post(path, data=form, follow_redirects=False)

    assert (elsewhere.status_code, nobody.status_code) == (403, 303)
    assert nobody.headers["location"].startswith("/sign-in")
    assert hub.count("deed") == deeds


def test_a_stolen_kiosk_is_revoked_on_a_page_that_names_it(
    hub: Hub, client: TestClient
) -> None:
    hub.gate()
    assert "/revocation/gate-1" in client.get("/kiosks/gate-1").text
    asked = client.get("/revocation/gate-1").text
    unsaid = client.post("/revocation/gate-1", data={"why": " "})

    page = client.post("/revocation/gate-1", data={"why": "岗亭被撬"})

    assert "确认吊销 测试gate-1 · gate-1" in asked
    assert (unsaid.status_code, "请写明原因" in unsaid.text) == (422, True)
    for text in (page.text, client.get("/").text):
        assert "已吊销" in text
        assert re.search(r"11-21 12:00 由 \d+ 测试管理 吊销，原因：岗亭被撬", text)
    assert "/enrolment?kiosk=gate-1" in page.text
    assert "已经吊销" in client.get("/revocation/gate-1").text


def test_a_hub_below_is_revoked_and_one_of_its_kiosks_by_itself(
    hub: Hub, client: TestClient
) -> None:
    relay(hub)
    kiosk = "street-7/gate-1"

    asked = client.get(f"/revocation/{kiosk}").text
    inner = client.post(f"/revocation/{kiosk}", data={"why": "stolen"}).text
    back = client.post(f"/readmission/{kiosk}")
    unheard = [client.post(f"/readmission/{one}") for one in ("nobody", "street-7")]
    page = client.post("/revocation/street-7", data={"why": "stolen"})

    assert "street-7 自己仍在收" in asked
    assert f'action="/readmission/{kiosk}"' in inner
    assert (back.status_code, "重新接收" in back.text) == (200, False)
    assert [answer.status_code for answer in unheard] == [404, 422]
    assert page.url.path == "/relays"
    assert "1 个卡口" in page.text
    assert "吊销，原因：stolen" in page.text


@pytest.mark.parametrize("kiosk", ["nobody", "%00", "%ff"])
def test_a_kiosk_that_is_none_is_told_in_words(client: TestClient, kiosk: str) -> None:
    answers = [
        client.get(f"/revocation/{kiosk}"),
        client.post(f"/revocation/{kiosk}", data={"why": "stolen"}),
        client.post(f"/kiosks/{kiosk}/verify"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_code_is_shown_once_and_lets_a_kiosk_in(hub: Hub, client: TestClient) -> None:
    form = {"kiosk": " gate-1 ", "community": f" {HOME} "}
    given = client.post("/enrolment", data=form).text
    listed = client.get("/enrolment").text
    code = spoken(given)

    enrol(hub, code)

    assert len(code) == 24
    assert f"kiosk upstream enrol {code}" in given
    assert "已经接入过" not in given
    assert all(f"只限社区 {HOME}" in page for page in (given, listed))
    assert ("gate-1" in listed, code in listed) == (True, False)
    assert re.search(r"\d+ 测试管理 发于 11-21 12:00", listed)
    assert "没有未用的接入码" in client.get("/enrolment").text
    assert code not in str(hub.ask("SELECT about FROM deed"))
    again = client.post("/enrolment", data=form).text
    assert "已经接入过" in again
    assert f'<option value="{HOME}">' in again


def test_a_code_says_the_community_unless_it_is_told_not_to(
    hub: Hub, client: TestClient
) -> None:
    untold = client.post("/enrolment", data={"kiosk": "gate-1"})
    given = client.post("/enrolment", data={"kiosk": "gate-1", "kind": "anywhere"})

    enrol(hub, spoken(given.text), community="c1")

    assert (untold.status_code, "12 位代码" in untold.text) == (422, True)
    assert "不限社区，由卡口机自报" in given.text
    hub.node.kiosks.revoke("gate-1", "stolen", hub.doer)
    page = client.get("/kiosks/gate-1").text
    assert "/enrolment?kiosk=gate-1&amp;community=c1" in page


def test_a_code_for_a_hub_below_says_what_is_typed_there(client: TestClient) -> None:
    form = {"kiosk": "street-7", "kind": "relay"}

    page = client.post("/enrolment", data=form).text

    assert f"--name street-7 --code {spoken(page)}" in page


def test_a_code_is_withdrawn_once(hub: Hub, client: TestClient) -> None:
    client.post("/enrolment", data={"kiosk": "gate-1", "kind": "anywhere"})

    gone = client.post("/enrolment/withdraw", data={"kiosk": "gate-1"})
    again = client.post("/enrolment/withdraw", data={"kiosk": "gate-1"})

    assert (gone.status_code, gone.url.path) == (200, "/enrolment")
    assert (again.status_code, "没有作废" in again.text) == (422, True)
    wrong = client.post("/enrolment", data={"kiosk": "东门"})
    assert (wrong.status_code, "编号用字母" in wrong.text) == (422, True)


def test_a_code_that_another_withdrew_at_once_is_not_shown(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EnrolmentCodes, "unused", lambda _: [])

    page = client.post("/enrolment", data={"kiosk": "gate-1", "kind": "anywhere"})

    assert (page.status_code, spoken(page.text)) == (200, "")


def test_who_is_let_in_sees_nothing_before_they_have_a_password_of_their_own(
    hub: Hub, client: TestClient
) -> None:
    form = {"name": "测试新人", "role": "administrator"}
    page = client.post("/staff", data=form).text
    first = spoken(page)
    newcomer = signed_in(hub, "测试新人", first)

    kept_out = [newcomer.get(path).url.path for path in ("/", "/records", "/staff")]
    own = {"password": "ganz-neues-wort", "again": "ganz-neues-wort"}
    twice = newcomer.post("/account", data=own | {"again": "another"})
    changed = newcomer.post("/account", data=own)

    assert "等其用初始密码登录" in page
    assert kept_out == ["/account"] * 3
    assert (twice.status_code, "不一样" in twice.text) == (422, True)
    assert "密码已改" in changed.text
    assert newcomer.get("/staff").status_code == 200
    assert first not in client.get("/staff").text


def test_staff_are_reset_and_removed_but_not_the_last_administrator(
    hub: Hub, client: TestClient
) -> None:
    supervisor = signed_in(hub, "测试督导")
    first = spoken(client.post("/staff/reset", data={"name": "测试督导"}).text)
    out = supervisor.get("/", follow_redirects=False).status_code
    removed = client.post("/staff/remove", data={"name": "测试督导"})
    again = client.post("/staff/remove", data={"name": "测试督导"})
    oneself = client.post("/staff/remove", data={"name": "测试管理"})
    taken = client.post("/staff", data={"name": "测试管理"})

    assert (len(first), out) == (14, 303)
    assert "已移除" in removed.text
    assert [one.status_code for one in (again, oneself, taken)] == [422] * 3
    assert "可能已被移除" in again.text
    assert "最后一个管理员" in oneself.text
    assert "已有这个姓名" in taken.text


def test_another_role_counts_at_once_also_ones_own(
    hub: Hub, client: TestClient
) -> None:
    other = signed_in(hub, "测试督导")
    oneself = {"name": "测试管理", "role": "supervisor"}

    alone = client.post("/staff/role", data=oneself)
    client.post("/staff/role", data={"name": "测试督导", "role": "administrator"})
    lowered = client.post("/staff/role", data=oneself)

    assert (alone.status_code, "最后一个管理员" in alone.text) == (422, True)
    assert (lowered.status_code, lowered.url.path) == (200, "/")
    assert client.get("/staff").status_code == 403
    page = other.get("/staff").text
    assert all(f"把 {name} 改为" in page for name in ("测试督导", "测试管理"))
    untold = other.post("/staff/role", data={"name": "测试管理"})
    assert untold.status_code == 422


def test_ones_own_password_needs_the_one_before(hub: Hub, client: TestClient) -> None:
    new = {"password": "ganz-neues-wort", "again": "ganz-neues-wort"}

    wrong = client.post("/account", data=new | {"current": "guessed"})
    right = client.post("/account", data=new | {"current": PASSWORD})

    assert (wrong.status_code, "密码不对" in wrong.text) == (422, True)
    assert "密码已改" in right.text
    assert client.get("/staff").status_code == 200


def test_the_hub_above_is_told_with_how_far_it_is(hub: Hub, client: TestClient) -> None:
    hub.send(hub.gate("gate-1"), passages(5))
    assert "没有下级平台" in client.get("/relays").text
    upwards = Upwards(hub.node.database)
    upwards.keep_above(Above(id="street-7", credential="secret", public=bytes(32)))
    upwards.taken("gate-1", 3, hub.clock.now())

    page = client.get("/relays").text

    assert "本平台在上级叫 street-7" in page
    assert "上级还差 2 条" in page
    assert "3 / 5" in page
    assert "secret" not in page
