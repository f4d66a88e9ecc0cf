"""The registration form in Chromium: typed, signed, kept, taken over, corrected."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.core.errors import FormError, FormRefused
from kiosk.core.questions import said_by
from kiosk.core.registration.signature import signature_fault
from kiosk.core.statement import statement
from kiosk.store.drafts import DraftFiles
from tests.browser.conftest import Kiosk, settled
from tests.browser.layout import FINGER_PX, overflow
from tests.fakes import NOON, FakeClock
from tests.web import scenes

pytestmark = pytest.mark.browser

VISITOR = replace(scenes.REGISTERING, person="visitor")
NAME = "测试植入甲"


@pytest.fixture
def folder(kiosk: Kiosk, tmp_path: Path) -> Path:
    """Where the kiosk keeps half-filled forms."""
    kiosk.stop()
    kiosk.drafts = DraftFiles(tmp_path, clock=FakeClock(), keep_s=900)
    kiosk.start()
    return tmp_path


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.locator(f"#keypad [data-key='{key}']").tap()
    page.locator("#keypad-confirm").tap()


def draw(page: Page) -> None:
    """Write a zigzag over the canvas, as a finger would."""
    box = page.locator("#sign-pad").bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x + step * 60, y + step % 2 * 80, steps=4)
    page.mouse.up()


def sent(kiosk: Kiosk) -> dict[str, str]:
    forms = [form for kind, form in kiosk.desk.touches if kind == "register"]
    assert len(forms) == 1
    assert isinstance(forms[0], dict)
    return forms[0]


def kept(page: Page, action: str) -> None:
    """Wait until what was done by ``action`` is with the kiosk."""
    with page.expect_response(
        lambda answer: answer.url.endswith("/draft") and answer.request.method != "GET"
    ):
        page.get_by_label("姓名").fill(action)


def test_a_form_is_typed_signed_and_sent(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, VISITOR)
    touchscreen.get_by_label("姓名").fill(NAME)
    touchscreen.get_by_label("联系电话").tap()
    press(touchscreen, "13800138000")
    touchscreen.get_by_label("证件号码").tap()
    press(touchscreen, "11010519491231002X")
    touchscreen.get_by_label("户号").tap()
    press(touchscreen, "3-2-501")
    touchscreen.locator("[value=visit]").tap()
    touchscreen.locator("[name=contact][value=no]").tap()
    touchscreen.get_by_role("button", name="请本人签字").tap()
    expect(touchscreen.locator("#sign-name")).to_have_text(NAME)
    draw(touchscreen)
    touchscreen.get_by_role("button", name="签好了").tap()
    expect(touchscreen.get_by_role("button", name="已签字")).to_be_visible()
    with touchscreen.expect_response("**/register"):
        touchscreen.get_by_role("button", name="登记完成").tap()

    form = sent(kiosk)
    assert signature_fault(form.pop("signature")) is None
    assert form == {
        "name": NAME,
        "document": "id-card",
        "id_number": "11010519491231002X",
        "phone": "13800138000",
        "household": "3-2-501",
        "purpose": "visit",
        "contact": "no",
    }


def test_a_signature_is_cleared_and_refused(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, VISITOR)
    touchscreen.get_by_role("button", name="请本人签字").tap()
    draw(touchscreen)
    touchscreen.get_by_role("button", name="重写").tap()
    touchscreen.get_by_role("button", name="签好了").tap()
    expect(touchscreen.get_by_role("button", name="请本人签字")).to_be_visible()

    touchscreen.get_by_role("button", name="请本人签字").tap()
    touchscreen.get_by_role("button", name="不会写字").tap()
    expect(touchscreen.locator(".sign")).to_have_text("不会写字")


def test_every_wrong_field_is_marked_until_it_is_changed(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    wrong = [FormError("phone", "not-a-phone", ""), FormError("contact", "missing", "")]
    kiosk.desk.refusal = FormRefused(wrong)
    settled(touchscreen, kiosk, VISITOR)
    touchscreen.get_by_role("button", name="登记完成").tap()

    expect(touchscreen.locator("#message")).to_contain_text("电话号码不对")
    marked = touchscreen.locator("[data-wrong]")
    expect(marked).to_have_count(2)
    settled(touchscreen, kiosk, replace(VISITOR, celsius=36.7))
    expect(marked).to_have_count(2)
    touchscreen.locator("[name=contact][value=no]").tap()
    expect(marked).to_have_count(1)
    expect(touchscreen.locator("#message")).to_be_empty()  # it covered the fields


def test_a_form_that_is_asked_for_again_keeps_what_was_filled_in(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    settled(touchscreen, kiosk, VISITOR)
    touchscreen.get_by_label("姓名").fill(NAME)
    touchscreen.locator("[value=care]").tap()
    settled(touchscreen, kiosk, replace(scenes.NEEDS_MASK, person="visitor"))
    settled(touchscreen, kiosk, VISITOR)

    expect(touchscreen.get_by_label("姓名")).to_have_value(NAME)
    expect(touchscreen.locator("[value=care]")).to_be_checked()


def test_a_half_filled_form_survives_the_page_and_the_service(
    touchscreen: Page, kiosk: Kiosk, folder: Path
) -> None:
    settled(touchscreen, kiosk, VISITOR)
    touchscreen.locator("[value=care]").tap()
    kept(touchscreen, NAME)

    kiosk.stop()
    kiosk.start()
    expect(touchscreen.locator("#clock")).not_to_have_text("--:--", timeout=20_000)

    expect(touchscreen.get_by_label("姓名")).to_have_value(NAME, timeout=20_000)
    expect(touchscreen.locator("[value=care]")).to_be_checked()
    disk = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert NAME.encode() not in disk


def test_a_form_that_another_device_closed_is_told_and_offered_not_filled_in(
    touchscreen: Page, kiosk: Kiosk, folder: Path
) -> None:
    settled(touchscreen, kiosk, VISITOR)
    with touchscreen.expect_response(
        lambda answer: answer.url.endswith("/draft") and answer.request.method != "GET"
    ):
        touchscreen.get_by_label("姓名").fill(NAME)
        kiosk.desk.show(scenes.WAITING)  # before it was kept
    expect(touchscreen.locator("#message")).to_contain_text("已在别处办完或关闭")
    assert len(list((folder / "drafts").iterdir())) == 1

    settled(touchscreen, kiosk, replace(VISITOR, passage="p2"))
    offer = touchscreen.get_by_role("button", name="继续填上次没填完的：测**")
    expect(touchscreen.get_by_label("姓名")).to_have_value("")
    offer.tap()

    expect(touchscreen.get_by_label("姓名")).to_have_value(NAME)
    expect(offer).to_have_count(0)


def test_todays_form_is_taken_over_by_one_tap(touchscreen: Page, kiosk: Kiosk) -> None:
    kiosk.desk.recalled = ("测**", NOON)
    settled(touchscreen, kiosk, VISITOR)
    touchscreen.get_by_role("button", name="12:00 登记过，沿用").tap()
    expect(touchscreen.get_by_label("姓名")).to_be_hidden()
    expect(touchscreen.locator(".sign")).to_be_hidden()
    touchscreen.locator("[name=contact][value=no]").tap()
    with touchscreen.expect_request("**/register") as request:
        touchscreen.get_by_role("button", name="登记完成").tap()

    assert "earlier=yes" in (request.value.post_data or "")


@pytest.mark.parametrize("screen", ["touchscreen", "phone"])
def test_whoever_has_no_pass_is_two_taps_away(
    request: pytest.FixtureRequest, kiosk: Kiosk, screen: str
) -> None:
    page: Page = request.getfixturevalue(screen)
    page.get_by_role("button", name="没有出入证").tap()
    for button in page.locator("#who button").all():
        expect(button).to_be_in_viewport(ratio=1)
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER_PX
    with page.expect_response("**/say"):
        page.get_by_role("button", name="访客").tap()

    said = {"pass": {"validity": "none"}, "person": {"kind": "visitor"}}
    assert kiosk.desk.touches == [("state", said)]
    expect(page.locator("#who")).to_be_hidden()


@pytest.mark.parametrize("screen", ["touchscreen", "phone"])
def test_a_delivery_is_logged_by_two_taps(
    request: pytest.FixtureRequest, kiosk: Kiosk, screen: str
) -> None:
    page: Page = request.getfixturevalue(screen)
    page.get_by_role("button", name="外卖快递").tap()
    for target in page.locator("#goods button, #goods label").all():
        expect(target).to_be_in_viewport(ratio=1)
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER_PX
    with page.expect_response("**/say"):
        page.get_by_role("button", name="门外交接，已消毒").tap()

    goods = {"firm": "food", "parcels": 1, "handed_over_outside": True}
    courier = {"pass": {"validity": "none"}, "person": {"kind": "delivery"}}
    assert kiosk.desk.touches == [
        ("state", {**courier, "goods": {**goods, "disinfected": True}})
    ]


def test_what_was_told_before_the_form_is_chosen_in_it(
    touchscreen: Page, kiosk: Kiosk
) -> None:
    told = statement(said_by("person.purpose=care", NOON), 0.0).facts
    settled(touchscreen, kiosk, replace(VISITOR, told=told))

    expect(touchscreen.locator("[value=care]")).to_be_checked()


def test_an_answer_is_one_tap(touchscreen: Page, kiosk: Kiosk) -> None:
    settled(touchscreen, kiosk, scenes.ASKED_FOR_GOODS)
    with touchscreen.expect_response("**/say"):
        touchscreen.get_by_role("button", name="有／是").first.tap()

    assert kiosk.desk.touches == [("state", {"goods": {"handed_over_outside": True}})]


@pytest.mark.parametrize("screen", ["touchscreen", "phone"])
def test_the_signature_fills_the_screen_and_no_more(
    request: pytest.FixtureRequest, kiosk: Kiosk, screen: str
) -> None:
    page: Page = request.getfixturevalue(screen)
    settled(page, kiosk, VISITOR)
    page.get_by_role("button", name="请本人签字").tap()

    assert overflow(page)[0] == 0
    for target in page.locator("#sign button, #sign canvas").all():
        expect(target).to_be_in_viewport(ratio=1)
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= FINGER_PX
