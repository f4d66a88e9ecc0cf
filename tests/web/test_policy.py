"""The rules' page: two steps, for leaders at the kiosk's own screen."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from kiosk.core.errors import FormError
from kiosk.core.sections import ControlLevel
from kiosk.web.offices import Offices
from tests.fakes import NOON
from tests.web.clients import LOCAL, REMOTE, client_of
from tests.web.policies import (
    BOARD,
    DIFFERENCE,
    REPLAY,
    STAGED,
    FakeRules,
    stamp,
)

CLOSED = stamp(ControlLevel.CLOSED)


@pytest.fixture
def office() -> FakeRules:
    return FakeRules()


def client(office: FakeRules | None, host: str = LOCAL) -> TestClient:
    return client_of(Offices(rules=office), host)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_shows_what_is_in_force_and_what_there_is(
    office: FakeRules, language: str
) -> None:
    page = client(office).get(f"/policy?lang={language}").text

    assert "<strong>常态化</strong>" in page
    assert page.count('hx-post="/policy/stage?') == 5
    assert page.count("disabled") == 1  # the one in force
    assert 'hx-post="/policy/previous?' in page
    assert "/policy/confirm" not in page
    assert ("27 小时" if language == "zh-CN" else "27 h") in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on", page)


def test_two_steps_put_rules_in_force(office: FakeRules) -> None:
    web = client(office)
    first = web.post("/policy/stage", data={"choice": "closed"}).text
    assert "待确认" in first
    assert "1284 人次里，167 人次结论会变" in first
    assert f'"digest": "{CLOSED.digest}"' in first

    second = web.post("/policy/confirm", data={"digest": CLOSED.digest}).text

    assert "<strong>封闭管理</strong>" in second
    assert "/policy/confirm" not in second
    assert office.done == [
        ("stage", "closed", "0 本机"),
        ("confirm", CLOSED.digest, "0 本机"),
    ]


def test_of_a_limit_only_what_changes_is_shown(office: FakeRules) -> None:
    limits = {
        "nat_hours": ({"low": 72.0, "all": 9.0}, {"low": 48.0, "all": 9.0, "new": 1}),
        "return_hours": (None, 3.5),
        "exit_hours": (None, {"from": 6}),
        "quota_rolling": (True, False),
        "made-up": ("x", {"y": 1}),
    }
    difference = replace(DIFFERENCE, parameters=limits)
    office.now = replace(BOARD, staged=replace(STAGED, difference=difference))

    page = client(office).get("/policy").text

    for row in (
        "核酸有效小时 · 低风险地区</th><td>72 → 48</td>",
        "核酸有效小时 · new</th><td>– → 1</td>",
        "可外出时段 · 从几点</th><td>– → 6</td>",
        "几小时内返回</th><td>– → 3.5</td>",
        "按滚动天数计</th><td>是 → 否</td>",
        "made-up</th><td>x → y 1</td>",
    ):
        assert row in page


def test_the_way_back_and_out(office: FakeRules) -> None:
    web = client(office)

    waiting = web.post("/policy/previous").text
    assert "正在逐条试算" in waiting
    assert 'hx-get="/policy/board' in waiting  # it asks again by itself
    assert web.get("/policy/board").text == waiting
    assert "先在旁边选" in web.post("/policy/drop").text
    assert [what[0] for what in office.done] == ["previous", "drop"]


def test_whatever_a_policy_says_is_only_text(office: FakeRules) -> None:
    bad = replace(CLOSED, title="<b>坏</b>", version="x'/1")
    staged = replace(STAGED, stamp=bad, by="<i>")
    office.now = replace(BOARD, choices={"'><b>": bad}, staged=staged)

    page = client(office).get("/policy").text

    assert "<b>坏" not in page
    assert "<i>" not in page
    assert "'><b>" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"asked": 0}, "没有可试的记录"),
        ({"complete": False}, "只试了一部分"),
    ],
)
def test_a_replay_of_nothing_or_of_a_part_says_so(
    office: FakeRules, change: dict[str, int], said: str
) -> None:
    replay = replace(REPLAY, **change)  # type: ignore[arg-type]
    office.now = replace(BOARD, staged=replace(STAGED, replay=replay))

    assert said in client(office).get("/policy").text


def test_a_fault_and_a_source_are_told(office: FakeRules) -> None:
    signed = stamp(ControlLevel.CLOSED, key=3)
    since = NOON - timedelta(days=3)
    office.now = replace(BOARD, current=signed, since=since, fault="policy-unsigned")

    page = client(office).get("/policy").text

    assert "3 号钥" in page
    assert "3 天" in page
    assert "规则没有签发：请上级签发后再换" in page


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("nothing-staged", "没有待确认的规则"),
        ("staged-changed", "请重新看过再确认"),
        ("policy-older", "要用旧的请点退回"),
        ("policy-not-recorded", "换规则没能记录"),
        ("refused", "没有换成"),
    ],
)
def test_a_refusal_is_said_in_the_page(office: FakeRules, slug: str, said: str) -> None:
    office.refusal = FormError("policy", slug, "")

    answer = client(office).post("/policy/confirm", data={"digest": "0"})

    assert answer.status_code == 422
    assert said in answer.text
    assert answer.headers["hx-retarget"] == "#message"


def test_other_machines_and_other_sites_get_nothing(office: FakeRules) -> None:
    data = {"choice": "closed", "digest": "0" * 64}
    for path in ("stage", "confirm", "previous", "drop"):
        for web, headers in (
            (client(office, REMOTE), {}),
            (client(office), {"x-forwarded-for": REMOTE}),
            (client(office), {"origin": "http://evil.example"}),
        ):
            answer = web.post(f"/policy/{path}", data=data, headers=headers)
            assert answer.status_code == 403
    assert client(office, REMOTE).get("/policy").status_code == 403
    assert office.done == []


def test_overlong_fields_never_reach_the_office(office: FakeRules) -> None:
    web = client(office)

    assert web.post("/policy/stage", data={"choice": "x" * 121}).status_code == 422
    assert web.post("/policy/confirm", data={"digest": "0" * 65}).status_code == 422
    assert office.done == []


def test_the_way_to_the_page_is_on_the_status_page(office: FakeRules) -> None:
    assert 'href="/policy"' in client(office).get("/status").text
    assert client(None).get("/policy").status_code == 404
