"""Differences of results: by key rather than by place, and several runs field by field."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.workbench.diff import diff, key_of
from smooth_console.workbench.stability import compare

DESK = {"name": "Desk", "price": 149, "tags": ["wood", "new"]}
LAMP = {"name": "Lamp", "price": 30, "tags": []}
RUG = {"name": "Rug", "price": 75, "tags": []}


def test_records_are_matched_by_key() -> None:
    found = diff([DESK, LAMP, RUG], [RUG | {"price": 70}, {"name": "Sofa", "price": 900, "tags": []}, DESK])
    assert found.key == "name"
    assert list(found.lines()) == [
        "1 moved, 1 removed, 1 changed, 1 added, records matched by name",
        '> "Desk"  from 0 to 2',
        '- "Lamp"  {"name": "Lamp", "price": 30, "tags": []}',
        '~ "Rug" .price  75 → 70',
        '+ "Sofa"  {"name": "Sofa", "price": 900, "tags": []}',
    ]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"a": 1}, {"a": 1.0}, ["no difference"]),
        ({"a": 1}, {"a": True}, ["1 changed", "~ .a  1 → true"]),
        ({"a": 1}, {"b": 1}, ["1 removed, 1 added", "- .a  1", "+ .b  1"]),
        ([1, 2, 2], [2, 1], ["1 moved, 1 removed", "> 1  from 0 to 1", "- 2"]),
        ("x", ["x"], ["1 changed", '~ the whole  "x" → ["x"]']),
        ([{"v": 1}, {"v": 1}], [{"v": 1}, {"v": 2}], ["1 changed", "~ [1] .v  1 → 2"]),
        ([{"n": "a", "t": ["x"]}], [{"n": "a", "t": ["x", "y"]}], ["1 added, records matched by n", '+ "a" .t "y"']),
    ],
)
def test_a_difference_is_said_where_it_is(before: Any, after: Any, lines: list[str]) -> None:
    assert list(diff(before, after).lines()) == lines


def test_the_key_is_a_name_that_tells_apart_else_the_longest_text() -> None:
    assert key_of([{"title": "a", "url": "u1"}, {"title": "a", "url": "u2"}]) == "url"
    assert key_of([{"x": "long text one", "y": "b"}, {"x": "long text two", "y": "a"}]) == "x"
    assert key_of([{"price": 1}, {"price": 2}]) == ""
    assert key_of([{"product_id": 1, "name": "a"}, {"product_id": 2, "name": "b"}]) == "product_id"
    assert key_of([{"id": 1}, {"name": "b"}]) == ""
    assert key_of([]) == ""


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "a", "b"]), inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None)
@given(_JSON, _JSON)
def test_a_difference_is_there_exactly_when_two_values_differ(one: Any, other: Any) -> None:
    assert not diff(one, one).changes
    as_sets = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert bool(diff(one, other).changes) != as_sets
    json.dumps(diff(one, other).as_data())


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=2), st.randoms(use_true_random=False))
def test_another_order_is_nothing_but_moves(names: list[str], rng: random.Random) -> None:
    before = [{"name": name, "n": index} for index, name in enumerate(names)]
    after = rng.sample(before, len(before))
    assert {change.kind for change in diff(before, after).changes} <= {"moved"}


def test_runs_are_compared_field_by_field_with_counts() -> None:
    found = compare([[DESK, LAMP], [LAMP, DESK | {"price": 139}], [DESK, LAMP]])
    assert (found.runs, found.key, found.stable) == (3, "name", False)
    assert found.lines() == [
        "3 runs: some fields vary, records matched by name",
        "  [].name    stable",
        "  [].price   varies in 1 of 2",
        '               "Desk" .price: 149 (2×), 139 (1×)',
        "  [].tags[]  stable",
        "  [].tags    stable",
    ]
    data = found.as_data()
    assert data["fields"][1] == {
        "field": "[].price",
        "stable": 1,
        "varying": [{"path": ['"Desk"', "price"], "values": [["149", 2], ["139", 1]]}],
    }


def test_a_record_that_one_run_does_not_have_varies() -> None:
    found = compare([[DESK, LAMP], [DESK]])
    assert '"Lamp" .price: 30 (1×), (not there) (1×)' in "\n".join(found.lines())
    assert compare([{"a": 1}, {"a": 1}]).stable
