from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.core.errors import FormError
from kiosk.core.token import Scope, Token
from kiosk.store.tokens import TokenBook
from tests.fakes import NOON

UNTIL = NOON + timedelta(days=90)


def test_a_token_is_known_by_its_secret_which_no_file_holds(tmp_path: Path) -> None:
    book = TokenBook(tmp_path)
    assert book.every() == []
    assert book.by_secret("ckp_x") is None

    secret = book.issue(" 督导台 ", {Scope.EXPORT, Scope.LOG_READ}, UNTIL)

    token = Token(
        number=1,
        name="督导台",
        scopes=frozenset({Scope.EXPORT, Scope.LOG_READ}),
        expires=UNTIL,
    )
    assert book.by_secret(secret) == token
    assert book.by_secret(secret + "x") is None
    assert (secret[:4], len(secret)) == ("ckp_", 47)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in stored
    assert secret[4:].encode() not in stored


def test_a_withdrawn_token_is_good_no_more_and_goes_on_record_anew(
    tmp_path: Path,
) -> None:
    book = TokenBook(tmp_path)
    secret = book.issue("a", [Scope.EXPORT], UNTIL)
    (issued,) = book.unjournalled()
    book.note_journalled(issued)
    assert book.unjournalled() == []

    book.revoke(1, NOON)
    book.note_journalled(issued)  # of what it was before

    (revoked,) = book.unjournalled()
    assert (revoked.revoked, revoked.good(NOON)) == (NOON, False)
    assert book.by_secret(secret) == revoked
    with pytest.raises(FormError):
        book.revoke(1, NOON)
    with pytest.raises(FormError):
        book.revoke(2, NOON)


def test_a_token_ends_by_itself(tmp_path: Path) -> None:
    book = TokenBook(tmp_path)
    book.issue("a", [Scope.EXPORT], UNTIL)

    (token,) = book.every()

    assert token.good(UNTIL - timedelta(seconds=1))
    assert not token.good(UNTIL)


@pytest.mark.parametrize("name", ["", " ", "x" * 21, "a\nb"])
def test_a_name_that_no_list_could_show_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormError):
        TokenBook(tmp_path).issue(name, [Scope.EXPORT], UNTIL)
