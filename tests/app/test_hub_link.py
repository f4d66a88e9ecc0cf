"""The hub's side of a running kiosk: enrolled while it runs, up and down by itself."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.app.hub_link import HubLink, push_everything, usable_enrolment
from kiosk.app.uplink import open_uplink, row_known_above
from kiosk.config.hub import HubSettings
from kiosk.config.tables import KioskSettings, Settings, StoreSettings
from kiosk.core.chain import START
from kiosk.core.errors import ConfigError
from kiosk.store.enrolment import Enrolment, kiosk_seed, write_enrolment
from kiosk.store.journal import SqliteJournal
from kiosk.store.keyfile import KeyMissing
from tests.app.bundle_rig import Office
from tests.fakes import FakeClock
from tests.store.scenes import FAST, KEYS, audit, fill, journal
from tests.upstream.forwarder.receiver import CREDENTIAL, HUB_PUBLIC, Receiver
from tests.upstream.forwarder.rig import KIOSK, PUBLIC, SEED, receiving, until


def settings_of(store: Path, port: int, kiosk: str = KIOSK) -> Settings:
    return Settings(
        kiosk=KioskSettings(id=kiosk),
        store=StoreSettings(directory=store),
        hub=HubSettings(url=f"http://127.0.0.1:{port}"),
    )


def enrolled(keys: Path) -> None:
    seed = kiosk_seed(keys, random=lambda _: SEED)
    made = Enrolment(
        kiosk=KIOSK, seed=seed, credential=CREDENTIAL, hub_public=HUB_PUBLIC
    )
    write_enrolment(keys, made)


async def test_a_kiosk_enrolled_while_it_runs_begins_at_once(tmp_path: Path) -> None:
    store, receiver = Office(tmp_path / "var").store, Receiver(PUBLIC)
    async with receiving(receiver) as port, journal(store) as log:
        await log.append(audit("one"))
        link = HubLink(settings_of(store, port), FakeClock(), log, dict)
        task = asyncio.create_task(link.run())
        await until(lambda: link.light().slug == "hub-not-enrolled")
        assert receiver.through == 0
        enrolled(store / "keys")
        await until(lambda: receiver.through == 1)
        await until(lambda: link.light().slug is None)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def test_another_kiosks_enrolment_does_not_count(tmp_path: Path) -> None:
    store = Office(tmp_path / "var").store
    enrolled(store / "keys")

    assert usable_enrolment(settings_of(store, 1)) is not None
    assert usable_enrolment(settings_of(store, 1, kiosk="kiosk-2")) is None


async def test_a_cut_tail_is_noticed_at_the_next_start(tmp_path: Path) -> None:
    store, receiver = Office(tmp_path / "var").store, Receiver(PUBLIC)
    enrolled(store / "keys")
    fill(store, audit("one"))
    (tmp_path / "copy.db").write_bytes((store / "kiosk.db").read_bytes())
    fill(store, audit("two"))
    async with receiving(receiver) as port:
        settings = settings_of(store, port)
        sent = await push_everything(settings, FakeClock(), journal(store))
    (store / "kiosk.db").write_bytes((tmp_path / "copy.db").read_bytes())

    known = row_known_above(settings)
    assert (sent, known.seq) == (2, 2)
    async with _journal(store, settings) as log:
        assert log.status().slug == "store-damaged"
        assert log.head.seq > 2


def _journal(store: Path, settings: Settings) -> SqliteJournal:
    return SqliteJournal(
        store,
        keys=KEYS,
        clock=FakeClock(),
        known=row_known_above(settings),
        limits=FAST,
    )


def test_a_kiosk_that_was_never_enrolled_knows_of_no_row(tmp_path: Path) -> None:
    store = Office(tmp_path / "var").store

    assert row_known_above(settings_of(store, 1)) == START


def test_without_a_hub_there_is_nothing_to_run(tmp_path: Path) -> None:
    uplink = open_uplink(Settings(), FakeClock(), journal(tmp_path), dict)

    assert (uplink.lights, uplink.work) == ((), ())


def test_a_ca_file_that_is_none_is_said_at_start(tmp_path: Path) -> None:
    hub = HubSettings(url="https://hub.example", ca_file=str(tmp_path / "none.pem"))

    with pytest.raises(ConfigError, match=r"hub\.ca_file"):
        open_uplink(Settings(hub=hub), FakeClock(), journal(tmp_path), dict)


async def test_pushing_without_enrolment_says_how_to_enrol(tmp_path: Path) -> None:
    store = Office(tmp_path / "var").store
    with pytest.raises(KeyMissing, match="kiosk upstream enrol"):
        await push_everything(settings_of(store, 1), FakeClock(), journal(store))
