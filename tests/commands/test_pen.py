"""Who typed a command, as rows of the journal name them."""

import os
import pwd
from pathlib import Path

import pytest

from kiosk.commands import pen


def named(number: int) -> str:
    return f"command line, {pwd.getpwuid(number).pw_name}"


@pytest.mark.parametrize("login", ["4294967295\n", "no number"])
def test_without_a_session_it_is_the_acting_user(
    monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: login)

    assert pen.by() == named(os.getuid())


def test_whoever_became_another_user_is_named_as_they_logged_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "1\n")
    assert pen.by() == named(1)

    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "4000000000\n")
    assert pen.by() == "command line, 4000000000"
