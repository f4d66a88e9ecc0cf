"""Several codes before the real camera of a running kiosk."""

import os

import cv2
import numpy as np
import segno

from kiosk.core.record import Kind
from kiosk.upstream.simulated.people import Status
from tests.app.health_rig import NOBODY_MEASURES, health, recorded, simulator
from tests.app.rig import Screen, Site, serving, until


def side_by_side(site: Site, *texts: str, looks: int = 150) -> str:
    """A folder camera that shows several codes at once, 5 times a second."""
    folder = site.folder / "pictures"
    folder.mkdir()
    codes = []
    for text in texts:
        segno.make(text, error="m").save(str(folder / "code.png"), scale=5, border=6)
        code = cv2.imread(str(folder / "code.png"))
        assert code is not None
        side = 400 - code.shape[0]
        codes.append(np.pad(code, ((0, side), (0, side), (0, 0)), constant_values=255))
    (folder / "code.png").unlink()
    cv2.imwrite(str(folder / "000.png"), np.hstack(codes))
    for number in range(1, looks):
        os.link(folder / "000.png", folder / f"{number:03}.png")
    return f'camera = {{ driver = "opencv", source = "{folder}", fps = 5 }}'


async def admit(screen: Screen) -> str:
    """What the volunteer does for whoever is on the screen."""
    await screen.touch("mask", worn="yes")
    await screen.touch("temperature", celsius="36.5")
    return (await screen.until_panel(state="passing"))["passage"]


def harmless(status: Status | None) -> bool:
    """Nothing of which the rules would make anything."""
    return (
        status is not None
        and (status.colour, status.travel_risk) == ("green", "none")
        and status.nat_result != "positive"
    )


async def test_pass_and_health_code_side_by_side_are_one_passage(site: Site) -> None:
    async with simulator() as (world, port):
        code = next(c for c in world.people.codes if harmless(world.people.status(c)))
        camera = side_by_side(site, site.good_pass(), code)
        lane = f"{camera}\n{NOBODY_MEASURES}"
        async with serving(site.furnish(lane, more=health(site, port))) as screen:
            await screen.until_panel(state="gathering")
            await admit(screen)  # the verdict waits for the service by itself
            rows = await until(recorded(site), bool)
            await screen.until_panel(state="waiting")

    assert len(site.rows(Kind.PASSAGE)) == 1
    told = rows[0]
    assert (told["verdict"], told["code"]["kind"]) == ("allow", "pass")
    assert told["health"]["answer"] == "answered"


async def test_two_phones_of_two_people_are_two_passages(site: Site) -> None:
    camera = side_by_side(site, site.good_pass(1), site.good_pass(2))
    lane = f"allow_s = 1\n{camera}\n{NOBODY_MEASURES}"
    async with serving(site.furnish(lane)) as screen:
        await screen.until_panel(state="gathering")
        page = await until(lambda: body(screen), lambda text: "一人一码" in text)
        first = await admit(screen)
        await screen.until_panel(state="gathering")
        second = await admit(screen)

    assert "不止一个人的码" in page
    passages = site.rows(Kind.PASSAGE)
    assert [row["passage"] for row in passages] == [first, second]
    assert {row["verdict"] for row in passages} == {"allow"}
    assert first != second


async def body(screen: Screen) -> str:
    return str((await screen.web.get("/lane/1")).text)
