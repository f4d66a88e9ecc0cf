"""Shifts in the running service: settings reach the rota, and passages name staff."""

import re

from kiosk.core.record import Kind
from kiosk.core.staff import Role
from kiosk.store.pins import hash_pin, open_pepper
from kiosk.store.staff import StaffBook
from tests.app.rig import Site, serving

PIN = "493027"


async def test_a_shift_is_handed_over_while_the_kiosk_serves(site: Site) -> None:
    settings = site.furnish(more='[shifts]\nhours = 6\nfirst = "02:00"\npeople = 3\n')
    site.keys()
    pepper = open_pepper(site.store / "keys")
    for name in ("测试甲", "测试乙"):
        StaffBook(site.store).add(name, Role.VOLUNTEER, hash_pin(PIN, pepper))

    async with serving(settings) as screen:
        before = (await screen.web.get("/lane/1")).text
        first = {"number": "1", "pin": PIN}
        on = await screen.web.post("/shift", data={**first, "act": "on"})
        shift = (await screen.web.get("/shift")).text
        during = (await screen.web.get("/lane/1")).text
        offered = await screen.web.post("/handover", data={**first, "act": "offer"})

    async with serving(settings) as screen:  # started anew between the two
        page = (await screen.web.get("/handover")).text
        offer = re.findall(r'name="offer" value="(\d+)"', page)[0]
        sent = {"number": "2", "pin": PIN, "act": "accept", "offer": offer}
        accepted = await screen.web.post("/handover/close", data=sent)
        after = (await screen.web.get("/lane/1")).text
        sheet = (await screen.web.get("/handover/1?paper=slip")).text

    assert "无人签到" in before
    assert (on.status_code, offered.status_code) == (204, 204)
    assert "应到 3 人" in shift
    assert "测试甲</span>" in during
    assert accepted.headers["hx-redirect"] == "/handover/1"
    assert "测试乙</span>" in after
    assert "测试甲</span>" not in after
    assert "1 测试甲" in sheet
    assert "2 测试乙" in sheet
    events = [row["event"] for row in site.rows(Kind.SHIFT)]
    assert events == ["on-duty", "handover-offered", "handover"]
