"""`.edit`: a schema or snippet in the user's own editor, saved back to the library, with what is wrong with it."""

from typing import TYPE_CHECKING

from smooth_console.console.outcome import OpenEditor
from smooth_console.language.problems import place
from smooth_console.workbench.library import LibraryError

if TYPE_CHECKING:
    from smooth_console.repl.app import Repl

_SUFFIXES = {"schema": ".json", "javascript": ".js"}
MOST_MISTAKES = 5
_TAG = "EDITED"


async def edit_item(repl: "Repl", item: OpenEditor) -> None:
    """Open the editor and take what it leaves: under its name in the library, without one as a line to run."""
    text, problem = await repl.screen.edit(item.text, _SUFFIXES[item.kind])
    if problem:
        repl.say(problem, "error")
    elif not item.name:
        if text.strip():
            verb = "extract" if item.kind == "schema" else "js"
            repl.screen.put(f"{verb} <<{_TAG}\n{text.strip()}\n{_TAG}")
    elif text == item.text:
        repl.say(f"@{item.name} is as it was")
    else:
        _save(repl, item, text)


def _save(repl: "Repl", item: OpenEditor, text: str) -> None:
    try:
        saved = repl.console.library.save(item.name, item.kind, text)
    except LibraryError as problem:
        repl.say(f"{problem}; {problem.hint}" if problem.hint else str(problem), "error")
        return
    repl.say(f"saved @{saved.name} ({saved.scope})")
    if item.kind == "schema":
        for message in _mistakes(text)[:MOST_MISTAKES]:
            repl.say(f"@{saved.name}:{message}", "warning")


def _mistakes(text: str) -> list[str]:
    """What is wrong with a schema's text, each as `line:column message`."""
    from smooth_console.workbench.lint import lint_text

    found = []
    for finding in lint_text(text):
        row, column = place(text, finding.start or 0)
        found.append(f"{row}:{column} {finding}")
    return found
