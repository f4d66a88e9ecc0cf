"""The table that set-up writes, as the kiosk reads it."""

from pathlib import Path

import pytest

from kiosk.core.gazetteer import Gazetteer
from kiosk.store.regions import TABLE, load_gazetteer


@pytest.fixture(scope="module")
def china() -> Gazetteer:
    if not TABLE.exists():
        pytest.skip("needs kiosk/store/vendor/regions.tsv: run the set-up")
    return load_gazetteer("620102001001")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("lzcg", "620102"),
        ("bjcy", "110105"),
        ("cq", "500000"),  # 重 is read chong here
        ("la", "341500"),  # 六 is read lu there
        ("zjkyx", "130726"),  # 蔚县 yu
        ("xjhthtx", "653221"),
        ("仙桃", "429004"),
        ("香港", "810000"),
        ("am", "820000"),
        ("taiwan", "710000"),
    ],
)
def test_the_shipped_table_knows_the_country(
    china: Gazetteer, typed: str, code: str
) -> None:
    assert code in [region.code for region in china.search(typed)]


def test_placeholders_of_the_standard_are_no_places(china: Gazetteer) -> None:
    assert china.find("429004").path == "湖北省 仙桃市"
    assert china.find("500230").path.startswith("重庆市 ")
    assert china.search("直辖县级") == ()
    assert len({r.path for r in china.search("北京市")}) == len(china.search("北京市"))


def test_without_the_table_codes_and_abroad_are_left(tmp_path: Path) -> None:
    bare = load_gazetteer("", tmp_path / "none.tsv")

    assert [r.name for r in bare.search("境外")] == ["境外"]
    assert [r.code for r in bare.search("620102")] == ["620102"]
