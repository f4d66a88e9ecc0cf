from kiosk.codes.symbol import symbol_svg
from kiosk.core.badge import PREFIX, is_badge
from kiosk.core.staff import Role, Staff
from kiosk.office.badge import lay_out_badge


def test_a_badge_says_name_number_and_community_and_the_code_its_text_alone() -> None:
    staff, text = Staff(id="7", name="测试甲", role=Role.LEADER), PREFIX + "ABC"

    page = lay_out_badge(staff, text, "测试社区")

    assert is_badge(text)
    assert symbol_svg(text) in page
    assert text not in page
    for said in ("测试甲", "工号 7", "测试社区"):
        assert said in page
