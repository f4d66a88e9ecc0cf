"""One household at a running gate: counted, refused, relieved, taken back."""

import secrets

from kiosk.clock import SystemClock
from kiosk.config.tables import Settings
from kiosk.core.record import Kind
from kiosk.office.order import Counter, PassOrder
from tests.app.rig import Screen, Site, serving, until
from tests.lane.conftest import POLICY
from tests.lane.test_households import HOUSEHOLD_USED

NUMBER = "3-2-501"


def furnished(site: Site, member: int) -> Settings:
    """A gate for going out, with one member's pass held up before it."""
    counter = Counter(site.keys(), SystemClock().now, secrets.token_bytes)
    order = PassOrder(pass_class="resident", household=NUMBER, member=member)
    policy = site.folder / "one-exit.toml"
    policy.write_text(POLICY.read_text() + HOUSEHOLD_USED)
    camera = site.picture(counter.issue(order).text)
    lane = f'direction = "out"\n{camera}\nthermometer = {{ driver = "none" }}'
    return site.furnish(lane, more=f'[policy]\nname = "{policy}"\n')


async def looked_at(screen: Screen, state: str) -> str:
    """Measure and look at whoever is there; the page once the verdict stands."""
    await screen.until_panel(state="gathering")
    await screen.touch("temperature", celsius="36.6")
    if state == "passing":  # a refusal needs no mask
        await screen.touch("mask", worn="yes")
    await screen.until_panel(state=state)
    return (await screen.web.get("/lane/1")).text


async def until_out(screen: Screen, count: int) -> None:
    """Wait until the leader's page says that so many are out."""

    async def page() -> str:
        return (await screen.web.get("/households")).text

    await until(page, lambda text: f"外出中 {count} 人" in text)


async def test_a_household_goes_out_once_whatever_restarts_between(
    site: Site,
) -> None:
    async with serving(furnished(site, member=1)) as screen:
        await looked_at(screen, "passing")

    async with serving(furnished(site, member=2)) as screen:
        assert "household-used" in await looked_at(screen, "stopped")
        relief = {"household": NUMBER, "reason": "medical"}
        granted = await screen.web.post("/households/relief", data=relief)
        assert "今天可再外出一次" in granted.text

    verdicts = [row["verdict"] for row in site.rows(Kind.PASSAGE)]
    assert verdicts == ["allow", "refuse"]
    events = [row["event"] for row in site.rows(Kind.AUDIT)]
    assert "household-relief" in events


async def test_whoever_did_not_go_may_go_later(site: Site) -> None:
    async with serving(furnished(site, member=1)) as screen:
        await looked_at(screen, "passing")
        await until_out(screen, 1)
        await screen.touch("take-back")
        await until_out(screen, 0)

    async with serving(furnished(site, member=2)) as screen:
        await looked_at(screen, "passing")

    outcomes = [row["outcome"] for row in site.rows(Kind.PASSAGE)]
    assert outcomes == ["decided", "not-passed", "decided"]
