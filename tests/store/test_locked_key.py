from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.errors import ConfigError
from kiosk.store.locked_key import (
    Cost,
    NotLocked,
    PassphraseUnfit,
    PassphraseWrong,
    decoded,
    lock,
    read_locked,
    replace_locked,
    unlock,
    write_locked,
)

CHEAP = Cost(passes=1, kibibytes=8)
SECRET = bytes(range(32))
WORDS = "六个抽签得来的普通词语就够了"


def test_the_passphrase_opens_the_key_and_no_other_does() -> None:
    line = lock(SECRET, WORDS, cost=CHEAP)

    assert unlock(line, WORDS) == SECRET
    assert SECRET.hex() not in line
    with pytest.raises(PassphraseWrong):
        unlock(line, WORDS + "吗")


def test_the_same_words_typed_another_way_open_it() -> None:
    line = lock(SECRET, "ＡＢＣ correct horse", cost=CHEAP)

    assert unlock(line, "ABC correct horse") == SECRET


@pytest.mark.parametrize("words", ["", "short", "长" * 257])
def test_a_passphrase_that_is_soon_guessed_is_refused(words: str) -> None:
    with pytest.raises(PassphraseUnfit):
        lock(SECRET, words, cost=CHEAP)


@pytest.mark.parametrize("place", range(0, 225, 9))
def test_a_damaged_file_is_told_apart_from_a_wrong_passphrase(place: int) -> None:
    line = lock(SECRET, WORDS, cost=CHEAP)
    other = "1" if line[place] == "0" else "0"

    with pytest.raises(NotLocked):
        unlock(line[:place] + other + line[place + 1 :], WORDS)


@given(st.binary(max_size=1200))
def test_whatever_is_uploaded_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ConfigError):
        unlock(decoded(content), WORDS)


def test_a_plain_key_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotLocked, match="kiosk keys passphrase"):
        unlock(f"supervisor {SECRET.hex()} 00000000", WORDS)


@pytest.mark.parametrize(("passes", "kibibytes"), [(0, 64), (17, 64), (3, 1 << 19)])
def test_no_file_makes_the_kiosk_work_without_end(passes: int, kibibytes: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        Cost(passes=passes, kibibytes=kibibytes)


def test_a_file_is_replaced_whole_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "supervisor.key"
    write_locked(path, lock(SECRET, WORDS, cost=CHEAP))
    with pytest.raises(FileExistsError):
        write_locked(path, "another")

    replace_locked(path, lock(SECRET, "another passphrase", cost=CHEAP))

    assert unlock(read_locked(path), "another passphrase") == SECRET
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["supervisor.key"]
