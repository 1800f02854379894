"""What stands on the screen while one types: lines that wait, the line, what is wrong with it, menu and toolbar."""

from collections.abc import Callable

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition, has_focus, is_done
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    Dimension,
    Float,
    FloatContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.layout.menus import CompletionsMenu
from prompt_toolkit.layout.processors import (
    AppendAutoSuggestion,
    HighlightIncrementalSearchProcessor,
    HighlightSelectionProcessor,
)
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.widgets import SearchToolbar

from smooth_console.repl.lines import Line

MENU_ROWS = 7
"""Kept free below the line, so that nothing jumps when the menu opens."""


def layout(
    buffer: Buffer,
    lexer: Lexer,
    *,
    prefix: Callable[[int, int], Line],
    above: Callable[[], list[Line]],
    below: Callable[[], list[Line]],
    toolbar: Callable[[], Line],
) -> Layout:
    """Put it together.

    Args:
        buffer: What is typed.
        lexer: Its colours.
        prefix: The prompt of a line by its number, and by how often it has been wrapped.
        above: Lines over the prompt; none takes no room.
        below: Lines under what is typed; none takes no room.
        toolbar: The last line.
    """
    search = SearchToolbar(ignore_case=True)
    control = BufferControl(
        buffer=buffer,
        lexer=lexer,
        search_buffer_control=search.control,
        preview_search=True,
        include_default_input_processors=False,
        input_processors=[
            HighlightIncrementalSearchProcessor(),
            HighlightSelectionProcessor(),
            AppendAutoSuggestion(),
        ],
    )
    typed = Window(
        control,
        wrap_lines=True,
        dont_extend_height=True,
        get_line_prefix=lambda number, wraps: _fragments([prefix(number, wraps)]),
    )
    body = HSplit(
        [
            _lines(above),
            typed,
            ConditionalContainer(search, ~is_done),
            _lines(below),
            ConditionalContainer(Window(height=Dimension(min=0, preferred=MENU_ROWS)), ~is_done),
            ConditionalContainer(Window(FormattedTextControl(lambda: _fragments([toolbar()])), height=1), ~is_done),
        ]
    )
    menu = CompletionsMenu(max_height=MENU_ROWS, scroll_offset=1, extra_filter=has_focus(buffer))
    return Layout(FloatContainer(body, [Float(menu, xcursor=True, ycursor=True, transparent=True)]), typed)


def _lines(lines: Callable[[], list[Line]]) -> ConditionalContainer:
    window = Window(FormattedTextControl(lambda: _fragments(lines())), dont_extend_height=True, wrap_lines=True)
    return ConditionalContainer(window, Condition(lambda: bool(lines())) & ~is_done)


def _fragments(lines: list[Line]) -> StyleAndTextTuples:
    fragments: StyleAndTextTuples = []
    for number, line in enumerate(lines):
        fragments += [("", "\n")] if number else []
        fragments += line
    return fragments
