"""A clock that cannot be right: nothing is judged by it, and it is on record."""

from datetime import UTC, datetime

from kiosk.core.record import Draft, Kind
from kiosk.store.journal import SqliteJournal
from tests.app.rig import Site, serving
from tests.fakes import FakeClock
from tests.store.scenes import KEYS

FUTURE = datetime(2099, 1, 1, tzinfo=UTC)


async def test_a_clock_behind_the_last_record_holds_every_pass(site: Site) -> None:
    camera = site.picture(site.good_pass())
    async with SqliteJournal(site.store, keys=KEYS, clock=FakeClock()) as journal:
        await journal.append(Draft(kind=Kind.AUDIT, at=FUTURE, payload={}))
    settings = site.furnish(f'{camera}\nthermometer = {{ driver = "none" }}')
    assert settings.clock.trusted  # which does not help: it goes backwards

    async with serving(settings) as screen:
        red = await screen.until_light("clock", "failed")
        shown = await screen.until_panel(state="stopped")

    row = site.rows(Kind.PASSAGE)[0]
    assert red["slug"] == "clock-unsure"
    assert red["advice"] == "connect the network, or set the time and restart"
    assert shown["tone"] == "hold"
    assert (row["verdict"], row["reasons"]) == ("hold", ["clock-unsure"])
    assert row["code"] == {
        "kind": "pass",
        "error": "pass-unverified",
        "class": None,
        "community": None,
    }
    assert row["clock"] == "unsure"
