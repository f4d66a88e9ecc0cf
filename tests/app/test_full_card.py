"""A full or write-protected card under the whole service: red, shut, and it heals.

The card is so small that the journal's light is amber at best: little space is left.
The gate is a real relay driver on a pseudo-terminal: what it was told is what counts.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config.tables import Settings
from kiosk.core.record import Kind
from kiosk.devices.simulated.relay import SimulatedRelay
from kiosk.store.reading import JournalReader
from tests.app.rig import Screen, Site, serving


@pytest.fixture
def card(site: Site) -> Iterator[Path]:
    """The store folder on a real file system of 1 MiB."""
    site.store.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(site.store)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield site.store
    subprocess.run(["umount", "-l", str(site.store)], check=True)


@pytest.fixture
def relay(site: Site) -> Iterator[SimulatedRelay]:
    board = SimulatedRelay(site.folder / "relay")
    board.plug()
    yield board
    board.unplug()


def furnished(site: Site) -> Settings:
    camera = site.picture(site.good_pass())
    port = site.folder / "relay"
    return site.furnish(
        f"""
        window_s = 60
        {camera}
        thermometer = {{ driver = "none" }}
        gate = {{ driver = "relay", port = "{port}" }}
        """
    )


def opened(relay: SimulatedRelay) -> bool:
    relay.listen()
    return (1, True) in relay.obeyed


def remount(card: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", str(card)], check=True)


def stuff(card: Path) -> Path:
    """Use up all space that is left."""
    ballast = card / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return ballast


async def stand_at_the_gate(screen: Screen) -> None:
    """Somebody about whom everything is in order."""
    await screen.until_panel(state="gathering")
    await screen.touch("temperature", celsius="36.6")
    await screen.touch("mask", worn="yes")


async def test_a_full_card_keeps_the_gate_shut_until_there_is_space(
    site: Site, card: Path, relay: SimulatedRelay
) -> None:
    async with serving(furnished(site)) as screen:
        await screen.until_light("journal", "warning")
        before = JournalReader(card).last(1000)
        ballast = stuff(card)
        await stand_at_the_gate(screen)
        shown = await screen.until_panel(state="unrecorded")
        red = await screen.until_light("journal", "failed")
        assert not opened(relay)

        ballast.unlink()
        await screen.until_panel(state="passing")
        await screen.until_light("journal", "warning")
        assert opened(relay)

    after = JournalReader(card).last(1000)
    assert "放行" not in shown["headline"]
    assert shown["alert"]
    assert (red["slug"], red["advice"].partition(";")[0]) == (
        "store-full",
        "free space on the kiosk's card",
    )
    assert after[: len(before)] == before
    assert '"slug":"store-full"' in "".join(entry.payload for entry in after)
    assert [row["verdict"] for row in site.rows(Kind.PASSAGE)] == ["allow"]
    assert JournalReader(card).verify().flaw is None


async def test_a_write_protected_card_starts_red_and_lets_nobody_pass(
    site: Site, card: Path, relay: SimulatedRelay
) -> None:
    settings = furnished(site)
    async with serving(settings) as screen:
        await screen.until_light("journal", "warning")
    before = JournalReader(card).last(1000)
    relay.listen()
    remount(card, "ro")

    async with serving(settings) as screen:
        red = await screen.until_light("journal", "failed")
        await stand_at_the_gate(screen)
        shown = await screen.until_panel(state="unrecorded")
        assert not opened(relay)
        assert JournalReader(card).last(1000) == before

        remount(card, "rw")
        await screen.until_panel(state="passing")
        assert opened(relay)

    assert red["slug"] == "store-unwritable"
    assert "write-protected" in red["advice"]
    assert shown["alert"]
    assert JournalReader(card).verify().flaw is None


async def test_a_card_that_stays_full_admits_nobody_of_several(
    site: Site, card: Path, relay: SimulatedRelay
) -> None:
    async with serving(furnished(site)) as screen:
        await screen.until_light("journal", "warning")
        before = JournalReader(card).last(1000)
        stuff(card)
        await stand_at_the_gate(screen)
        await screen.until_panel(state="unrecorded")
        await screen.touch("next")
        await screen.until_panel(state="waiting")
        await screen.touch("temperature", celsius="38.5")  # the next has a fever
        await screen.until_panel(state="unrecorded")
        assert not opened(relay)

    assert JournalReader(card).last(1000) == before
    assert JournalReader(card).verify().flaw is None
