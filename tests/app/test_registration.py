"""Registering at a running kiosk: an ID card, a half-filled form, what is on disk."""

import threading
from pathlib import Path

import pytest

from kiosk.app.devices import choose
from kiosk.app.id_readers import build_id_reader
from kiosk.config.reading import parse_settings
from kiosk.config.tables import LaneSettings
from kiosk.core.record import Kind
from kiosk.devices.id_readers.sdt import SdtReader
from kiosk.devices.id_readers.sdt_frames import CardText
from kiosk.devices.simulated.id_reader import SimulatedIdReader
from tests.app.rig import NO_DEVICES, Site, serving, until

# Everybody registers: the shortest policy under which a form is always asked for.
POLICY = """
[policy]
name = "registering"
title = "登记"
control_level = "routine"
version = 1
valid_from = 2022-01-01T00:00:00+08:00
[[rule]]
id = "register"
when = "person.kind == 'visitor' && !has(registration.complete)"
verdict = "register"
reason = "visitor"
source = "test"
[[example]]
title = "nobody"
facts = {}
verdict = "hold"
needs = ["person"]
"""
CARD = CardText(name="测试植入甲", address="测试植入路", number="11010519491231002X")
FORM = {
    "phone": "13800138000",
    "domicile": "测试植入省",
    "residence": "测试植入街",
    "purpose": "visit",
    "household": "3-2-501",
    "contact": "no",
    "signature": "700.300*10.20.200.40.300.90",
}
PLANTED = [text for text in (*FORM.values(), CARD.name, CARD.number) if len(text) > 6]


def on_disk(folder: Path) -> bytes:
    """Every byte of every file below ``folder``, and every name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() + str(path).encode() for path in files)


def found(folder: Path) -> list[str]:
    """What of the form can be read on the disk."""
    disk = on_disk(folder)
    codecs = ("utf-8", "utf-16-le", "gb18030")
    return [p for p in PLANTED if any(p.encode(codec) in disk for codec in codecs)]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.at(tmp_path)
    (tmp_path / "registering.toml").write_text(POLICY, "utf-8")
    return site


def policy(site: Site) -> str:
    return f'[policy]\nname = "{site.folder}/registering.toml"\n'


def test_each_driver_gets_what_its_settings_say() -> None:
    text = '[[lane]]\nid_reader = { driver = "sdt", port = "/dev/ttyUSB1" }'
    lane = parse_settings(text, "kiosk.toml").lane[0]

    reader = build_id_reader(lane.id_reader, "id-reader")
    assert reader == SdtReader(name="id-reader", url="/dev/ttyUSB1")
    assert build_id_reader(LaneSettings().id_reader, "id-reader") is None


def test_the_readers_port_is_not_taken_for_a_thermometer(tmp_path: Path) -> None:
    port = tmp_path / "dev/serial/by-id/usb-reader"
    port.parent.mkdir(parents=True)
    port.touch()
    reader = '{ driver = "sdt", port = "/dev/serial/by-id/usb-reader" }'
    text = f"[[lane]]\nid_reader = {reader}"
    lane = parse_settings(text, "kiosk.toml").lane[0]

    assert choose(lane, tmp_path).thermometer is None
    assert choose(LaneSettings(), tmp_path).thermometer is not None


async def test_an_id_card_fills_in_the_form_and_all_of_it_is_sealed(
    site: Site,
) -> None:
    simulated = SimulatedIdReader(link=site.folder / "id-reader")
    stop = threading.Event()
    server = threading.Thread(target=simulated.serve, args=(stop,))
    server.start()
    reader = f'id_reader = {{ driver = "sdt", port = "{simulated.link}" }}'
    settings = site.furnish(f"{NO_DEVICES}\n{reader}", more=policy(site))
    try:
        async with serving(settings) as screen:
            await screen.until_light("id-reader", "ok")
            words = "pass.validity=none,person.kind=visitor"
            await screen.touch("say", words=words)
            await screen.until_panel(state="registering")
            await screen.touch("draft", **FORM)
            simulated.lay(CARD)

            async def page() -> str:
                return (await screen.web.get("/lane/1")).text

            await until(page, lambda html: "证件已读：测**" in html)
            await screen.touch("register", **FORM)
            await screen.until_panel(state="passing")
    finally:
        stop.set()
        server.join(10)

    (record,) = site.rows(Kind.PASSAGE)
    assert record["verdict"] == "allow"
    assert record["registration"]["source"] == "card"
    assert record["told"]["person"] == {"kind": "visitor"}
    assert found(site.store) == []
    assert list((site.store / "drafts").iterdir()) == []


async def test_a_half_filled_form_survives_a_restart_and_cannot_be_read_on_disk(
    site: Site,
) -> None:
    settings = site.furnish(NO_DEVICES, more=policy(site))
    async with serving(settings) as screen:
        await screen.touch("say", words="person.kind=visitor")
        await screen.until_panel(state="registering")
        await screen.touch("draft", name=CARD.name, **FORM)
        cookies = dict(screen.web.cookies)
        assert found(site.store) == []

    assert len(list((site.store / "drafts").iterdir())) == 1
    assert found(site.store) == []
    assert cookies["draft"].encode() not in on_disk(site.store)

    async with serving(settings) as screen:
        stranger = (await screen.web.get("/lane/1/draft")).json()
        cookie = {"cookie": f"draft={cookies['draft']}"}
        kept = (await screen.web.get("/lane/1/draft", headers=cookie)).json()

    assert stranger == {}
    assert kept["fields"] == FORM | {"name": CARD.name}
