"""What the panes ask of the application: run what an editor shows, keep or open an item, answer a tool call."""

from typing import TYPE_CHECKING, Literal

from smooth_console.output.render import copy_text

if TYPE_CHECKING:
    from smooth_console.tui.app import SmoothApp

Kind = Literal["schema", "javascript"]


def run_text(app: "SmoothApp", kind: Kind, text: str, *, prompt: str, args: str) -> None:
    """Run a schema or a snippet as if it had been typed.

    Args:
        app: Whose line it becomes.
        kind: What the text is.
        text: As it stands in the editor.
        prompt: What a schema is to take, in words; may be empty.
        args: What a snippet is called with, as JSON; may be empty.
    """
    from smooth_console.language.heredoc import free_tag

    tag = free_tag(text, "EDITOR")
    if kind == "schema":
        behind = f" -- {' '.join(prompt.split())}" if prompt.strip() else ""
        app.take_line(f"extract <<{tag}{behind}\n{text}\n{tag}")
    else:
        options = f"--args {args} " if args else ""
        app.take_line(f"js {options}<<{tag}\n{text}\n{tag}")


def save_item(app: "SmoothApp", kind: Kind, name: str, text: str) -> None:
    """Save the editor's text to the library."""
    from smooth_console.workbench.library import LibraryError

    if app.secrets.redact(text) != text:
        app.tell("the text holds a secret, which is not written to a file; give it as ${NAME} or --args", "error")
        return
    try:
        item = app.console_core.library.save(name, kind, text)
    except LibraryError as problem:
        app.tell(f"{problem}; {problem.hint}" if problem.hint else str(problem), "error")
        return
    app.editor.saved(kind, item.name)
    app.tell(f"saved @{item.name} ({item.scope})")


def open_item(app: "SmoothApp", name: str) -> None:
    """Open an item of the library in the editor."""
    from smooth_console.workbench.library import LibraryError

    try:
        item = app.console_core.library.find(name)
        text = app.console_core.library.read(name)
    except LibraryError as problem:
        app.tell(f"{problem}; {problem.hint}" if problem.hint else str(problem), "error")
        return
    app.editor.open(item.kind, item.name, text)


def waits_for_reply(app: "SmoothApp", n: int) -> bool:
    """Whether an entry is a tool call that waits."""
    entries = app.console_core.entries
    return 1 <= n <= len(entries) and entries[n - 1].is_call and not entries[n - 1].terminal


def answer_call(app: "SmoothApp", n: int | None = None) -> None:
    """Open the form for a call; by default the one that has waited longest."""
    from smooth_console.tui.screens.reply import ReplyScreen

    waiting = app.session.calls if app.session else []
    call = next((entry for entry in waiting if n in (None, entry.n)), None)
    if call is None or call.call is None:
        app.tell("no tool call waits for an answer")
        return
    asked = copy_text(app.secrets.redact(call.call.input))

    def done(line: str | None) -> None:
        if line:
            app.take_line(line)

    app.push_screen(ReplyScreen(call, asked), done)
