"""A root signed it: even so it is the list it says, or a mistake that is named."""

from contextlib import suppress
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import cose
from kiosk.codes.listing import ListFormat, ListMalformed
from kiosk.codes.revocation import REVOCATION_FORMAT
from kiosk.codes.trust_list import TRUST_FORMAT
from kiosk.core.errors import ConfigError
from tests.codes.dcc.test_recognition import ITEMS
from tests.codes.scene import NOW_S, ROOT_SEED, public

ROOT = public(ROOT_SEED)
GOOD: dict[str, Any] = {
    "keys": [[b"\0\1", bytes(32), "620102001001", [1], NOW_S, NOW_S + 9, 60]],
    "roots": [["620102001002", bytes(32), 4, NOW_S]],
    "revoked": [[b"\0\1", bytes(6), NOW_S, "lost"]],
    "seq": 1,
    "issued": NOW_S,
    "next_update": NOW_S,
}
KINDS: dict[str, ListFormat[Any]] = {
    "trust": TRUST_FORMAT,
    "revoked": REVOCATION_FORMAT,
}
HEAD = ("seq", "issued", "next_update")


def opened(kind: str, content: object) -> object:
    form = KINDS[kind]
    signed = cose.sign(cbor2.dumps(content), {}, form.aad, ROOT_SEED)
    return form.open(signed, ROOT, "a list")


def good(kind: str) -> dict[str, Any]:
    return {name: GOOD[name] for name in (*HEAD, *KINDS[kind].members)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_single_bit_flip_is_refused(kind: str) -> None:
    form = KINDS[kind]
    signed = cose.sign(cbor2.dumps(good(kind)), {}, form.aad, ROOT_SEED)
    assert form.open(signed, ROOT).seq == 1
    for bit in range(len(signed) * 8):
        flipped = bytearray(signed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ConfigError, match="the list"):
            form.open(bytes(flipped), ROOT)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_a_config_error(kind: str, data: bytes) -> None:
    for candidate in (data, b"\xd2\x84" + data):
        with pytest.raises(ConfigError):
            KINDS[kind].open(candidate, ROOT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "change",
    [
        {"more": 1},
        {1: 1},
        {"seq": True},
        {"seq": -1},
        {"issued": -1},
        {"issued": float(NOW_S)},
        {"next_update": 2**62},
    ],
)
def test_a_wrong_head_is_malformed(kind: str, change: dict[Any, object]) -> None:
    with pytest.raises(KINDS[kind].malformed):
        opened(kind, good(kind) | change)


@pytest.mark.parametrize("kind", KINDS)
def test_another_envelope_is_malformed(kind: str) -> None:
    form, content = KINDS[kind], cbor2.dumps(good(kind))
    signed = cose.sign(content, {}, form.aad, ROOT_SEED)
    with_key_id = cose.sign(content, {4: b"\0\1"}, form.aad, ROOT_SEED)
    no_cbor = cose.sign(b"\xff", {}, form.aad, ROOT_SEED)

    for data in (b"", signed[:-1], signed + b"\0", content, with_key_id, no_cbor):
        with pytest.raises(form.malformed) as refused:
            form.open(data, ROOT)
        assert refused.value.slug == form.malformed.slug


@pytest.mark.parametrize("kind", KINDS)
@given(item=ITEMS)
def test_any_content_is_malformed(kind: str, item: object) -> None:
    with pytest.raises(ListMalformed):
        opened(kind, item)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), item=ITEMS)
def test_any_member_may_hold_anything(
    kind: str, data: st.DataObject, item: object
) -> None:
    form = KINDS[kind]
    members = sorted({*HEAD, *form.members, *form.optional})
    content = {name: GOOD[name] for name in members}
    content[data.draw(st.sampled_from(members))] = item

    with suppress(ListMalformed):
        opened(kind, content)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), item=ITEMS)
def test_any_part_of_a_row_may_be_anything(
    kind: str, data: st.DataObject, item: object
) -> None:
    form = KINDS[kind]
    content = good(kind)
    (name,) = form.members
    (row,) = content[name]
    place = data.draw(st.integers(0, len(row) - 1))
    content[name] = [[*row[:place], item, *row[place + 1 :]]]

    with suppress(ListMalformed):
        opened(kind, content)
