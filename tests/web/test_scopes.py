"""A token opens the pages of its scopes, on the network, and nothing else."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from kiosk.core.token import Scope, Token
from kiosk.web.offices import Offices
from kiosk.web.scopes import opened
from tests.fakes import NOON
from tests.web.clients import REMOTE, client_of
from tests.web.fakes import FakeOffice, FakeSignIn
from tests.web.test_log import FakeLog

TABLE: Final = [
    ("GET", "/log", {Scope.LOG_READ}),
    ("POST", "/log", {Scope.LOG_READ}),
    ("POST", "/log/pulls", {Scope.EXPORT}),
    ("GET", "/log/pulls/a1", {Scope.EXPORT}),
    ("GET", "/log/pulls/a1/file", {Scope.EXPORT}),
    ("POST", "/log/pulls/a1/end", {Scope.EXPORT}),
    ("POST", "/reports/export", {Scope.EXPORT}),
    ("GET", "/handover", {Scope.HANDOVER_READ}),
    ("GET", "/handover/12", {Scope.HANDOVER_READ}),
    ("GET", "/reports", {Scope.REPORT_READ}),
    ("GET", "/reports/3", {Scope.REPORT_READ}),
    ("GET", "/reports/3/log", {Scope.REPORT_READ}),
    ("GET", "/reports/table", {Scope.REPORT_READ}),
    *(
        (method, path, set())
        for method, path in [
            *(("GET", "/"), ("GET", "/lane/1"), ("POST", "/lane/1/mask")),
            *(("GET", "/status"), ("GET", "/passes"), ("POST", "/passes")),
            *(("POST", "/handover"), ("POST", "/handover/close")),
            *(("POST", "/reports/correct"), ("POST", "/reports/household")),
            *(("GET", "/unseal"), ("GET", "/holds"), ("GET", "/policy")),
            *(("GET", "/log/"), ("GET", "/log/pulls/a/b/file"), ("PUT", "/log")),
            *(("POST", "/sign-in"), ("GET", "/log\n"), ("GET", "/reports/3/log/x")),
        ]
    ),
]


@pytest.mark.parametrize(("method", "path", "scopes"), TABLE)
def test_each_page_is_opened_by_its_own_scope_alone(
    method: str, path: str, scopes: set[Scope]
) -> None:
    assert {s for s in Scope if opened({s}, method, path)} == scopes


@dataclass
class FakeTokens:
    """Knows one token."""

    scopes: frozenset[Scope] = frozenset(Scope)
    asked: list[str] = field(default_factory=list)

    async def shown(self, secret: str) -> Token | None:
        self.asked.append(secret)
        if secret != "ckp_good":
            return None
        return Token(number=3, name="督导台", scopes=self.scopes, expires=NOON)


@pytest.mark.parametrize(
    ("authorization", "path", "status"),
    [
        ("Bearer ckp_good", "/log", 404),  # let in; this kiosk has no log office
        ("bearer ckp_good", "/reports", 404),
        ("Bearer ckp_good", "/passes", 403),
        ("Bearer ckp_good", "/", 403),
        ("Bearer ckp_bad", "/log", 401),
        ("Bearer ckp_bad", "/sign-in", 401),
        ("Bearer", "/log", 401),
        ("Basic ckp_good", "/log", 401),
        ("", "/log", 401),
    ],
)
def test_a_token_is_asked_for_before_anything_is_shown(
    authorization: str, path: str, status: int
) -> None:
    offices = Offices(passes=FakeOffice(), sign_in=FakeSignIn(), tokens=FakeTokens())
    web = client_of(offices, REMOTE)

    answer = web.get(path, headers={"authorization": authorization})

    assert answer.status_code == status
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


def test_on_the_kiosks_own_screen_a_token_is_nothing() -> None:
    tokens = FakeTokens()
    web = client_of(Offices(passes=FakeOffice(), sign_in=FakeSignIn(), tokens=tokens))

    answer = web.get(
        "/passes",
        headers={"authorization": "Bearer ckp_good"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
    assert tokens.asked == []


def test_what_a_program_takes_away_is_on_record_as_its_own(tmp_path: Path) -> None:
    log = FakeLog(tmp_path)
    web = client_of(Offices(log=log, sign_in=FakeSignIn(), tokens=FakeTokens()), REMOTE)
    web.headers["authorization"] = "Bearer ckp_good"

    begun = web.post("/log/pulls", data={"format": "csv", "why": "每日核对"})

    assert begun.headers["hx-redirect"] == "/log/pulls/x7"
    assert list(log.pulls) == [("x7", "token 3 督导台")]
    assert web.get("/log/pulls/x7").status_code == 200
    assert web.get("/log/pulls/x7/file").status_code == 404  # not ready yet
