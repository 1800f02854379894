"""A list of objects is a table; its text fits the width and loses no row."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from smooth_console.output import cells
from smooth_console.output.tables import as_table, find_table, table_lines

ROWS = [{"title": "Desk", "price": 149}, {"price": 39.5, "title": "Lamp", "tags": ["a"]}, {"title": None}]


def test_columns_come_in_order_of_first_sight_and_numbers_go_right() -> None:
    table = as_table(ROWS)
    assert table is not None
    assert [(c.name, c.numeric) for c in table.columns] == [("title", False), ("price", True), ("tags", False)]
    assert list(table_lines(table, 80)) == [
        "title  price  tags",
        "─────  ─────  ─────",
        "Desk     149",
        'Lamp    39.5  ["a"]',
        "null",
    ]


def test_what_is_no_list_of_objects_is_no_table() -> None:
    values: tuple[Any, ...] = ([], [1], [{"a": 1}, 2], {"a": 1}, "x", None, [{}])
    for value in values:
        assert as_table(value) is None


def test_the_one_list_of_objects_in_an_object_is_found() -> None:
    table = find_table({"total": 3, "items": ROWS})
    assert table is not None
    assert table.steps == ("items",)
    assert find_table({"a": ROWS, "b": ROWS}) is None


@given(
    st.lists(st.dictionaries(st.text(max_size=12), st.integers() | st.text(max_size=80), max_size=8), max_size=5),
    st.integers(8, 120),
)
def test_plain_text_fits_the_width(rows: list[dict[str, Any]], width: int) -> None:
    table = as_table(rows)
    if table is not None:
        lines = list(table_lines(table, width))
        assert len(lines) == len(rows) + 2
        assert all(cells.width(line) <= width for line in lines)
