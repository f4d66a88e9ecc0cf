"""Whatever a code holds, recognition gives a reading and nothing else."""

import random
import zlib
from functools import partial

import cbor2
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import base45
from kiosk.codes.recognise import Known, family, recognise
from kiosk.core.evidence import CodeKind
from kiosk.ports import Recognise
from tests.codes.dcc.scene import (
    NOW,
    TRUST,
    claims,
    content,
    cose,
    envelope,
    text,
    text_of,
)

read: Recognise = partial(recognise, known=Known(certificates=TRUST))

KEYS = st.integers(-300, 10) | st.text(max_size=3) | st.binary(max_size=2)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats()
    | st.text(max_size=12)
    | st.binary(max_size=12)
)
ITEMS = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(["ver", "nam", "dob", "v", "t", "r", "tg", "dt", "sc", "ma"])


def test_a_good_certificate_gives_a_reading_of_its_family() -> None:
    reading = read(text(), NOW, "synced")

    assert (reading.kind, reading.error) == (CodeKind.DCC, None)
    assert reading.certificate is not None
    assert reading.claims is None


def test_without_trust_every_certificate_is_unknown() -> None:
    for code in (text(), "HC1:", "HC1:garbage"):
        reading = recognise(code, NOW, "synced", known=Known())
        assert (reading.kind, reading.error) == (CodeKind.DCC, "dcc-unknown-issuer")


def test_a_kiosk_without_a_list_of_passes_believes_none() -> None:
    assert read("KP1:", NOW, "synced").error == "pass-unknown-issuer"


def test_what_no_symbol_can_hold_has_no_family() -> None:
    assert family("HC1:" + "0" * 4293) is CodeKind.UNKNOWN
    assert read("HC1:" + "0" * 4293, NOW, "synced").error == "code-too-long"


def refused(code: str) -> bool:
    reading = read(code, NOW, "synced")
    return reading.error is not None and reading.certificate is None


@given(st.text(), st.binary(max_size=300))
def test_any_text_and_any_bytes_are_refused(some_text: str, data: bytes) -> None:
    assert refused("HC1:" + some_text)
    assert refused(text_of(data))
    assert refused(text_of(b"\xd2\x84" + data))
    assert refused(text(data))


@given(ITEMS)
def test_any_payload_though_well_signed_is_refused(item: object) -> None:
    assert refused(text(item))
    assert refused(text(claims(item)))
    assert refused(text({**claims(), -260: item}))


@given(FIELDS, ITEMS)
def test_any_field_may_hold_anything(field: str, item: object) -> None:
    whole = claims({**content(), field: item})
    entry = claims(content("v", {**content()["v"][0], field: item}))
    for code in (text(whole), text(entry)):
        reading = read(code, NOW, "synced")
        assert (reading.error is None) == (reading.certificate is not None)


@given(ITEMS, st.integers(0, 3))
def test_any_part_of_the_envelope_may_be_anything(item: object, part: int) -> None:
    parts: list[object] = envelope(b"\xa0")
    parts[part] = item
    headers = text(protected=item) if isinstance(item, dict) else ""
    for code in (text_of(cbor2.dumps(parts)), text(parts), headers):
        assert refused(code)


def test_every_truncation_is_refused() -> None:
    code, data = text(), cose()
    assert all(refused(code[:size]) for size in range(len(code)))
    assert all(refused(text_of(data[:size])) for size in range(len(data)))


def test_random_damage_to_the_packed_bytes_never_changes_what_is_said() -> None:
    """Padding bits of the compression may flip unnoticed; nothing else may."""
    rng = random.Random(20210504)  # noqa: S311 - the same damage every time
    good, packed = read(text(), NOW, "synced"), zlib.compress(cose())
    for _ in range(1_000):
        data = bytearray(packed)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        reading = read("HC1:" + base45.encode(bytes(data)), NOW, "synced")
        assert reading.error is not None or reading == good
