"""The JSON tree: opens at once, draws what shows, finds what is hidden, copies what is under the cursor."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from smooth_console.output.paths import value_at, write_pointer
from smooth_console.output.render import has_members
from smooth_console.tui.widgets.foot_line import FootLine
from smooth_console.tui.widgets.json_tree import JsonTree
from smooth_console.tui.widgets.json_view import JsonView
from smooth_console.tui.widgets.tree_model import Node, TreeModel, walk

pytestmark = pytest.mark.anyio

SHOP = {"items": [{"title": "Desk", "price": 149}, {"title": "Lamp", "price": 39.5}], "odd key": None, "total": 2}
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)


class OneTree(App[None]):
    """A tree with its foot."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.view = JsonView(value)
        self.copied: list[tuple[str, str]] = []
        self.opened: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """The view."""
        yield self.view

    def on_mount(self) -> None:
        """Keys go to the tree."""
        self.view.focus()

    def on_json_tree_copy_requested(self, event: JsonTree.CopyRequested) -> None:
        """Keep what was asked for."""
        self.copied.append((event.text, event.what))

    def on_json_tree_string_opened(self, event: JsonTree.StringOpened) -> None:
        """Keep what was asked for."""
        self.opened.append((event.text, event.path))

    @property
    def lines(self) -> JsonTree:
        """The tree itself."""
        return self.view.tree_lines

    def text(self) -> list[str]:
        """What the tree shows, down to its last line."""
        count = min(self.lines.size.height, self.lines.line_count())
        return [self.lines.render_line(y).text.rstrip() for y in range(count)]

    def foot(self) -> str:
        """What the line under the tree says."""
        return " ".join(str(note.render()) for note in self.query_one(FootLine).query("FootNote"))


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for something to be so."""
    for _ in range(1000):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to hold")


def shown_lines(model: TreeModel) -> list[Node]:
    """Every line of a model."""
    return [model.node(line) for line in range(model.line_count)]


@given(JSON, st.lists(st.integers(0, 40), max_size=12))
@settings(max_examples=150)
def test_lines_are_what_a_plain_walk_over_the_open_nodes_gives(value: Any, touches: list[int]) -> None:
    model = TreeModel(value)
    opened: set[tuple[int, ...]] = {node.places for node in shown_lines(model) if node.open}
    for touch in touches:
        node = model.node(touch % model.line_count)
        if model.close(node):
            opened.discard(node.places)
        elif model.open(node):
            opened.add(node.places)

    def plain(inner: Any, places: tuple[int, ...]) -> list[tuple[int, ...]]:
        lines = [places]
        if has_members(inner) and places in opened:
            members = inner.values() if isinstance(inner, dict) else inner
            for place, member in enumerate(members):
                lines += plain(member, (*places, place))
        return lines

    nodes = shown_lines(model)
    assert [node.places for node in nodes] == plain(value, ())
    for line, node in enumerate(nodes):
        assert model.line_of(node.branch, node.place) == line
        assert value_at(value, write_pointer(node.steps)) == node.value
        assert model.places_of(node.steps) == node.places


@given(JSON)
def test_opening_everything_shows_every_member_and_a_search_visits_them_in_that_order(value: Any) -> None:
    model = TreeModel(value)
    assert model.open_below(model.node(0), 10_000)
    visited = list(walk(value, ""))
    leaves = [places for places in visited if places is not None]
    shown = [node.places for node in shown_lines(model)]
    assert len(visited) == len(shown)
    assert [places for places in shown if places in set(leaves)] == leaves


async def test_a_value_shows_keys_values_and_counts() -> None:
    app = OneTree(SHOP)
    async with app.run_test(size=(60, 20)):
        assert app.text() == [
            "▌▾ {3}",
            "   ▾ items  [2]",
            '     ▸ 0  {title: "Desk", price: 149}',
            '     ▸ 1  {title: "Lamp", price: 39.5}',
            "     odd key  null",
            "     total    2",
        ]


@pytest.mark.parametrize("value", ["text", 3, None, True, {}, [], 1e400])
async def test_a_value_with_nothing_inside_is_one_line(value: Any) -> None:
    app = OneTree(value)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("right", "left", "space", "asterisk", "down", "enter", "n", "y")
        assert len(app.text()) == 1
        assert len(app.copied) == 1


async def test_keys_open_close_and_go_to_the_parent() -> None:
    app = OneTree(SHOP)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("down", "down", "right", "right")
        assert app.lines.path == ".items[0].title"
        await pilot.press("left")
        assert app.lines.path == ".items[0]"
        await pilot.press("left", "left")
        assert app.lines.path == ".items"
        await pilot.press("space")
        assert len(app.text()) == 4
        await pilot.press("asterisk")
        assert len(app.text()) == 10


async def test_value_and_path_are_copied_as_one_types_them() -> None:
    app = OneTree(SHOP)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("Y", "down", "down", "y", "Y", "down", "down", "Y")
        assert app.copied == [
            (".", "path"),
            ('{\n  "title": "Desk",\n  "price": 149\n}', "value"),
            (".items[0]", "path"),
            ('["odd key"]', "path"),
        ]


async def test_a_large_value_is_copied_whole() -> None:
    value = [{"n": n} for n in range(6000)]
    app = OneTree(value)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("y")
        await until(pilot, lambda: bool(app.copied))
        assert json.loads(app.copied[0][0]) == value


async def test_enter_on_a_string_asks_for_it_whole() -> None:
    text = "line\n" * 1000
    app = OneTree({"text": text})
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("down", "enter")
        assert app.opened == [(text, ".text")]
        assert "5,000 characters" in app.text()[1]


async def test_a_click_on_the_sign_opens_and_elsewhere_only_selects() -> None:
    app = OneTree(SHOP)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.click(JsonTree, offset=(20, 2))
        assert len(app.text()) == 6
        assert app.lines.cursor == 2
        await pilot.click(JsonTree, offset=(5, 2))
        assert len(app.text()) == 8


async def test_a_search_opens_what_it_finds_and_goes_round() -> None:
    value = {"a": [{"deep": [{"name": "Walnut"}]}], "b": {"walnut": 1}, "c": "none"}
    app = OneTree(value)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("slash", *"waln")
        assert app.lines.path == ".a[0].deep[0].name"
        assert "1 of 2" in app.foot()
        await pilot.press("enter", "n")
        assert app.lines.path == ".b.walnut"
        await pilot.press("n")
        assert "1 of 2" in app.foot()
        await pilot.press("N")
        assert app.lines.path == ".b.walnut"
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert "not found" in app.foot()
        await pilot.press("escape")
        assert app.lines.wanted == ""


async def test_a_search_goes_on_from_the_cursor_and_capitals_count_when_typed() -> None:
    app = OneTree(["Desk", "desk", "DESK"])
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("down", "down")
        app.lines.search("desk")
        assert app.lines.path == "[1]"
        assert len(app.lines.hits) == 3
        app.lines.search("DESK")
        assert app.lines.hits == [(2,)]


async def test_a_long_search_leaves_the_keys_their_turn() -> None:
    app = OneTree(list(range(300_000)))
    async with app.run_test(size=(80, 20)) as pilot:
        app.lines.search("299999")
        assert app.lines.searching
        await pilot.press("down")
        assert app.lines.cursor == 1
        await until(pilot, lambda: not app.lines.searching)
        assert app.lines.cursor == 1
        await pilot.press("n")
        assert app.lines.path == "[299999]"


async def test_marks_show_beside_values_and_on_what_is_closed_around_them() -> None:
    app = OneTree({"items": [{"ok": 1}, {"bad": None}], "fine": [[1, [2]]]})
    async with app.run_test(size=(80, 20)) as pilot:
        app.view.set_marks({"/items/1/bad": ("✗", "error", "null is not a number [/x]")})
        text = app.text()
        assert "·" in next(line for line in text if "bad" in line)
        await pilot.press("down", "asterisk")
        line = next(line for line in app.text() if "null" in line)
        assert "✗" in line
        assert line.endswith("null is not a number [/x]")


async def test_nothing_in_keys_or_values_acts() -> None:
    evil = "\x1b]52;c;x\x07[/b]\u202e\n\ud800"
    app = OneTree({evil: evil, "in": [{evil: [evil]}]})
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.press("asterisk", "down")
        text = "".join(app.text()) + app.foot()
        assert not {"\x1b", "\x07", "\u202e", "\n", "\ud800"} & set(text)


async def test_deep_nesting_stays_on_the_screen() -> None:
    deep: Any = "bottom"
    for _ in range(3000):
        deep = [deep]
    app = OneTree(deep)
    async with app.run_test(size=(60, 20)) as pilot:
        app.lines.search("bottom")
        await until(pilot, lambda: not app.lines.searching)
        assert any('"bottom"' in line for line in app.text())


@pytest.mark.parametrize(
    "value",
    [
        [{"id": n, "title": f"Walnut desk {n}", "tags": ["a", "b"]} for n in range(15_000)],
        "x" * 5_000_000,
        {"text": "y" * 5_000_000},
        list(range(1_000_000)),
        {f"key {n}": n for n in range(200_000)},
    ],
    ids=["records", "string", "string inside", "array", "object"],
)
async def test_any_size_opens_at_once(value: Any) -> None:
    app = OneTree(None)
    async with app.run_test(size=(120, 40)) as pilot:
        start = time.process_time()
        app.view.show(value)
        app.text()
        assert time.process_time() - start < 0.5
        await pilot.press("end")
        assert app.lines.cursor == app.lines.line_count() - 1
