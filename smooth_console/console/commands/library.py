""".lib and .edit: named schemas and snippets."""

from typing import TYPE_CHECKING

from smooth_console.console.commands.entries import entry_named
from smooth_console.console.outcome import OpenEditor, Outcome, TakeLine
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line
from smooth_console.workbench.library import LibraryError

if TYPE_CHECKING:
    from smooth_console.console.console import Console


async def _lib(console: "Console", line: Line) -> Outcome:
    wanted = line.rest.text.strip() if line.rest else ""
    items = console.library.search(wanted)
    if not items:
        return Outcome(text=f"the library holds nothing called {wanted}" if wanted else "the library is empty")
    width = max(len(item.name) for item in items) + 1
    rows = [f"@{item.name:<{width}} {item.kind:<10} {item.scope:<8} {item.title}" for item in items]
    return Outcome(text="\n".join(rows), value=[item.name for item in items])


async def _edit(console: "Console", line: Line) -> Outcome:
    word = line.arguments.get("@NAME|N")
    if word is None:
        return Outcome(effects=[OpenEditor("schema", "", "")])
    if not word.text.startswith("@"):
        entry = entry_named(console, line, word)
        return Outcome(text=entry.line, effects=[TakeLine(entry.line)])
    name = word.text[1:]
    try:
        item = console.library.find(name)
    except LibraryError as problem:
        if problem.missing and not problem.invalid:
            kind = "javascript" if line.flag("--js") else "schema"
            return Outcome(effects=[OpenEditor("javascript" if kind == "javascript" else "schema", name, "")])
        raise line.problem(word, str(problem), problem.hint) from None
    return Outcome(effects=[OpenEditor(item.kind, item.name, console.library.read(item.name))])


COMMANDS = (
    Command(
        name=".lib",
        summary="The library's schemas and snippets.",
        group="console",
        handler=_lib,
        rest=Rest("TEXT", "name"),
        examples=(Example(".lib product", "those whose name or title holds product"),),
        immediate=True,
    ),
    Command(
        name=".edit",
        summary="Open a schema or snippet in the editor, or an entry's line in the prompt.",
        group="console",
        handler=_edit,
        arguments=(Argument("@NAME|N", "name", "a name of the library, or an entry's number"),),
        options=(Option("--js", "A new name is a JavaScript snippet, not a schema."),),
        examples=(
            Example(".edit @product", "the schema of that name, made if it is new"),
            Example(".edit 2", "the line of entry 2, to change and send again"),
        ),
        immediate=True,
    ),
)
