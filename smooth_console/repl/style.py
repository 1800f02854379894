"""A theme as prompt_toolkit takes it, and lines as the bytes a terminal takes. The terminal's own ground stays."""

import os
from collections.abc import Iterable, Mapping
from functools import cache
from io import StringIO

from prompt_toolkit.data_structures import Size
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from smooth_console.output import themes
from smooth_console.output.themes import Theme
from smooth_console.repl.lines import Line, plain

_LIGHT_GROUNDS = ("7", "15")


def style_of(theme: Theme) -> Style:
    """The rules for everything that this front end shows."""
    ui, code = theme.interface, theme.code
    return Style(
        [
            ("prompt", f"{ui.accent} bold"),
            ("continuation", ui.muted),
            ("accent", ui.accent),
            ("call", f"{ui.accent} bold"),
            ("muted", ui.muted),
            ("head", f"{ui.accent} bold"),
            ("success", ui.success),
            ("warning", ui.warning),
            ("error", ui.error),
            ("info", ui.info),
            ("key", code.key),
            ("string", code.string),
            ("number", code.number),
            ("keyword", code.keyword),
            ("comment", f"{code.comment} italic"),
            ("punctuation", code.punctuation),
            ("function", code.function),
            ("tag", code.tag),
            ("qr", "#000000 bg:#ffffff"),
            ("toolbar", f"{ui.foreground} bg:{ui.panel}"),
            ("toolbar.muted", ui.muted),
            ("toolbar.warning", f"{ui.warning} bold"),
            ("toolbar.success", ui.success),
            ("auto-suggestion", ui.muted),
            ("search-toolbar", ui.accent),
            ("completion-menu", f"{ui.foreground} bg:{ui.panel}"),
            ("completion-menu.completion.current", f"noreverse bold {ui.foreground} bg:{ui.selection}"),
            ("completion-menu.meta.completion", f"{ui.muted} bg:{ui.surface}"),
            ("completion-menu.meta.completion.current", f"noreverse {ui.foreground} bg:{ui.selection}"),
            ("scrollbar.background", f"bg:{ui.surface}"),
            ("scrollbar.button", f"bg:{ui.border}"),
            ("selected", f"noreverse bg:{ui.selection}"),
            ("incsearch", f"bg:{ui.selection}"),
            ("incsearch.current", f"noreverse bold bg:{ui.selection}"),
        ]
    )


def first_theme(chosen: str, environment: Mapping[str, str]) -> str:
    """The theme to begin with: the one that was chosen, else one for the ground that the terminal says it has."""
    ground = environment.get("COLORFGBG", "").rpartition(";")[2]
    return chosen or (themes.DEFAULT_LIGHT if ground in _LIGHT_GROUNDS else themes.DEFAULT)


def colour_depth(environment: Mapping[str, str]) -> ColorDepth:
    """How many colours to use: none when the user wants none, all when the terminal says that it has them."""
    if environment.get("NO_COLOR"):
        return ColorDepth.DEPTH_1_BIT
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return ColorDepth.DEPTH_24_BIT
    return ColorDepth.DEPTH_4_BIT if environment.get("TERM") in ("linux", "eterm-color") else ColorDepth.DEPTH_8_BIT


class Painter:
    """Lines as text with escape sequences.

    Args:
        theme: Its colours.
        depth: How many of them there can be.
    """

    def __init__(self, theme: Theme, depth: ColorDepth) -> None:
        self.style = style_of(theme)
        self.depth = depth
        self._begins = cache(self._begin)

    def paint(self, lines: Iterable[Line]) -> str:
        """Each line with its end."""
        return "".join(self._line(line) + "\r\n" for line in lines)

    def _line(self, line: Line) -> str:
        parts = []
        for style, text in line:
            begin = self._begins(style)
            parts.append(f"{begin}{text}\x1b[0m" if begin and text else text)
        return "".join(parts)

    def _begin(self, style: str) -> str:
        """The sequence that begins a style; none for plain text."""
        if not style:
            return ""
        written = StringIO()
        output = Vt100_Output(written, lambda: Size(1, 1))
        output.set_attributes(self.style.get_attrs_for_style_str(style), self.depth)
        output.flush()
        sequence = written.getvalue()
        return "" if sequence == "\x1b[0m" else sequence


def unpainted(lines: Iterable[Line]) -> str:
    """Lines for where there are no escape sequences."""
    return "".join(plain(line) + os.linesep for line in lines)
