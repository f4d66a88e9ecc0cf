import re

from kiosk.codes.symbol import symbol_svg
from tests.codes.scene import issued


def test_a_resident_pass_has_45_modules_and_its_quiet_zone() -> None:
    drawn = symbol_svg(issued())

    assert re.findall(r'viewBox="([^"]*)"', drawn) == ["0 0 53 53"]
    assert "style=" not in drawn
