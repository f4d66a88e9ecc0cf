from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.core.errors import FormError
from kiosk.office.order import PassOrder
from kiosk.office.roll import COLUMNS, RollRow, RollUnfit, read_roll
from kiosk.office.table import Cell, read_table
from tests.office.passes import workbook

ROLL = Path("roll.csv")
END = datetime(2026, 12, 31)  # noqa: DTZ001 - a spreadsheet knows no zone
HEADS: list[Cell] = list(COLUMNS)
CHINESE: list[Cell] = [words[1] for words in COLUMNS.values()]


def rows_of(*cells: list[Cell], heads: list[Cell] = HEADS) -> list[RollRow]:
    return list(read_roll([heads, *cells], ROLL))


def fault_of(*cells: Cell) -> tuple[str, str]:
    (row,) = rows_of(list(cells))
    assert row.fault is not None
    return row.fault.field, row.fault.slug


def test_a_row_becomes_an_order_under_chinese_heads_and_classes() -> None:
    (row,) = rows_of(
        ["3-2-501", "２", "常住", "30", "", "京A12345", "测试甲"], heads=CHINESE
    )

    assert row.order == PassOrder(
        pass_class="resident",
        household="3-2-501",
        member=2,
        life=timedelta(days=30),
        plate="京A12345",
        name="测试甲",
    )
    assert row.number == 2


def test_heads_come_in_any_order_with_others_between_and_blank_rows_count() -> None:
    rows = rows_of(
        ["", "", ""],
        ["备注", "Delivery", "9-1"],
        heads=["note", " CLASS ", "户号"],
    )

    assert [(row.number, row.order and row.order.household) for row in rows] == [
        (3, "9-1")
    ]


@pytest.mark.parametrize(
    "typed", ["2026-12-31", "2026/12/31", "2026年12月31日", "2026.12.31"]
)
def test_an_end_is_a_date_as_people_write_it(typed: str) -> None:
    (row,) = rows_of(["1", "", "resident", "", typed, "", ""])

    assert row.order is not None
    assert row.order.until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["1", "x", "resident"], ("member", "unfit")),
        (["1", "1.5", "resident"], ("member", "unfit")),
        (["1", "", "prince"], ("class", "unknown")),
        (["1", "", ""], ("class", "missing")),
        (["1", "", "resident", "thirty"], ("days", "unfit")),
        (["1", "", "resident", "1", "2026-12-31"], ("until", "unfit")),
        (["1", "", "resident", "", "2026-02-31"], ("until", "unfit")),
        (["1", "", "resident", "", "soon"], ("until", "unfit")),
        ([date(2026, 3, 2), "", "resident"], ("household", "a-date")),
        (["x" * 5000, "", "resident"], ("household", "unfit")),
    ],
)
def test_a_bad_row_is_told_by_field(cells: list[Cell], fault: tuple[str, str]) -> None:
    assert fault_of(*cells) == fault


def test_a_bad_row_does_not_stop_the_rest_and_is_never_quoted() -> None:
    bad, good = rows_of(["秘密", "many", "resident"], ["1", "1", "resident"])

    assert bad.number == 2
    assert bad.fault is not None
    assert "many" not in str(bad.fault)
    assert good.order is not None


def test_the_same_holder_twice_is_told_with_both_rows() -> None:
    first, second, other = rows_of(
        ["3栋", "1", "resident"], ["３栋", "1", "居民"], ["3栋", "2", "居民"]
    )

    assert first.order is not None
    assert other.order is not None
    assert isinstance(second.fault, FormError)
    assert "row 2" in str(second.fault)


@pytest.mark.parametrize(
    ("heads", "problem"),
    [
        (["户号", "姓名"], "called class"),
        (["a", "b"], "called household or class"),
        (["class", "household", "类别"], "two columns"),
    ],
)
def test_a_table_that_is_no_roll_is_refused(heads: list[Cell], problem: str) -> None:
    with pytest.raises(RollUnfit, match=problem):
        rows_of(heads=heads)
    with pytest.raises(RollUnfit, match="empty"):
        list(read_roll([["", ""]], ROLL))


def test_a_spreadsheet_gives_dates_numbers_and_texts(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "roll.xlsx",
        [
            ["户号", "成员", "类别", "截止日期", "姓名"],
            ["3-2-501", 1, "常住", END, None],
            [502.0, 2.0, "常住", "2026-12-31", "测试乙"],
        ],
    )

    orders = [row.order for row in read_roll(read_table(path), path)]

    assert [(o.household, o.member, o.until) for o in orders if o] == [
        ("3-2-501", 1, date(2026, 12, 31)),
        ("502", 2, date(2026, 12, 31)),
    ]


CELLS = st.one_of(
    st.text(max_size=30), st.dates(), st.sampled_from(["resident", "1", "2026-12-31"])
)


@given(st.lists(st.lists(CELLS, max_size=9), max_size=6))
@example([["1", "", "resident", "", "9999年99月99日"]])
@example([["1", "²", "resident"]])
def test_any_cells_give_orders_or_faults_row_by_row(table: list[list[Cell]]) -> None:
    rows = rows_of(*table)

    assert [row.number for row in rows] == [
        number for number, cells in enumerate(table, 2) if any(cells)
    ]
    for row in rows:
        assert (row.order is None) != (row.fault is None)
