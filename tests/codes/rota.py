"""A rota, and what is in a signed one."""

from datetime import date, time, timedelta

from kiosk.codes.rota_list import RotaList
from kiosk.core.shift import Assignment, Rota
from tests.codes.scene import NOW, NOW_S

FIRST = Assignment(day=date(2026, 11, 21), number=1, names=("测试甲", "测试乙"))
EAST = Assignment(place="east", day=date(2026, 11, 21), number=2, names=("Zhang Test",))
ROTA = RotaList(
    seq=3,
    issued=NOW,
    next_update=NOW + timedelta(days=31),
    rota=Rota(hours=6, first=time(7, 30), people=2),
    entries=(FIRST, EAST),
)
CONTENT: dict[str, object] = {
    "seq": 1,
    "issued": NOW_S,
    "next_update": NOW_S,
    "hours": 8,
    "first": 480,
    "people": 2,
    "shifts": [],
}
