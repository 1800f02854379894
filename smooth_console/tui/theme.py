"""Our themes as Textual and its text area take them."""

from rich.style import Style
from textual.theme import Theme as TextualTheme
from textual.widgets.text_area import TextAreaTheme

from smooth_console.output.themes import Theme


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme of the whole application."""
    ui, code = theme.interface, theme.code
    return TextualTheme(
        name=theme.name,
        dark=theme.dark,
        primary=ui.accent,
        secondary=ui.info,
        accent=ui.accent,
        foreground=ui.foreground,
        background=ui.background,
        surface=ui.surface,
        panel=ui.panel,
        boost=ui.panel,
        success=ui.success,
        warning=ui.warning,
        error=ui.error,
        variables={
            "border": ui.accent,
            "border-blurred": ui.border,
            "text-muted": ui.muted,
            "text-disabled": ui.muted,
            "block-cursor-background": ui.selection,
            "block-cursor-foreground": ui.foreground,
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": ui.panel,
            "block-cursor-blurred-foreground": ui.foreground,
            "input-cursor-background": ui.foreground,
            "input-cursor-foreground": ui.background,
            "input-selection-background": ui.selection,
            "screen-selection-background": ui.selection,
            "footer-background": ui.background,
            "footer-key-foreground": ui.accent,
            "footer-description-foreground": ui.muted,
            "scrollbar": ui.border,
            "scrollbar-hover": ui.muted,
            "scrollbar-active": ui.accent,
            "scrollbar-background": ui.background,
            "scrollbar-background-hover": ui.background,
            "scrollbar-background-active": ui.background,
            "scrollbar-corner-color": ui.background,
            "info": ui.info,
            "muted": ui.muted,
            "selection": ui.selection,
            "code-key": code.key,
            "code-string": code.string,
            "code-number": code.number,
            "code-keyword": code.keyword,
            "code-comment": code.comment,
            "code-punctuation": code.punctuation,
            "code-function": code.function,
            "code-tag": code.tag,
        },
    )


def text_area_theme(theme: Theme) -> TextAreaTheme:
    """The theme of the editors: names are those of the tree-sitter highlight queries."""
    ui, code = theme.interface, theme.code
    keyword, function = Style(color=code.keyword), Style(color=code.function)
    return TextAreaTheme(
        name=theme.name,
        base_style=Style(color=ui.foreground, bgcolor=ui.background),
        gutter_style=Style(color=ui.muted, bgcolor=ui.background),
        cursor_style=Style(color=ui.background, bgcolor=ui.foreground),
        cursor_line_style=Style(bgcolor=ui.surface),
        cursor_line_gutter_style=Style(color=ui.foreground, bgcolor=ui.surface),
        bracket_matching_style=Style(bgcolor=ui.selection, bold=True),
        selection_style=Style(bgcolor=ui.selection),
        syntax_styles={
            "string": Style(color=code.string),
            "string.special": Style(color=code.string),
            "string.documentation": Style(color=code.string),
            "json.label": Style(color=code.key),
            "json.null": keyword,
            "number": Style(color=code.number),
            "float": Style(color=code.number),
            "boolean": keyword,
            "json.error": Style(color=ui.error, underline=True),
            "comment": Style(color=code.comment, italic=True),
            "keyword": keyword,
            "keyword.function": keyword,
            "keyword.return": keyword,
            "keyword.operator": keyword,
            "conditional": keyword,
            "repeat": keyword,
            "operator": Style(color=code.punctuation),
            "constant.builtin": keyword,
            "constant": Style(color=code.number),
            "function": function,
            "function.call": function,
            "function.method": function,
            "function.builtin": function,
            "method": function,
            "method.call": function,
            "constructor": Style(color=code.tag),
            "type": Style(color=code.tag),
            "type.class": Style(color=code.tag),
            "variable": Style(color=ui.foreground),
            "variable.builtin": Style(color=code.tag),
            "variable.parameter": Style(color=ui.foreground),
            "property": Style(color=code.key),
            "punctuation.bracket": Style(color=code.punctuation),
            "punctuation.delimiter": Style(color=code.punctuation),
            "punctuation.special": Style(color=code.punctuation),
            "regex.punctuation.bracket": Style(color=code.punctuation),
            "escape": Style(color=code.tag),
            "embedded": Style(color=ui.foreground),
        },
    )
