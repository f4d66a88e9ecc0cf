from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from kiosk.store.sealing import SealKeys, UnsealError, day_key, seal, token, unseal
from tests.store.scenes import KEYS, SUPERVISOR

_EVENING = datetime(2026, 11, 21, 15, 59, tzinfo=UTC)  # 23:59 in China


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_the_supervisor_reads_what_the_kiosk_sealed(name: str) -> None:
    sealed = seal(KEYS, seq=7, subject="aa", private={"name": name})

    found = unseal(SUPERVISOR, sealed, seq=7)

    assert found == {"subject": "aa", "private": {"name": name}}


def test_nobody_else_reads_it() -> None:
    sealed = seal(KEYS, seq=7, subject="aa", private={})

    with pytest.raises(UnsealError, match="does not open with this key"):
        unseal(bytes(PrivateKey.generate()), sealed, seq=7)


def test_a_box_moved_to_another_row_is_noticed() -> None:
    sealed = seal(KEYS, seq=7, subject="aa", private={})

    with pytest.raises(UnsealError, match="sealed for another row"):
        unseal(SUPERVISOR, sealed, seq=8)


def test_the_length_of_a_box_does_not_tell_the_name() -> None:
    lengths = {
        len(seal(KEYS, seq=7, subject="aa", private={"name": "甲" * length}))
        for length in range(1, 40)
    }

    assert lengths == {256 + 48}


def test_the_same_person_has_two_different_boxes() -> None:
    one, other = (seal(KEYS, seq=7, subject="aa", private={}) for _ in range(2))

    assert one != other


def test_a_token_is_the_same_all_day_and_another_one_tomorrow() -> None:
    morning = _EVENING - timedelta(hours=20)
    midnight = _EVENING + timedelta(minutes=1)

    assert token(KEYS, "aa", _EVENING) == token(KEYS, "aa", morning)
    assert token(KEYS, "aa", _EVENING) != token(KEYS, "aa", midnight)
    assert token(KEYS, "aa", _EVENING) != token(KEYS, "bb", _EVENING)


def test_the_token_is_the_documented_one() -> None:
    key = blake2b(b"2026-11-21", key=KEYS.master, digest_size=32).digest()
    wanted = blake2b(b"aa", key=key, digest_size=16).hexdigest()

    assert day_key(KEYS.master, date(2026, 11, 21)) == key
    assert token(KEYS, "aa", _EVENING) == wanted


def test_keys_of_another_length_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SealKeys(master=bytes(16), supervisor=bytes(32))


def test_the_secret_is_not_in_the_repr() -> None:
    assert "master" not in repr(KEYS)
