"""A card that somebody copied: every byte of it, after a day's work at the gate.

Searched while the kiosk runs, with its write-ahead log, and once more when it is down.
Staff are named openly: records must say who did what (see docs/records.md).
"""

import io
import logging
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config.tables import Settings
from kiosk.core.record import Kind
from kiosk.core.staff import Role
from kiosk.store.keyfile import read_key
from kiosk.store.locked_key import Cost, lock
from kiosk.store.personal import SealedRows
from kiosk.store.pins import hash_pin, open_pepper
from kiosk.store.staff import StaffBook
from tests.app.rig import NO_DEVICES, Screen, Site, serving, until
from tests.app.test_registration import POLICY

PIN, WORDS = "493027", "correct horse battery"
SIGNED = "700.300*10.20.200.40.300.90"
FORM = {
    "name": "测试植入甲",
    "document": "id-card",
    "id_number": "11010519491231002X",
    "phone": "13800138000",
    "domicile": "测试植入省",
    "residence": "测试植入街",
    "purpose": "visit",
    "household": "7-3-8801",
    "contact": "no",
    "signature": SIGNED,
}
HALF = {"name": "测试半途乙", "phone": "13900139000"}
NOTE = "测试备注丙 13700137000"
PLATE = "甘A9X7K5"  # X and K: no hash has it by chance
PASS = {"class": "temporary", "hours": "4", "purpose": "visit", "household": "7-3-8801"}
PLANTED = (
    *(text for text in FORM.values() if len(text) > 7),
    *("测试植入", "测试半途", "测试备注", "13900139000", "13700137000", "9X7K5"),
    *("测试持证", SIGNED.partition("*")[2], WORDS),
)
CODECS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def spellings(text: str) -> Iterator[bytes]:
    """How a text could lie in a file: its encodings, and these as hex digits."""
    for codec in CODECS:
        coded = text.encode(codec)
        yield from (coded, coded.hex().encode(), coded.hex().upper().encode())


def every_byte(folder: Path) -> bytes:
    """Of every file and name below ``folder``, and of what is packed in them."""
    heap = io.BytesIO()
    for path in folder.rglob("*"):
        heap.write(str(path).encode())
        if path.is_file():
            heap.write(path.read_bytes())
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as bundle:
                for name in bundle.namelist():
                    heap.write(name.encode() + bundle.read(name))
    return heap.getvalue()


def found(folder: Path) -> list[str]:
    """What of the planted texts somebody finds who has a copy of the card."""
    disk = every_byte(folder)
    return [text for text in PLANTED if any(s in disk for s in spellings(text))]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.at(tmp_path)
    (tmp_path / "registering.toml").write_text(POLICY, "utf-8")
    pepper = open_pepper(site.keys().directory)
    for name in ("测试督导", "测试接班"):
        staff = hash_pin(PIN, pepper)
        StaffBook(site.store).add(name, Role.SUPERVISOR, staff)
    # As the manual says: the supervisor takes the secret halves away.
    shutil.move(site.store / "keys" / "offline", tmp_path / "supervisor")
    return site


def furnished(site: Site) -> Settings:
    policy = f'[policy]\nname = "{site.folder}/registering.toml"\n'
    return site.furnish(NO_DEVICES, more=policy)


async def sent(screen: Screen, path: str, **form: str) -> str:
    answer = await screen.web.post(path, data=form)
    assert answer.status_code < 300, (path, answer.text)
    return answer.text


def first_sealed(site: Site, kind: str) -> str:
    """Number of the first row of a kind that has something sealed."""
    rows = SealedRows(site.store).between(1, 99)
    return next(str(row.seq) for row in rows if row.kind == kind)


async def visitors(screen: Screen, site: Site) -> None:
    """One registers, one gives up half-way, an emergency vehicle goes through."""
    await screen.touch("say", words="person.kind=visitor")
    await screen.until_panel(state="registering")
    await screen.touch("draft", **FORM)
    await screen.touch("register", **FORM)
    await screen.until_panel(state="passing")
    await sent(screen, "/lane/1/emergency")

    async def calls() -> list[str]:
        rows = site.rows(Kind.PASSAGE)
        return [row["passage"] for row in rows if not row["registered"]]

    (call,) = await until(calls, bool)
    noted = {"emergency": call, "service": "fire", "plate": PLATE}
    await sent(screen, "/lane/1/emergency/afterwards", **noted)
    await screen.touch("next")
    await screen.touch("say", words="person.kind=visitor")
    await screen.until_panel(state="registering")
    await screen.touch("draft", **HALF)


async def offices(screen: Screen, site: Site) -> None:
    """Everything that staff type about people."""
    signed = {"number": "1", "pin": PIN}
    await sent(screen, "/sign-in", **signed)
    await sent(screen, "/passes", **PASS, name="测试持证丁")
    why = {"reason": "other", "note": NOTE}
    await sent(screen, "/households/relief", household=FORM["household"], **why)
    await sent(screen, "/shift", **signed, act="on")
    stock = {"remark": NOTE, "signature": SIGNED, "act": "offer"}
    await sent(screen, "/handover", **signed, **stock)
    offer = first_sealed(site, "shift")
    other = {"number": "2", "pin": PIN, "signature": SIGNED}
    await sent(screen, "/handover/close", **other, act="accept", offer=offer)
    await sent(screen, "/log/pulls", format="csv", why=NOTE, plate=PLATE)
    await sent(screen, "/holds", person=FORM["id_number"], **why)


async def unsealed(screen: Screen, site: Site) -> str:
    """A supervisor opens the visitor's record on the kiosk's own screen."""
    path = site.folder / "supervisor" / "supervisor.key"
    secret = read_key(path, "supervisor", "")
    line = lock(secret, WORDS, cost=Cost(passes=1, kibibytes=8))
    seq = first_sealed(site, "passage")
    form = {"seq": seq, "passphrase": WORDS, "reason": "other", "note": NOTE}
    files = {"key": ("supervisor.key", line.encode())}
    answer = await screen.web.post("/unseal/open", data=form, files=files)
    assert line.encode() not in every_byte(site.store)
    return answer.text


async def test_a_copied_card_tells_no_name_number_or_telephone(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(furnished(site)) as screen:
        await visitors(screen, site)
        await offices(screen, site)
        shown = await unsealed(screen, site)
        running = found(site.store)

    assert FORM["id_number"] in shown  # what was searched for is there, under seal
    assert "测试督导".encode() in every_byte(site.store)  # and the search finds things
    assert running == []
    assert found(site.store) == []
    assert [text for text in PLANTED if text in caplog.text] == []
