"""The whole service on this loop: real port, real store, real drivers."""

import pytest

from kiosk.core.errors import ConfigError
from kiosk.core.record import Kind
from kiosk.store.reading import JournalReader
from tests.app.rig import NO_DEVICES, Site, serving, until


async def test_a_resident_is_admitted_and_the_row_is_in_the_journal(site: Site) -> None:
    camera = site.picture(site.good_pass())
    settings = site.furnish(f'{camera}\nthermometer = {{ driver = "none" }}')

    async with serving(settings) as screen:
        await screen.until_panel(state="gathering")
        await screen.touch("temperature", celsius="36.6")
        await screen.touch("mask", worn="yes")
        shown = await screen.until_panel(state="passing")

    passage = site.rows(Kind.PASSAGE)[0]
    assert shown["headline"] == "放行"
    assert passage["passage"] == shown["passage"]
    assert (passage["outcome"], passage["verdict"]) == ("decided", "allow")
    assert passage["temperature"]["kind"] == "contact"
    assert passage["demonstration"] is False
    assert JournalReader(site.store).verify().count == len(
        JournalReader(site.store).last(1000)
    )


async def test_every_run_begins_with_a_row_that_says_what_runs(site: Site) -> None:
    settings = site.furnish()
    said = []
    for _ in range(2):
        async with serving(settings) as screen:
            await screen.until_light("journal", "ok")
            said += screen.said

    rows = [row for row in site.rows(Kind.AUDIT) if row["event"] == "started"]
    assert [(row["policy"], row["clock"]) for row in rows] == [
        ("routine/1", "trusted")
    ] * 2
    assert said == [f"kiosk: open http://127.0.0.1:{site.port}/"] * 2


async def test_the_status_page_tells_devices_and_facts(site: Site) -> None:
    async with serving(site.furnish()) as screen:
        camera = await screen.until_light("camera", "failed")
        page = (await screen.web.get("/status")).text

    assert (camera["slug"], camera["demonstration"]) == ("not-found", False)
    assert camera["advice"]
    for fact in ("routine/1", "kiosk-1", "gate-1"):
        assert fact in page


async def test_two_lanes_are_served_by_name(site: Site) -> None:
    second = f'[[lane]]\nid = "out"\ndirection = "out"\n{NO_DEVICES}'
    async with serving(site.furnish(more=second)) as screen:
        await screen.until_light("camera-out", "failed")
        first = await screen.web.get("/lane/1")
        out = await screen.web.get("/lane/out")
        other = await screen.web.get("/lane/2")

    assert [answer.status_code for answer in (first, out, other)] == [200, 200, 404]


async def test_a_relay_that_is_not_there_is_a_red_light_not_an_end(site: Site) -> None:
    gate = 'gate = { driver = "relay", port = "/dev/no-relay-here" }'
    camera = site.picture(site.good_pass())
    settings = site.furnish(f'{camera}\nthermometer = {{ driver = "none" }}\n{gate}')

    async with serving(settings) as screen:
        red = await screen.until_light("gate", "failed")
        await screen.until_panel(state="gathering")
        await screen.touch("temperature", celsius="36.6")
        await screen.touch("mask", worn="yes")
        shown = await screen.until_panel(state="passing")

    assert red["slug"] == "not-found"
    assert "开闸" in shown["alert"] or "闸" in shown["alert"]
    assert site.rows(Kind.PASSAGE)[0]["verdict"] == "allow"


async def test_what_only_the_device_can_refuse_ends_it_as_one_plain_error(
    site: Site,
) -> None:
    camera = 'camera = { driver = "opencv", source = "/dev/no-camera-here" }'
    gate = 'gate = { driver = "relay", port = "/dev/no-relay-here" }'
    broken = 'thermometer = { driver = "gymcu", port = "loop://" }'
    settings = site.furnish(f"{camera}\n{gate}\n{broken}")
    port = {"port": "nonsense://"}  # the settings themselves would not let it through
    thermometer = settings.lane[0].thermometer.model_copy(update=port)
    lane = settings.lane[0].model_copy(update={"thermometer": thermometer})

    with pytest.raises(ConfigError, match="protocol 'nonsense' not known"):
        async with serving(settings.model_copy(update={"lane": (lane,)})) as screen:
            await until(screen.ended, bool)


async def test_a_start_that_fails_gives_the_port_back(site: Site) -> None:
    settings = site.furnish(more='[policy]\nname = "nonsense"')
    with pytest.raises(ConfigError, match="nonsense"):
        async with serving(settings):
            pass

    async with serving(site.furnish()) as screen:
        assert (await screen.web.get("/healthz")).status_code == 200
