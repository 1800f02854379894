"""Running a snippet with parameters: the form that asks for them."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from smooth_console.tui.drafts import DraftFile
from smooth_console.tui.screens.args import ArgsScreen
from smooth_console.tui.widgets.editor import EditorPanel
from tests.tui.editor_host import Host

pytestmark = pytest.mark.anyio

SNIPPET = """// Outline elements
// @param {string} selector - which [/foo]
// @param {number} [ms=4000] - how long
// @param [more] - anything
({ selector, ms, more }) => 1
"""


async def test_f5_asks_for_the_parameters_of_a_snippet_and_calls_it_with_them() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.panel.open("javascript", "highlight", SNIPPET)
        await pilot.press("f5")
        await host.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(host.screen, ArgsScreen)
        await pilot.press("enter", *"many", "f5")
        problem = host.screen.query_one("#problem", Static)
        assert str(problem.render()) == "selector is missing"
        await pilot.press(*"a[href]", "f5")
        assert str(problem.render()) == "ms is a number, not many"
        await pilot.press(*["backspace"] * 4, "enter", *"[1", "enter")
        await pilot.pause()
        assert [json.loads(args) for args in host.args] == [{"selector": "a[href]", "ms": 4000, "more": "[1"}]
        assert host.runs == [SNIPPET]


async def test_what_was_typed_stands_there_the_next_time_and_esc_runs_nothing_and_loses_nothing(tmp_path: Path) -> None:
    file = DraftFile(tmp_path / "drafts.json")
    host = Host(EditorPanel(file))
    async with host.run_test(size=(80, 24)) as pilot:
        host.panel.open("javascript", "highlight", SNIPPET)
        await pilot.press("f5")
        await host.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("h", "1", "f5", "f5")
        await host.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("x", "escape")
        await pilot.pause()
        assert len(host.runs) == 1
        assert host.panel.text == SNIPPET
    host = Host(EditorPanel(file))
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("f5")
        await host.workers.wait_for_complete()
        await pilot.pause()
        assert [field.value for field in host.screen.query(Input)] == ["x", "", ""]
