"""The unsealing page: for supervisors, and what it shows is shown once."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kiosk.core.errors import FormError
from kiosk.core.staff import Role, Staff
from kiosk.core.unsealing import GivenKey, Opened
from kiosk.core.why import Why
from kiosk.web.offices import Offices
from tests.web.clients import LOCAL, REMOTE, client_of
from tests.web.fakes import FakeSignIn

SUPERVISOR = Staff(id="3", name="测试丁", role=Role.SUPERVISOR)
LEADER = Staff(id="2", name="测试乙", role=Role.LEADER)
WORDS = "correct horse battery"
SIGNED = "700.300*10.20.200.40*40.50"
WHY = {"reason": "tracing", "note": ""}


@dataclass
class FakeUnsealDesk:
    """Opens the same record for everybody, or refuses."""

    folder: Path
    refusal: FormError | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)

    async def open(self, seq: int, key: GivenKey, why: Why, by: str) -> Opened:
        self.asked.append((seq, key.file, key.passphrase, why.reason, by))
        if self.refusal is not None:
            raise self.refusal
        said = {
            "subject": "x",
            "form.name": "<b>测试甲",
            "form.purpose": "visit",
            "form.signature": SIGNED,
            "pass.new": "1",
        }
        at = "2026-11-21T04:00:00.000000Z"
        return Opened(seq=seq, at=at, kind="passage", said=said)

    async def extract(self, first: int, last: int, why: Why, by: str) -> str:
        self.asked.append((first, last, why.reason, by))
        (self.folder / "made").mkdir()
        path = self.folder / "made" / "sealed.jsonl"
        path.write_text("{}\n")
        return str(path)


@pytest.fixture
def desk(tmp_path: Path) -> FakeUnsealDesk:
    return FakeUnsealDesk(tmp_path)


def screen(
    desk: FakeUnsealDesk, staff: Staff = SUPERVISOR, host: str = LOCAL
) -> TestClient:
    """The kiosk's own screen, somebody signed in."""
    sign_in = FakeSignIn(sessions={"token": staff})
    web = client_of(Offices(unsealing=desk, sign_in=sign_in), host)
    web.cookies["staff"] = "token"
    return web


def test_a_record_is_opened_with_the_key_of_that_one_answer(
    desk: FakeUnsealDesk,
) -> None:
    with screen(desk) as web:
        assert 'value="7"' in web.get("/unseal?seq=7").text
        answer = web.post(
            "/unseal/open",
            data={"seq": "7", "passphrase": WORDS, **WHY},
            files={"key": ("supervisor.key", b"kiosk-locked")},
        )

    assert answer.status_code == 200
    assert desk.asked == [(7, b"kiosk-locked", WORDS, "tracing", "3 测试丁")]
    assert "&lt;b&gt;测试甲" in answer.text
    assert 'd="M10 20 L200 40 M40 50 L40 50"' in answer.text
    assert ">visit<" not in answer.text
    assert "pass.new" in answer.text  # what has no label is not left out
    assert answer.headers["cache-control"] == "no-store"
    assert WORDS not in answer.text


def test_what_is_refused_is_said_without_what_was_typed(desk: FakeUnsealDesk) -> None:
    desk.refusal = FormError("key", "passphrase-wrong", "no")
    with screen(desk) as web:
        files = {"key": ("supervisor.key", b"kiosk-locked")}
        wrong = web.post(
            "/unseal/open", data={"seq": "7", "passphrase": WORDS, **WHY}, files=files
        )
        no_key = web.post("/unseal/open", data={"seq": "7", **WHY})
        no_reason = web.post("/unseal/open", data={"seq": "7"}, files=files)

    assert (wrong.status_code, no_key.status_code, no_reason.status_code) == (422,) * 3
    assert "口令不对" in wrong.text
    assert WORDS not in wrong.text + no_key.text


def test_a_large_file_is_refused_unread(desk: FakeUnsealDesk) -> None:
    with screen(desk) as web:
        answer = web.post(
            "/unseal/open",
            data={"seq": "7", "passphrase": WORDS, **WHY},
            files={"key": ("film.mp4", b"x" * 100_000)},
        )

    assert answer.status_code == 413
    assert desk.asked == []


def test_only_supervisors_before_the_screen_come_in(desk: FakeUnsealDesk) -> None:
    with screen(desk, LEADER) as web:
        assert (
            "/sign-in" in web.get("/unseal", follow_redirects=False).headers["location"]
        )
    with screen(desk, host=REMOTE) as web:
        assert web.get("/unseal").status_code == 403


def test_sealed_records_are_taken_away_and_no_file_stays(desk: FakeUnsealDesk) -> None:
    with screen(desk) as web:
        answer = web.post("/unseal/extract", data={"first": "1", "last": "9", **WHY})

    assert answer.text == "{}\n"
    assert 'filename="sealed-1-9.jsonl"' in answer.headers["content-disposition"]
    assert list(desk.folder.iterdir()) == []
