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
    content = {name: GOOD[name] for name in (*HEAD, *form.members)}
    (name,) = form.members
    (row,) = content[name]
    place = data.draw(st.integers(0, len(row) - 1))
    content[name] = [[*row[:place], item, *row[place + 1 :]]]

    with suppress(ListMalformed):
        opened(kind, content)
