"""Every cell of the form: what the gate knows, and what is left to be written."""

from kiosk.web.household_form import BY_HAND, COLUMNS, head, rows
from kiosk.web.texts import Texts
from tests.web.households import SHEET

TEXTS = Texts("zh-CN")
UNTICKED = "是□\n否□"
AWAY = "区外□\n市外□\n省外□"


def test_whoever_came_by_has_what_was_told_and_measured() -> None:
    one, other, *_ = rows(SHEET, TEXTS)

    assert one == {
        "name": "测**",
        **dict.fromkeys(("sex", "id", "employer", "phone"), ""),
        "vehicle": "本小区\n2026-11-21",
        "nat": "是☑\n否□\n阴性\n2026-11-20",
        "key": "是☑\n否□\n2026-11-21",
        "away": f"{AWAY}\n2026-11-21 12:00 出门",
        "pass": "0123456789ab",
        "origin": "返来人员\n2026-11-21\n中风险区\n2026-11-21",
        "colour": "绿码\n2026-11-21",
        "temperature": "36.52 ℃\n2026-11-21 12:00",
        "left": "2026-11-21 12:00",
        "returned": "",
    }
    assert (other["name"], other["nat"][:5]) == ("成员 –", "是□\n否☑")
    assert (other["key"][:5], other["away"]) == ("是□\n否☑", AWAY)
    assert (other["origin"], other["returned"]) == ("", "2026-11-21 12:00")


def test_whoever_never_came_by_has_empty_cells_and_boxes() -> None:
    *_, last = rows(SHEET, TEXTS)

    boxes = {"nat": UNTICKED, "key": UNTICKED, "away": AWAY}
    assert last == dict.fromkeys(COLUMNS, "") | boxes
    assert sum(1 for _ in rows(SHEET, TEXTS)) == 7


def test_what_is_written_by_hand_says_so() -> None:
    named = [column for column in COLUMNS if "手填" in head(column, TEXTS)]

    assert set(named) == BY_HAND
    assert head("id", TEXTS) == "身份证号（手填）"
