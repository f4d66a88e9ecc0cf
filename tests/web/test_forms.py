"""The registration form: what it shows, and what its routes do."""

from collections.abc import Sequence
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from fastapi.testclient import TestClient

from kiosk.core.errors import FormError, FormRefused
from kiosk.core.journey import Journey, Stay
from kiosk.core.region import Region
from kiosk.core.registration.asked import CHOICES, ORDER, asked_of
from kiosk.core.registration.check import _ADVICE
from kiosk.core.registration.documents import Document
from kiosk.core.sections import TravelFacts
from kiosk.web.app import build_app
from kiosk.web.form_page import form_page
from kiosk.web.lookups import Lookups
from kiosk.web.options import WebOptions
from kiosk.web.refusals import form_text, form_texts
from kiosk.web.texts import Texts
from tests.fakes import NOON, FakeClock
from tests.web import scenes
from tests.web.clients import LOCAL
from tests.web.conftest import Web
from tests.web.fakes import FakeDesk, FakeDrafts, FakeStatus
from tests.web.journeys import FakeJourneys

FORM = {"passage": "p1", "name": "测试甲", "phone": "13800138000"}


class Regions(FakeJourneys):
    """Knows one county; what is not known is called by its code."""

    def look(self, codes: Sequence[str]) -> Journey:
        paths = {"620102": "测试省 测试市 城关区"}
        stays = (
            Stay(
                region=Region(code=c, name=c, path=paths.get(c, c)),
                risk=None,
            )
            for c in codes
        )
        return Journey(stays=tuple(stays), parts=(), facts=TravelFacts(), source=None)


@pytest.fixture
def drafts() -> FakeDrafts:
    return FakeDrafts()


@pytest.fixture
def client(drafts: FakeDrafts) -> TestClient:
    desk = FakeDesk("西 2", ends=True)
    desk.show(replace(scenes.REGISTERING, person="visitor"))
    app = build_app(
        [desk],
        None,
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
        drafts=drafts,
    )
    return TestClient(app, base_url="http://localhost", client=(LOCAL, 50_000))


def test_a_form_shows_what_is_asked_of_this_kind_of_person() -> None:
    page = form_page(replace(scenes.REGISTERING, person="patient"))

    required = {f.name for f in page.fields if f.required} | {"signature"}
    assert required == asked_of("patient").required
    assert page.signed
    assert {"hospital", "escort"} <= required
    needed = [f.required or f.name == "document" for f in page.fields]
    assert needed == sorted(needed, reverse=True)


def test_an_id_card_takes_the_place_of_what_it_says() -> None:
    names = {field.name for field in form_page(scenes.VISITOR_AT_THE_FORM).fields}

    assert not names & {"name", "document", "id_number", "domicile"}
    assert "residence" in names


def test_every_field_choice_and_fault_has_words(texts: Texts) -> None:
    chosen = [f"{f}.{word}" for f, words in CHOICES.items() for word in words]
    keys = [f"entry.{name}" for name in ORDER] + chosen
    keys += [f"document.{document}" for document in Document]
    keys += [f"form.{slug}" for slug in {*_ADVICE, "not-today", "not-sayable"}]

    assert [key for key in keys if not texts.has(key)] == []


def test_all_that_is_wrong_is_said_at_once_and_the_missing_in_one_line(
    zh: Texts,
) -> None:
    wrong = [("name", "missing"), ("phone", "not-a-phone"), ("contact", "missing")]

    said = list(form_texts(zh, wrong))

    assert said == [
        "请填写：姓名、近期接触过病例或去过风险地区",
        form_text(zh, field="phone", slug="not-a-phone"),
    ]


def test_wrong_fields_are_marked_in_the_page(web: Web) -> None:
    web.desk.show(scenes.REGISTERING)
    problems = [FormError("phone", "not-a-phone", ""), FormError("name", "missing", "")]
    web.desk.refusal = FormRefused(problems)

    answer = web.client.post("/lane/1/register", data=FORM)

    assert answer.status_code == 422
    assert 'data-fields="phone name"' in answer.text
    assert FORM["phone"] not in answer.text


def test_todays_form_is_offered_by_masked_name_and_chinese_time(web: Web) -> None:
    web.desk.show(scenes.REGISTERING)
    assert web.client.post("/lane/1/earlier", data=FORM).text == ""

    web.desk.recalled = ("<测**", NOON)
    answer = web.client.post("/lane/1/earlier", data=FORM)

    assert "&lt;测** 今天 12:00 登记过" in answer.text
    assert FORM["phone"] not in answer.text


@pytest.mark.parametrize(
    ("number", "document", "proposed"),
    [
        ("620102 19491231 0021", "id-card", "测试省测试市城关区"),
        ("999999194912310021", "id-card", ""),
        ("62010", "id-card", None),
        ("620102194912310021", "passport", None),
    ],
)
def test_the_region_in_a_number_is_proposed_as_domicile(
    number: str, document: str, proposed: str | None
) -> None:
    desk = FakeDesk(ends=True)
    app = build_app(
        [desk],
        None,
        FakeStatus(),
        clock=FakeClock(),
        options=WebOptions(),
        lookups=Lookups(journeys=Regions()),
    )
    client = TestClient(app, base_url="http://localhost", client=(LOCAL, 50_000))
    form = {"id_number": number, "document": document}

    answer = client.post("/lane/1/domicile", data=form).json()

    assert answer.get("domicile") == proposed


def test_without_regions_no_domicile_is_proposed(web: Web) -> None:
    form = {"id_number": "620102194912310021", "document": "id-card"}

    assert web.client.post("/lane/1/domicile", data=form).json() == {}


def test_a_half_filled_form_is_given_back_to_its_browser_alone(
    client: TestClient, drafts: FakeDrafts
) -> None:
    kept = client.post("/lane/西 2/draft", data=FORM)
    cookie = SimpleCookie(kept.headers["set-cookie"])["draft"]

    assert kept.status_code == 204
    assert (cookie["path"], cookie["samesite"]) == ("/lane/%E8%A5%BF%202", "strict")
    assert cookie["httponly"]
    assert not cookie["max-age"]
    assert not cookie["expires"]
    assert list(drafts.kept.values()) == [FORM]

    headers = {"cookie": f"draft={cookie.value}"}
    found = client.get("/lane/西 2/draft", headers=headers).json()
    assert found == {
        "passage": "p1",
        "said": "继续填上次没填完的：测**",
        "fields": {k: v for k, v in FORM.items() if k != "passage"},
    }
    client.cookies.clear()
    assert client.get("/lane/西 2/draft").json() == {}


def test_the_key_stays_the_same_while_the_form_is_filled_in(
    client: TestClient, drafts: FakeDrafts
) -> None:
    first = client.post("/lane/西 2/draft", data=FORM)
    key = SimpleCookie(first.headers["set-cookie"])["draft"].value
    headers = {"cookie": f"draft={key}"}
    client.post("/lane/西 2/draft", data=FORM | {"name": "测试乙"}, headers=headers)

    assert [fields["name"] for fields in drafts.kept.values()] == ["测试乙"]


@pytest.mark.parametrize("path", ["register", "draft/forget"])
def test_what_was_kept_is_forgotten_with_its_key(
    client: TestClient, drafts: FakeDrafts, path: str
) -> None:
    kept = client.post("/lane/西 2/draft", data=FORM)
    key = SimpleCookie(kept.headers["set-cookie"])["draft"].value

    headers = {"cookie": f"draft={key}"}
    answer = client.post(f"/lane/西 2/{path}", data=FORM, headers=headers)

    assert answer.status_code == 204
    assert drafts.kept == {}
    assert 'draft=""' in answer.headers["set-cookie"]


@pytest.mark.parametrize("key", ["", "short", "AAAA", "%E9", "=" * 44])
def test_a_key_that_is_none_finds_nothing(client: TestClient, key: str) -> None:
    answer = client.get("/lane/西 2/draft", headers={"cookie": f"draft={key}"})

    assert answer.json() == {}


def test_a_kiosk_that_keeps_nothing_finds_nothing(web: Web) -> None:
    assert web.client.post("/lane/1/draft", data=FORM).status_code == 204
    assert web.client.get("/lane/1/draft").json() == {}
    assert web.client.post("/lane/1/draft/forget").status_code == 204
    assert web.client.post("/lane/9/draft", data=FORM).status_code == 404
