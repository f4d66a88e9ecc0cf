"""The simulated service, spoken to by hand: what a profile's author may rely on."""

from collections import Counter

import pytest
from fastapi import Response
from fastapi.testclient import TestClient

from kiosk.core.errors import ConfigError
from kiosk.upstream.none import NoHealthService
from kiosk.upstream.simulated.people import People
from kiosk.upstream.simulated.server import bind, build_service
from kiosk.upstream.simulated.world import Troubles, World
from tests.fakes import NOON, FakeClock


def world(**troubles: float) -> World:
    return World(
        people=People(seed=7, count=200),
        clock=FakeClock(),
        troubles=Troubles(**troubles),
    )


def test_a_seed_gives_the_same_people_every_time() -> None:
    one, same, other = (People(seed=s, count=20) for s in (1, 1, 2))

    assert one.codes == same.codes
    assert [one.status(c) for c in one.codes] == [same.status(c) for c in same.codes]
    assert set(one.codes).isdisjoint(other.codes)


def test_the_people_are_of_every_kind_and_obviously_invented() -> None:
    people = People(seed=7, count=200)
    statuses = [status for c in people.codes if (status := people.status(c))]

    assert {s.colour for s in statuses} == {"green", "yellow", "red"}
    assert {s.nat_result for s in statuses} == {
        "negative",
        "positive",
        "pending",
        "none",
    }
    assert all(s.name.startswith("测试") for s in statuses)
    assert {s.colour for s in statuses if s.nat_result == "positive"} == {"red"}
    assert all(1 <= s.nat_age.total_seconds() / 3600 <= 120 for s in statuses)


def test_an_address_with_a_code_in_it_is_the_code() -> None:
    people = People(seed=7, count=2)
    code = people.codes[1]

    found = people.status(f"https://h5.dingtalk.com/a?qrCode={code}&b=1")

    assert found == people.status(code)
    assert people.status("https://h5.dingtalk.com/") is None


def test_the_rates_are_what_they_say() -> None:
    simulated = world(error_rate=0.2, expired_rate=0.3)

    troubles = [simulated.trouble() for _ in range(1000)]
    kinds = Counter(simulated.find(c).kind for c in simulated.people.codes * 5)

    assert 150 < sum(isinstance(t, Response) for t in troubles) < 250
    assert 250 < kinds["expired"] < 350
    assert kinds["person"] + kinds["expired"] == 1000


async def test_latency_passes_with_its_jitter() -> None:
    simulated, waited = world(latency_s=0.3, jitter_s=0.1), list[float]()

    async def note(seconds: float) -> None:
        waited.append(seconds)

    simulated.pause = note
    for _ in range(100):
        await simulated.delay()

    assert 0.2 <= min(waited) < 0.22
    assert 0.38 < max(waited) <= 0.4


@pytest.mark.parametrize(
    ("path", "body", "status", "told"),
    [
        ("/v1/health-codes/verify", {}, 401, {"status": "unauthorised"}),
        ("/v1/health-codes/verify", {"timestamp": "9" * 30}, 401, None),
        ("/v1/health-codes/verify", [], 422, None),
        ("/api/healthcode/decode", {"appId": "demo", "timestamp": "x"}, 200, None),
        ("/terminal/init", {}, 200, {"code": 1012}),
        ("/terminal/verify", {"token": "x"}, 200, {"code": 1012}),
    ],
)
def test_who_does_not_know_the_rules_is_refused(
    path: str, body: object, status: int, told: object
) -> None:
    with TestClient(build_service(world())) as client:
        answer = client.post(path, json=body)

    assert answer.status_code == status
    if told is not None:
        assert answer.json() == told


def test_a_terminal_is_told_how_old_a_test_is_in_its_own_steps() -> None:
    simulated = world()
    flags = set()
    with TestClient(build_service(simulated)) as client:
        token = client.post("/terminal/init", json={"sn": "k"}).json()["data"]["token"]
        for code in simulated.people.codes:
            asked = {"token": token, "qrcode": code}
            data = client.post("/terminal/verify", json=asked).json()["data"]
            assert (data["hsDateTime"] == "") == (data["hsResult"] == "无")
            flags.add(data["hsDateFlag"])

    assert flags == {0, 24, 48, 72}


def test_a_port_in_use_is_said() -> None:
    with (
        bind("127.0.0.1", 0) as taken,
        pytest.raises(ConfigError, match="choose another port"),
    ):
        bind("127.0.0.1", taken.getsockname()[1])


async def test_where_nobody_can_be_asked_no_kind_of_code_is() -> None:
    nobody = NoHealthService()

    assert nobody.kinds == frozenset()
    assert (await nobody.ask("V0ding", NOON)).slug == "health-service-none"
