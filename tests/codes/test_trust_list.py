from dataclasses import replace
from datetime import timedelta
from typing import Any

import cbor2
import pytest
from nacl.signing import SigningKey

from kiosk.codes import cose, kp1
from kiosk.codes.trust import TrustedRoot
from kiosk.codes.trust_list import (
    TRUST_AAD,
    TrustListForged,
    TrustListMalformed,
    read_trust_list,
    sign_trust_list,
)
from tests.codes.scene import (
    NOW,
    NOW_S,
    RESIDENT_KEY,
    RESIDENT_SEED,
    ROOT_SEED,
    STRANGER_SEED,
    TRUST,
    bytes_of,
    issued,
    public,
    trust_of,
)

ROOT = public(ROOT_SEED)
SIGNED = sign_trust_list(TRUST, ROOT_SEED)
KEY: list[Any] = [b"\0\1", bytes(32), "620102001001", [1], NOW_S, NOW_S + 9, 60]
OTHER_ROOT: list[Any] = ["620102001002", bytes(32), 4, NOW_S]
CONTENT: dict[Any, Any] = {
    "seq": 1,
    "keys": [KEY],
    "issued": NOW_S,
    "next_update": NOW_S,
}


def listing(content: object, headers: dict[int, object] | None = None) -> bytes:
    return cose.sign(cbor2.dumps(content), headers or {}, TRUST_AAD, ROOT_SEED)


def key_with(index: int, value: object) -> bytes:
    return listing(CONTENT | {"keys": [[*KEY[:index], value, *KEY[index + 1 :]]]})


def test_a_signed_list_comes_back() -> None:
    trust = read_trust_list(SIGNED, ROOT)

    assert trust == TRUST
    assert trust.by_kid[RESIDENT_KEY.kid] == (RESIDENT_KEY,)
    assert b"\xff\xff" not in trust.by_kid


def test_keys_that_share_a_kid_are_all_kept() -> None:
    twin = replace(RESIDENT_KEY, public=bytes(32))

    assert trust_of(RESIDENT_KEY, twin).by_kid == {
        RESIDENT_KEY.kid: (RESIDENT_KEY, twin)
    }


def test_roots_of_other_communities_travel_with_the_list() -> None:
    root = TrustedRoot(
        community="620102001002", public=public(STRANGER_SEED), seq=4, issued=NOW
    )
    trust = replace(TRUST, roots=(root,))

    assert read_trust_list(sign_trust_list(trust, ROOT_SEED), ROOT) == trust


@pytest.mark.parametrize(
    "roots",
    [
        [],
        {},
        [1],
        [OTHER_ROOT[:3]],
        [["62010200100", *OTHER_ROOT[1:]]],
        [[OTHER_ROOT[0], bytes(31), 1, NOW_S]],
        [[OTHER_ROOT[0], bytes(32), True, NOW_S]],
        [[OTHER_ROOT[0], bytes(32), 1, -1]],
        [OTHER_ROOT, OTHER_ROOT],
    ],
)
def test_roots_of_another_shape_are_malformed(roots: object) -> None:
    with pytest.raises(TrustListMalformed, match="root"):
        read_trust_list(listing(CONTENT | {"roots": roots}), ROOT)


def test_fractions_of_a_second_are_dropped() -> None:
    late = replace(TRUST, issued=NOW + timedelta(microseconds=999_999))

    assert read_trust_list(sign_trust_list(late, ROOT_SEED), ROOT).issued == NOW


def test_a_list_signed_by_another_is_forged_and_the_error_names_it() -> None:
    with pytest.raises(TrustListForged, match=r"var/keys/t\.cose") as refused:
        read_trust_list(sign_trust_list(TRUST, STRANGER_SEED), ROOT, "var/keys/t.cose")
    assert refused.value.slug == "trust-list-forged"


def test_a_pass_cannot_serve_as_a_list_nor_a_list_as_a_pass() -> None:
    protected = cbor2.dumps({1: -19})
    payload = cbor2.dumps(CONTENT)
    to_sign = cbor2.dumps(["Signature1", protected, b"KP1", payload])
    signature = SigningKey(ROOT_SEED).sign(to_sign).signature
    confused = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))

    with pytest.raises(TrustListForged):
        read_trust_list(confused, ROOT)
    with pytest.raises(TrustListMalformed):  # well signed, but with a pass's header
        read_trust_list(listing(CONTENT, {4: b"\0\1"}), ROOT)
    with pytest.raises(TrustListForged):
        read_trust_list(bytes_of(issued()), public(RESIDENT_SEED))


@pytest.mark.parametrize(
    "data",
    [
        listing(CONTENT | {"keys": []}),
        listing(CONTENT | {"keys": {}}),
        listing(CONTENT | {"keys": [1]}),
        listing(CONTENT | {"keys": [KEY[:6]]}),
        key_with(0, b"\0\0\1"),
        key_with(0, 1),
        key_with(1, bytes(31)),
        key_with(2, "62010200100"),
        key_with(2, "62010200100x"),
        key_with(2, "６２０１０２００１００１"),
        key_with(3, 1),
        key_with(3, ["resident"]),
        key_with(4, None),
        key_with(5, 1.5),
        key_with(6, value=False),
        key_with(6, 3661 * 86_400),
    ],
)
def test_anything_else_is_malformed(data: bytes) -> None:
    with pytest.raises(TrustListMalformed, match="restore it") as refused:
        read_trust_list(data, ROOT)
    assert refused.value.slug == "trust-list-malformed"


def test_a_key_may_carry_a_generation_and_its_passes_say_it() -> None:
    third = trust_of(replace(RESIDENT_KEY, generation=3))

    trust = read_trust_list(sign_trust_list(third, ROOT_SEED), ROOT)

    assert trust == third
    assert kp1.verify(issued(), trust, NOW, "synced").generation == 3
    assert kp1.verify(issued(), TRUST, NOW, "synced").generation == 0


@pytest.mark.parametrize("more", [[0], [10_000], ["3"], [None], [True], [1, 1]])
def test_a_generation_is_a_small_number_and_0_is_not_written(more: list[Any]) -> None:
    with pytest.raises(TrustListMalformed):
        read_trust_list(listing(CONTENT | {"keys": [[*KEY, *more]]}), ROOT)
