"""Risk areas, watch-list, numbers on duty, rota: written, read, and refused."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import cose
from kiosk.codes.district import DistrictListForged, DistrictListMalformed
from kiosk.codes.duty_list import DUTY_FORMAT, DutyList
from kiosk.codes.listing import ListFormat, SignedList
from kiosk.codes.risk_list import RISK_FORMAT, RiskArea, RiskList
from kiosk.codes.rota_list import ROTA_FORMAT
from kiosk.codes.watch_list import (
    WATCH_FORMAT,
    WatchEntry,
    WatchList,
    key_id_of,
    mark_of,
)
from kiosk.core.duty import DutyNumber
from kiosk.core.errors import ConfigError
from kiosk.core.region import OVERSEAS, SEVERITY, worst
from tests.codes.rota import ROTA
from tests.codes.scene import COMMUNITY, NOW, NOW_S, ROOT_SEED, STRANGER_SEED, public

DAY = timedelta(days=1)
ROOT = public(ROOT_SEED)
KEY = bytes(range(32))
HEAD: dict[str, Any] = {"seq": 3, "issued": NOW, "next_update": NOW + DAY}
STREET = RiskArea(
    code="620102008",
    name="靖远路街道",
    level="high",
    begins=NOW - 5 * DAY,
    ends=NOW + DAY,
)
BEIJING = replace(STREET, code="110105", name="朝阳区", level="medium")
RISKS = RiskList(**HEAD, notice="测试通告", window_days=14, entries=(STREET, BEIJING))
LOOKED_FOR = WatchEntry(
    mark=mark_of(KEY, "phone", "13900000001"),
    category="returnee",
    disposal="register",
    until=NOW + DAY,
)
WATCHED = WatchList(**HEAD, key_id=key_id_of(KEY), entries=(LOOKED_FOR,))
DUTY = DutyList(
    **HEAD,
    entries=(
        DutyNumber(role="police", name="测试警官", number="110"),
        DutyNumber(
            role="community", name="测试社区", number="0931-1234567", hours="24小时"
        ),
    ),
)
EVERY: list[tuple[ListFormat[Any], SignedList]] = [
    (RISK_FORMAT, RISKS),
    (WATCH_FORMAT, WATCHED),
    (DUTY_FORMAT, DUTY),
    (ROTA_FORMAT, ROTA),
]
each = pytest.mark.parametrize(
    ("kind", "listed"), EVERY, ids=["risk", "watch", "duty", "rota"]
)


@each
def test_a_signed_list_comes_back(kind: ListFormat[Any], listed: SignedList) -> None:
    assert kind.open(kind.sign(listed, ROOT_SEED), ROOT, "l") == listed


@each
def test_another_key_or_another_use_of_the_key_is_refused(
    kind: ListFormat[Any], listed: SignedList
) -> None:
    with pytest.raises(DistrictListForged, match=r"x\.cose"):
        kind.open(kind.sign(listed, STRANGER_SEED), ROOT, "x.cose")
    for other, _ in EVERY:
        if other is not kind:
            with pytest.raises(DistrictListForged):
                other.open(kind.sign(listed, ROOT_SEED), ROOT, "x.cose")


@each
def test_every_single_bit_flip_is_refused(
    kind: ListFormat[Any], listed: SignedList
) -> None:
    signed = kind.sign(listed, ROOT_SEED)
    for bit in range(len(signed) * 8):
        flipped = bytearray(signed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ConfigError):
            kind.open(bytes(flipped), ROOT, "l")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_config_error(data: bytes) -> None:
    for kind, _ in EVERY:
        for candidate in (data, b"\xd2\x84" + data):
            with pytest.raises(ConfigError):
                kind.open(candidate, ROOT, "l")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2**40) | st.text(max_size=8)
    | st.binary(max_size=16),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(st.data())
def test_any_signed_content_gives_a_list_or_says_what_is_damaged(
    data: st.DataObject,
) -> None:
    kind, _ = data.draw(st.sampled_from(EVERY))
    content = {"seq": 1, "issued": NOW_S, "next_update": NOW_S}
    content |= {name: data.draw(PLAIN) for name in sorted(kind.members)}
    signed = cose.sign(cbor2.dumps(content), {}, kind.aad, ROOT_SEED)
    with suppress(DistrictListMalformed):
        assert kind.open(signed, ROOT, "l").seq == 1


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (RISK_FORMAT, {"areas": {}}),
        (RISK_FORMAT, {"areas": [["110105", "x", 1, 0]]}),
        (RISK_FORMAT, {"areas": [["11010", "x", 1, 0, 0]]}),
        (RISK_FORMAT, {"areas": [["110105", "x", 4, 0, 0]]}),
        (RISK_FORMAT, {"areas": [["110105", "x" * 61, 3, 0, 0]]}),
        (RISK_FORMAT, {"areas": [["110105", "\x1b[2J", 3, 0, 0]]}),
        (RISK_FORMAT, {"window_days": 0}),
        (RISK_FORMAT, {"window_days": 61}),
        (RISK_FORMAT, {"notice": 1}),
        (WATCH_FORMAT, {"entries": 1}),
        (WATCH_FORMAT, {"key": b"123"}),
        (WATCH_FORMAT, {"entries": [[bytes(15), "contact", "hold", 0]]}),
        (WATCH_FORMAT, {"entries": [[bytes(16), "Contact", "hold", 0]]}),
        (WATCH_FORMAT, {"entries": [[bytes(16), "contact", "allow", 0]]}),
        (DUTY_FORMAT, {"numbers": 1}),
        (DUTY_FORMAT, {"numbers": [["police", "x", 110, ""]]}),
        (DUTY_FORMAT, {"numbers": [["friend", "x", "110", ""]]}),
        (DUTY_FORMAT, {"numbers": [["police", "x", "110;ext=1", ""]]}),
        (DUTY_FORMAT, {"numbers": [["police", 1, "110", ""]]}),
    ],
)
def test_a_wrong_part_is_malformed(
    kind: ListFormat[Any], change: dict[str, object]
) -> None:
    wholes: dict[Any, dict[str, object]] = {
        RISK_FORMAT: {"areas": [], "notice": "", "window_days": 14},
        WATCH_FORMAT: {"entries": [], "key": bytes(4)},
        DUTY_FORMAT: {"numbers": []},
    }
    good = wholes[kind]
    head = {"seq": 1, "issued": NOW_S, "next_update": NOW_S}

    def signed(content: dict[str, object]) -> bytes:
        return cose.sign(cbor2.dumps(content), {}, kind.aad, ROOT_SEED)

    assert kind.open(signed({**head, **good}), ROOT, "l").entries == ()
    with pytest.raises(DistrictListMalformed, match="ask the supervisor"):
        kind.open(signed({**head, **good, **change}), ROOT, "l")


@pytest.mark.parametrize(
    ("code", "risk"),
    [
        ("620102008", "high"),
        ("620102008001", "high"),
        ("620102", "high"),  # the street at risk is a part of it
        ("620103", "none"),  # home's own prefecture
        ("110105", "medium"),
        ("110106", "low"),
        (OVERSEAS, "overseas"),
        ("810000", "overseas"),
    ],
)
def test_a_region_has_the_risk_of_what_it_touches(code: str, risk: str) -> None:
    assert RISKS.risk_of(code, COMMUNITY, NOW) == risk


def test_a_stay_counts_for_the_window_after_an_area_ended_and_not_before() -> None:
    later = STREET.ends + 14 * DAY

    assert RISKS.risk_of("620102008", COMMUNITY, later) == "high"
    assert RISKS.risk_of("620102008", COMMUNITY, later + DAY) == "none"
    assert RISKS.risk_of("620102008", COMMUNITY, STREET.begins - DAY) == "none"
    assert RISKS.risk_of("620102008", COMMUNITY, None) == "high"  # clock unsure


def test_a_key_region_has_no_risk_of_its_own() -> None:
    key = replace(BEIJING, code="230100", level="key")
    risks = replace(RISKS, entries=(*RISKS.entries, key))

    assert risks.risk_of("230102", COMMUNITY, NOW) == "low"
    assert risks.is_key_region("230102", NOW)
    assert not risks.is_key_region("110105", NOW)


def test_the_parts_at_risk_of_a_county_are_named_worst_first() -> None:
    low = replace(STREET, code="620102009", level="low")
    risks = replace(RISKS, entries=(low, *RISKS.entries))

    assert risks.parts_of("620102", NOW) == (STREET, low)
    assert risks.parts_of("110105", NOW) == ()


def test_the_worst_risk_of_none_is_none() -> None:
    assert worst([]) == "none"
    assert worst(["low", "overseas", "high"]) == "overseas"


@given(st.lists(st.sampled_from(["620102008", "110105", "110106", "620103"])))
def test_another_region_never_makes_the_risk_smaller(codes: list[str]) -> None:
    order = SEVERITY
    risks = [RISKS.risk_of(code, COMMUNITY, NOW) for code in codes]

    for many in range(len(risks)):
        assert order.index(worst(risks[: many + 1])) >= order.index(worst(risks[:many]))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "139 0000-0001", "+8613900000001"),
        ("id_number", "11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ"),
        ("plate", "甘A·12345", "甘a12345"),
        ("pass_id", "a1b2c3d4e5f6", "A1B2 C3D4 E5F6"),
    ],
)
def test_a_mark_does_not_hang_on_how_it_was_written(
    kind: Any, one: str, other: str
) -> None:
    assert mark_of(KEY, kind, one) == mark_of(KEY, kind, other)
    assert mark_of(bytes(32), kind, one) != mark_of(KEY, kind, one)


def test_a_mark_of_one_kind_is_not_that_of_another() -> None:
    assert mark_of(KEY, "phone", "110") != mark_of(KEY, "plate", "110")


def test_the_mark_that_others_compute_stays_the_same() -> None:
    """docs/lists.md shows senders this one."""
    mark = mark_of(KEY, "id_number", "11010519491231002X")

    assert mark.hex() == "1ad799e7c5e22c7ec889aa8605f93273"
    assert key_id_of(KEY).hex() == "fa0cde5e"


def test_the_gravest_entry_that_is_not_over_is_found() -> None:
    hold = replace(LOOKED_FOR, disposal="hold", until=NOW - DAY)
    watched = replace(WATCHED, entries=(LOOKED_FOR, hold))
    marks = [bytes(16), LOOKED_FOR.mark]

    assert watched.find(marks, NOW) == LOOKED_FOR
    assert watched.find(marks, None) == hold  # clock unsure: nothing is over
    assert watched.find(marks, NOW + 2 * DAY) is None
    assert watched.find([bytes(16)], NOW) is None


def test_a_number_is_dialled_without_its_hyphens() -> None:
    assert [n.dialled for n in DUTY.entries] == ["110", "09311234567"]
    assert replace(DUTY.entries[0], number="+86 931-1").dialled == "+869311"
