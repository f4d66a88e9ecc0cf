from kiosk.core.evidence import CodeKind, CodeReading
from kiosk.lane.in_view import InView
from tests.fakes import scan


def test_a_picture_that_comes_late_does_not_make_a_code_older() -> None:
    view = InView(3.0, lambda _text: CodeReading(kind=CodeKind.UNKNOWN))
    view.look([scan("x", 10.0)])

    view.look([scan("x", 9.0)])

    held = view.find("x")
    assert held is not None
    assert held.scan.captured_at == 10.0
