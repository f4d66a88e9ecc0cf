"""What the kiosk keeps of its hub: for its owner alone, whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.codes.acknowledgement import Forwarded
from kiosk.codes.signed_head import Head, sign_head
from kiosk.store.enrolment import (
    Enrolment,
    kiosk_seed,
    load_enrolment,
    write_enrolment,
)
from kiosk.store.forwarded import NAME, read_forwarded, write_forwarded
from kiosk.store.keyfile import KeyDamaged, KeyMissing, KeyTooOpen

HEAD = sign_head(Head(kiosk="k1", seq=7, hash="a" * 64, at="now"), bytes(32))
FORWARDED = Forwarded(
    through=9, witness=HEAD, contact=datetime(2026, 11, 22, 8, tzinfo=UTC)
)


def enrolled(keys: Path) -> Enrolment:
    made = Enrolment(
        kiosk="k1", seed=kiosk_seed(keys), credential="ckk_x", hub_public=bytes(32)
    )
    write_enrolment(keys, made)
    return made


def test_an_enrolment_reads_back_and_is_the_owners_alone(tmp_path: Path) -> None:
    made = enrolled(tmp_path)

    assert load_enrolment(tmp_path) == made
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert "ckk_x" not in repr(made)


def test_enrolling_again_keeps_the_kiosks_own_key(tmp_path: Path) -> None:
    assert enrolled(tmp_path).seed == enrolled(tmp_path).seed


def test_a_kiosk_that_was_never_enrolled_says_how(tmp_path: Path) -> None:
    with pytest.raises(KeyMissing, match="kiosk upstream enrol"):
        load_enrolment(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"kiosk": 1, "credential": "x", "hub_key": "AAAA"}'],
)
def test_a_damaged_enrolment_is_refused(content: bytes, tmp_path: Path) -> None:
    enrolled(tmp_path)
    (tmp_path / "hub.json").write_bytes(content)

    with pytest.raises(KeyDamaged):
        load_enrolment(tmp_path)


def test_an_enrolment_that_others_can_read_is_refused(tmp_path: Path) -> None:
    enrolled(tmp_path)
    (tmp_path / "hub.json").chmod(0o644)

    with pytest.raises(KeyTooOpen):
        load_enrolment(tmp_path)


@pytest.mark.parametrize("kept", [Forwarded(), FORWARDED])
def test_what_the_hub_said_reads_back(kept: Forwarded, tmp_path: Path) -> None:
    write_forwarded(tmp_path, kept)

    assert read_forwarded(tmp_path) == kept


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"through": "x"}', b"\xff"])
def test_what_cannot_be_read_means_that_all_is_sent_again(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(content)

    assert read_forwarded(tmp_path) == Forwarded()
