from dataclasses import replace
from datetime import timedelta
from typing import Any

import cbor2
import pytest

from kiosk.codes import cose, kp1
from kiosk.codes.listing import SECOND
from kiosk.codes.revocation import (
    REVOKED_AAD,
    Revocation,
    RevocationList,
    RevocationsForged,
    RevocationsMalformed,
    next_list,
    read_revocations,
    sign_revocations,
)
from kiosk.codes.revoked import revoked_by
from kiosk.codes.trust_list import TRUST_AAD, TrustListForged, read_trust_list
from kiosk.core.errors import CodeError, ConfigError
from tests.codes.scene import (
    NOW,
    NOW_S,
    RESIDENT,
    RESIDENT_KEY,
    RESIDENT_KID,
    ROOT_SEED,
    STRANGER_SEED,
    TEMPORARY_KID,
    TRUST,
    bytes_of,
    issued,
    public,
    refusal,
)

ROOT = public(ROOT_SEED)
LOST = Revocation(
    kid=RESIDENT_KID,
    pass_id=bytes.fromhex(RESIDENT.pass_id),
    until=RESIDENT.expires,
    reason="lost",
)
MONTH = timedelta(days=31)
LIST = RevocationList(seq=4, issued=NOW, next_update=NOW + MONTH, entries=(LOST,))
SIGNED = sign_revocations(LIST, ROOT_SEED)
ROW: list[Any] = [RESIDENT_KID, bytes(6), NOW_S, "lost"]
CONTENT: dict[Any, Any] = {
    "seq": 1,
    "issued": NOW_S,
    "revoked": [ROW],
    "next_update": NOW_S,
}


def listing(content: object, headers: dict[int, object] | None = None) -> bytes:
    return cose.sign(cbor2.dumps(content), headers or {}, REVOKED_AAD, ROOT_SEED)


def row_with(index: int, value: object) -> bytes:
    return listing(CONTENT | {"revoked": [[*ROW[:index], value, *ROW[index + 1 :]]]})


def test_a_signed_list_comes_back_and_refuses_the_pass() -> None:
    revoked = read_revocations(SIGNED, ROOT)

    assert revoked == LIST
    assert refusal(issued(), revoked=revoked_by(revoked, {})) == "pass-revoked"
    other = issued(pass_id="0" * 12)
    assert kp1.verify(other, TRUST, NOW, "synced", revoked_by(revoked, {})).member == 1


def test_an_id_is_only_withdrawn_for_the_key_that_issued_it() -> None:
    other = replace(LIST, entries=(replace(LOST, kid=TEMPORARY_KID),))

    assert kp1.verify(issued(), TRUST, NOW, "synced", revoked_by(other, {})) == RESIDENT


def test_another_communitys_list_withdraws_its_own_passes_and_no_others() -> None:
    """Key ids are the same everywhere, so a list could name anybody's pass."""
    theirs = revoked_by(None, {RESIDENT_KEY.community: LIST})
    strangers = revoked_by(None, {"620102001002": LIST})

    assert refusal(issued(), revoked=theirs) == "pass-revoked"
    assert kp1.verify(issued(), TRUST, NOW, "synced", strangers) == RESIDENT


def test_an_unsure_clock_does_not_save_a_withdrawn_pass() -> None:
    assert (
        refusal(issued(), clock="unsure", revoked=revoked_by(LIST, {}))
        == "pass-revoked"
    )


def test_the_next_list_counts_on_adds_once_and_drops_what_ended_anyway() -> None:
    ended = replace(LOST, pass_id=bytes(6), until=NOW - SECOND)
    before = replace(LIST, entries=(LOST, ended))
    fresh = replace(LOST, kid=TEMPORARY_KID)

    after = next_list(before, [replace(LOST, reason="other"), fresh], NOW, MONTH)

    assert (after.seq, after.issued, after.next_update) == (5, NOW, NOW + MONTH)
    assert after.entries == (LOST, fresh)
    assert next_list(None, [], NOW, MONTH).seq == 1


def test_a_list_signed_by_another_is_forged_and_the_error_names_it() -> None:
    with pytest.raises(RevocationsForged, match=r"keys/r\.cose") as refused:
        read_revocations(sign_revocations(LIST, STRANGER_SEED), ROOT, "keys/r.cose")
    assert refused.value.slug == "revocations-forged"


def test_the_two_lists_cannot_stand_in_for_each_other() -> None:
    with pytest.raises(TrustListForged):
        read_trust_list(SIGNED, ROOT)
    with pytest.raises(RevocationsForged):
        read_revocations(
            cose.sign(cbor2.dumps(CONTENT), {}, TRUST_AAD, ROOT_SEED), ROOT
        )
    with pytest.raises(ConfigError):
        read_revocations(bytes_of(issued()), ROOT)


@pytest.mark.parametrize(
    "data",
    [
        listing(CONTENT | {"revoked": {}}),
        listing(CONTENT | {"revoked": [1]}),
        listing(CONTENT | {"revoked": [ROW[:3]]}),
        row_with(0, b"\0"),
        row_with(0, 1),
        row_with(1, bytes(5)),
        row_with(2, 1.5),
        row_with(3, ""),
        row_with(3, "Lost"),
        row_with(3, "x" * 33),
        row_with(3, None),
    ],
)
def test_anything_else_is_malformed(data: bytes) -> None:
    with pytest.raises(RevocationsMalformed, match="copy it") as refused:
        read_revocations(data, ROOT)
    assert refused.value.slug == "revocations-malformed"


def test_a_pass_tells_whose_it_is_even_when_it_is_over() -> None:
    text = issued(not_before=NOW - timedelta(days=9), expires=NOW - timedelta(days=8))

    key, pass_id, end = kp1.identify(text, TRUST)

    assert (key, pass_id) == (RESIDENT_KEY, RESIDENT.pass_id)
    assert end == NOW - timedelta(days=8)
    with pytest.raises(CodeError):
        kp1.identify("KP1:", TRUST)
