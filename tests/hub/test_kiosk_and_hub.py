"""A real kiosk's forwarder before a real hub: what one writes the other reads."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter as clock_s

from kiosk.app.down_sync import DownSync
from kiosk.app.hub_link import HubLink, build_desk, build_forwarder, opened_line
from kiosk.config.hub import HubSettings
from kiosk.config.tables import KioskSettings, Settings, StoreSettings
from kiosk.hub.app import build_hub
from kiosk.hub.deeds import Doer
from kiosk.hub.node import Node
from kiosk.store.enrolment import (
    Enrolment,
    kiosk_seed,
    make_use_key,
    write_enrolment,
)
from kiosk.store.forwarded import known_to_hub, read_forwarded
from kiosk.store.reading import JournalReader
from kiosk.upstream.enrolment import Application, enrol
from kiosk.upstream.forwarder.light import HubLight
from kiosk.upstream.forwarder.line import HubAddress, Line
from tests.app.bundle_rig import Office
from tests.fakes import HOME, FakeClock
from tests.store.households import out
from tests.store.scenes import audit, journal, passage, tamper
from tests.upstream.forwarder.rig import KIOSK, receiving, until


async def enrolled(
    node: Node, url: str, keys: Path, clock: FakeClock, kiosk: str = KIOSK
) -> Enrolment:
    line, seed = Line(HubAddress(url)), kiosk_seed(keys)
    application = Application(
        code=node.codes.issue(kiosk, Doer(by="test", at=clock.now())),
        kiosk=kiosk,
        community=HOME,
        name="测试卡口",
    )
    admission = await enrol(line, application, seed)
    await line.aclose()
    return Enrolment(
        kiosk=kiosk,
        seed=seed,
        credential=admission.credential,
        hub_public=admission.hub_public,
    )


async def test_rows_go_up_and_lists_come_down(
    node: Node, clock: FakeClock, tmp_path: Path
) -> None:
    office = Office(tmp_path / "var")
    for kind, signed in (("duty", office.duty(3)), ("rota", office.rota(2))):
        node.bundles.publish(kind, signed, HOME, clock.now())
    async with receiving(build_hub(node)) as port, journal(office.store) as log:
        url = f"http://127.0.0.1:{port}"
        enrolment = await enrolled(node, url, office.keys, clock)
        settings = Settings(
            kiosk=KioskSettings(id=KIOSK),
            store=StoreSettings(directory=office.store),
            hub=HubSettings(url=url),
        )
        for draft in (audit("one"), passage(2), out(), passage(4)):
            await log.append(draft)
        light = HubLight(clock, None)
        desk = build_desk(office.store, log, clock, light)
        async with opened_line(settings, enrolment) as line:
            forwarder = build_forwarder(settings, enrolment, line, desk)
            taken = await forwarder.drain()
            tamper(office.store, "UPDATE journal SET payload = '{}' WHERE seq = 2")
            (office.store / "forwarded.json").unlink()
            again = build_forwarder(settings, enrolment, line, desk)
            resent = await again.drain()
            down = DownSync(office.store, clock, log, light)
            await down.look(line)
            await down.look(line)

    witness = known_to_hub(office.store, KIOSK, enrolment.hub_public)
    assert (taken, resent) == (4, 5)
    assert (witness.seq, read_forwarded(office.store).through) == (5, 5)
    assert (office.keys / "duty-phones.cose").exists()
    assert (office.keys / "rota.cose").exists()
    assert down.status() is None


async def test_a_use_reaches_the_sibling_gate_within_two_seconds(
    node: Node, clock: FakeClock, tmp_path: Path
) -> None:
    stores = [Office(tmp_path / name).store for name in ("a", "b")]
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(receiving(build_hub(node)))
        node.bell.start()
        stack.callback(node.bell.stop)  # or the hub waits for whoever listens
        url, logs = f"http://127.0.0.1:{port}", []
        for number, store in enumerate(stores):
            kiosk = f"kiosk-{number}"
            keys = store / "keys"
            write_enrolment(keys, await enrolled(node, url, keys, clock, kiosk))
            make_use_key(keys, random=lambda _: b"u" * 32)
            settings = Settings(
                kiosk=KioskSettings(id=kiosk),
                store=StoreSettings(directory=store),
                hub=HubSettings(url=url),
            )
            log = await stack.enter_async_context(journal(store))
            link = HubLink(settings, clock, log, lambda: {"quota_exits": 1})
            work = asyncio.create_task(link.run())
            stack.callback(work.cancel)
            logs.append(log)
        await logs[0].append(out())
        await until(lambda: read_forwarded(stores[0]).through == 1)
        await logs[1].append(audit("heard?"))
        began = clock_s()
        await logs[0].append(out())
        await until(lambda: logs[1].head.seq >= 3)
        took_s = clock_s() - began

    heard = [row for row in JournalReader(stores[1]).last(9) if row.kind == "forward"]
    assert len(heard) == 2
    assert took_s < 2
