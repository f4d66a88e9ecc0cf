"""The health-code service from the settings to the lights of the running kiosk."""

import asyncio
from pathlib import Path

import pytest

from kiosk.app.check import check_parts
from kiosk.app.health import health_shapes, opened_health, reach_health
from kiosk.clock import SystemClock
from kiosk.codes.health import code_name
from kiosk.config.reading import load_settings, parse_settings
from kiosk.core.errors import ConfigError, KioskError
from kiosk.core.evidence import Answer
from kiosk.core.view import DeviceStatus
from kiosk.upstream.simulated.server import bind
from tests.app.health_rig import NOBODY_MEASURES, health, recorded, simulator
from tests.app.rig import Site, serving, until

V0DING = "V0ding" + "0" * 32


async def test_a_health_code_before_the_camera_is_asked_about_and_recorded(
    site: Site,
) -> None:
    async with simulator() as (world, port):
        code = world.people.codes[0]
        camera = site.picture(code)
        lane = f"window_s = 2\n{camera}\n{NOBODY_MEASURES}"
        settings = site.furnish(lane, more=health(site, port))
        async with serving(settings) as screen:
            await screen.until_light("health-service", "ok")
            rows = await until(recorded(site), bool)

    status = world.people.status(code)
    assert status is not None
    told = rows[0]["health"]
    assert (told["answer"], told["source"]) == ("answered", "simulator")
    assert (told["code"], told["colour"]) == ("健康码", status.colour)
    assert set(world.asked) == {code}
    assert code[6:] not in str(rows)


async def test_a_service_that_is_not_there_is_a_light_and_the_kiosk_serves(
    site: Site,
) -> None:
    lane = f"{site.picture(site.good_pass())}\n{NOBODY_MEASURES}"
    async with serving(site.furnish(lane, more=health(site, 1))) as screen:
        await screen.until_light("health-service", "warning")
        light = await screen.light("health-service")
        await screen.until_panel(state="gathering")

    assert light["slug"] == "health-service-down"


async def test_without_a_service_there_is_no_light_and_nobody_is_asked(
    site: Site,
) -> None:
    lights: list[DeviceStatus] = []
    settings = site.furnish()
    async with opened_health(settings, SystemClock(), lights.append) as opened:
        answer = await opened.service.ask(V0DING, SystemClock().now())

    assert (answer.answer, opened.work, lights) == (Answer.UNVERIFIED, (), [])


async def test_check_reaches_the_service_and_says_what_it_cannot(site: Site) -> None:
    async with simulator() as (_, port):
        settings = site.furnish(more=health(site, port))
        well = await asyncio.to_thread(lambda: dict(check_parts(settings)))
    ill = await asyncio.to_thread(lambda: dict(check_parts(settings)))

    assert well["health-service"] is None
    assert "cannot be reached" in str(ill["health-service"])
    assert "health-service" not in dict(check_parts(site.furnish()))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"secret_file": ""}, "needs the secret"),
        ({"secret_file": "gone.key"}, "is missing"),
        ({"profile": "gone"}, "no health-code profile 'gone'"),
        ({"profile": "gone.toml"}, "cannot be read"),
        ({"ca_file": "gone.pem"}, "health.ca_file"),
    ],
)
def test_what_is_set_up_wrongly_is_said(
    more: dict[str, str], said: str, site: Site
) -> None:
    settings = site.furnish(more=health(site, 1, **more))

    with pytest.raises(ConfigError, match=said):
        reach_health(settings, SystemClock())


def test_a_secret_that_others_may_read_or_that_is_no_text_is_refused(
    site: Site,
) -> None:
    settings = site.furnish(more=health(site, 1))
    secret = site.folder / "health.key"
    secret.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        reach_health(settings, SystemClock())

    secret.chmod(0o600)
    secret.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is no text"):
        reach_health(settings, SystemClock())


def test_a_service_that_hangs_is_late_for_check(site: Site) -> None:
    with bind("127.0.0.1", 0) as deaf:
        settings = site.furnish(more=health(site, deaf.getsockname()[1]))
        with pytest.raises(KioskError, match="no answer"):
            reach_health(settings, SystemClock(), limit_s=0.05)


def test_names_come_from_the_settings_then_the_profile_then_what_ships(
    tmp_path: Path,
) -> None:
    code = '[[health.code]]\nname = "安康码"\npattern = "{}"\n'
    plain = parse_settings("", "k").health
    named = parse_settings(code.format("V0ding{hex:32}"), "k").health
    other = parse_settings(code.format("XC:{token:4-9}"), "k").health
    url = 'url = "https://health.example"'
    province = f'[health]\nprofile = "province-terminal"\n{url}'
    asked = parse_settings(province, "k").health

    assert code_name(V0DING, health_shapes(plain)) == "健康码"
    assert code_name(V0DING, health_shapes(named)) == "安康码"
    assert code_name(V0DING, health_shapes(other)) == "健康码"
    assert code_name("XC:abcd", health_shapes(other)) == "安康码"
    link = "https://x.example/?certQrCode=0123456789"
    assert code_name(link, health_shapes(plain)) == "健康码"
    assert code_name(link, health_shapes(asked)) == "粤康码"
    assert code_name("https://example.invalid/menu", health_shapes(asked)) is None


def test_files_are_looked_for_beside_the_settings(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(
        '[health]\nprofile = "mine.toml"\nurl = "https://health.example"\n'
        'secret_file = "health.key"\nca_file = "/etc/ca.pem"\n'
    )
    found = load_settings(config).health

    assert found.profile == str(tmp_path / "mine.toml")
    assert found.secret_file == str(tmp_path / "health.key")
    assert found.ca_file == "/etc/ca.pem"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('profile = "simulator"', "needs health.url"),
        ('url = "http://health.example"', "plain http only to this machine"),
        ('url = "ftp://health.example"', "an https address"),
        ('url = "https://"', "an https address"),
        ('url = "https://a:b@health.example"', "no user, query or fragment"),
        ('url = "https://health.example/?a=b"', "no user, query or fragment"),
        ('url = "https://health.example:99999"', "not an address"),
        ("budget_ms = 401", "health.budget_ms = 401"),
        ('[[health.code]]\nname = "x"\npattern = "{"', "character 1 cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_settings(f"[health]\n{text}", "kiosk.toml")
    assert said in str(refused.value)
    assert "a:b@" not in str(refused.value)
