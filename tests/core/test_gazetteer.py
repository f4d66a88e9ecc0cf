"""Regions found by what a volunteer types, in a table of a few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.gazetteer import Gazetteer, Place
from kiosk.core.region import OVERSEAS


def place(code: str, name: str, read: str, *spellings: str) -> Place:
    return Place(
        code=code, name=name, syllables=tuple(read.split()), spellings=spellings
    )


TABLE = (
    place("110000", "北京市", "bei jing shi"),
    place("110105", "朝阳区", "chao yang qu", "zyq"),
    place("220000", "吉林省", "ji lin sheng"),
    place("222400", "延边朝鲜族自治州", "yan bian chao xian zu zi zhi zhou"),
    place("222401", "延吉市", "yan ji shi"),
    place("500000", "重庆市", "chong qing shi", "zqs"),
    place("540000", "西藏自治区", "xi zang zi zhi qu"),
    place("540102", "城关区", "cheng guan qu"),
    place("620000", "甘肃省", "gan su sheng"),
    place("620100", "兰州市", "lan zhou shi"),
    place("620102", "城关区", "cheng guan qu"),
    place("810000", "香港特别行政区", "xiang gang te bie xing zheng qu"),
)
HERE = Gazetteer(TABLE, "620102001001")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("lzcg", "甘肃省 兰州市 城关区"),
        ("LZ CGQ", "甘肃省 兰州市 城关区"),
        ("lzscgq", "甘肃省 兰州市 城关区"),
        ("gslzcg", "甘肃省 兰州市 城关区"),
        ("gscg", "甘肃省 兰州市 城关区"),
        ("cg", "甘肃省 兰州市 城关区"),  # near comes first
        ("lanzhouchengguan", "甘肃省 兰州市 城关区"),
        ("兰州城关", "甘肃省 兰州市 城关区"),
        ("城关", "甘肃省 兰州市 城关区"),
        ("620102", "甘肃省 兰州市 城关区"),
        ("620102008001", "甘肃省 兰州市 城关区"),
        ("6201", "甘肃省 兰州市"),
        ("lz", "甘肃省 兰州市"),
        ("l", "甘肃省 兰州市"),
        ("bjcy", "北京市 朝阳区"),
        ("zy", "北京市 朝阳区"),
        ("cq", "重庆市"),
        ("ybyj", "吉林省 延边朝鲜族自治州 延吉市"),
        ("xgtb", "香港特别行政区"),
        ("jw", "境外"),
    ],
)
def test_the_likeliest_region_comes_first(typed: str, path: str) -> None:
    assert HERE.search(typed)[0].path == path


def test_no_more_are_shown_than_fit_and_none_twice() -> None:
    assert len(HERE.search("c", 2)) == 2
    assert [r.code for r in HERE.search("cgq")] == ["620102", "540102"]


@pytest.mark.parametrize("typed", ["", "  ", "qqqq", "长安", "00", "?"])
def test_what_fits_nothing_finds_nothing(typed: str) -> None:
    assert HERE.search(typed) == ()


def test_a_code_that_no_table_knows_is_offered_as_it_is() -> None:
    assert [r.path for r in HERE.search("630102")] == ["630102"]
    assert [r.name for r in Gazetteer(()).search("620102")] == ["620102"]
    assert HERE.find("630102").name == "630102"


def test_only_letters_that_lead_on_are_offered() -> None:
    assert HERE.next_letters("l") == {"a", "z"}
    assert HERE.next_letters("lzcgq") == frozenset()
    assert {"l", "c", "x"} < HERE.next_letters("")


def test_a_streets_code_has_its_countys_name() -> None:
    found = HERE.find("620102008")

    assert (found.code, found.name) == ("620102008", "城关区")
    assert HERE.find("540199").name == "西藏自治区"
    assert HERE.find(OVERSEAS).name == "境外"


@given(st.text(max_size=12))
def test_anything_may_be_typed(typed: str) -> None:
    assert len(HERE.search(typed)) <= 12
    HERE.next_letters(typed)
