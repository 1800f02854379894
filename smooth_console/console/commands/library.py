""".lib and .edit: named schemas and snippets."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

from smooth_console.console.commands.entries import entry_named
from smooth_console.console.outcome import OpenEditor, Outcome, ShowText, TakeLine
from smooth_console.console.schemas import schema_at
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.output.sanitise import sanitise, sanitise_line
from smooth_console.output.words import count, credits_used, duration
from smooth_console.workbench.library import LibraryError

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.workbench.runs import RunRecord

FORMS = ("pydantic", "typescript", "short", "json")


async def _lib(console: "Console", line: Line) -> Outcome:
    first = line.arguments.get("@NAME|TEXT")
    rename, restore, as_ = (line.option(name) for name in ("--rename", "--restore", "--as"))
    if first is not None and (rename or restore or as_ or (first.text.startswith("@") and line.rest is None)):
        try:
            if rename:
                return _renamed(console, first.text, rename.text)
            if restore:
                item = console.library.restore(first.text, int(restore.text))
                return Outcome(text=f"@{item.name} is as it was in version {restore.text}; the text before is kept too")
            if as_:
                return _generated(console, line, first, as_.text)
            return _preview(console, first.text)
        except LibraryError as problem:
            raise line.problem(first, str(problem), problem.hint) from None
    words = [word.text for word in (first, line.rest) if word is not None]
    return _listed(console, " ".join(words).strip())


def _listed(console: "Console", wanted: str) -> Outcome:
    items = console.library.search(wanted)
    if not items:
        return Outcome(text=f"the library holds nothing called {wanted}" if wanted else "the library is empty")
    width = max(len(item.name) for item in items) + 1
    rows = [
        f"@{item.name:<{width}} {item.kind:<10} {item.scope:<8} {item.title}"
        + ("".join(f" #{tag}" for tag in item.tags) if item.tags else "")
        for item in items
    ]
    return Outcome(text="\n".join(rows), value=[item.name for item in items], has_value=True)


def _preview(console: "Console", name: str) -> Outcome:
    """One item whole: what it is, who uses it, its versions and runs, and its text."""
    from smooth_console.workbench.library import versions
    from smooth_console.workbench.snippets import read_snippet
    from smooth_console.workbench.uses import uses

    item = console.library.find(name)
    text = console.library.read(item.name)
    facts = [("", f"{item.title or item.kind}"), ("kind", f"{item.kind}, {item.scope}"), ("file", str(item.path))]
    if item.tags:
        facts.append(("tags", " ".join(f"#{tag}" for tag in item.tags)))
    for parameter in read_snippet(text).parameters if item.kind == "javascript" else ():
        facts.append(("parameter", f"{parameter}  {parameter.about}"))
    known = versions(item)
    if known:
        facts.append(("versions", ", ".join(f"{v.number} ({_day(v.saved_at)})" for v in known[-8:])))
    for run in console.results.runs.of(item.name)[-5:]:
        facts.append((f"run {run.n}", _run(run)))
    for use in uses(item.name, Path.cwd(), reversed(list(console.history)), most=8):
        facts.append(("used in", f"{use.where}  {use.line}"))
    head = [f"@{item.name}  {facts[0][1]}", *(f"  {name:<10} {said}" for name, said in facts[1:])]
    shown = sanitise("\n".join([*(sanitise_line(str(console.secrets.redact(row))) for row in head), "", text.rstrip()]))
    return Outcome(text=shown, value=item.name, effects=[ShowText(f"@{item.name}", shown)])


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _run(run: "RunRecord") -> str:
    words = [_day(run.at / 1000), run.url, run.state, count(run.records, "record")]
    if run.problems:
        words.append(count(run.problems, "problem"))
    if run.ms is not None:
        words.append(duration(run.ms))
    if run.credits:
        words.append(credits_used(run.credits))
    return "  ".join(words)


def _renamed(console: "Console", old: str, new: str) -> Outcome:
    from smooth_console.workbench.uses import uses

    before = console.library.find(old).name
    item = console.library.rename(old, new)
    console.results.runs.rename(before, item.name)
    rows = [f"@{before} is @{item.name} now"]
    rows += [f"  still named in {use.where}: {use.line}" for use in uses(before, Path.cwd())]
    return Outcome(text="\n".join(sanitise_line(row) for row in rows))


def _generated(console: "Console", line: Line, word: Word, wanted: str) -> Outcome:
    """A schema of the library in another form."""
    from smooth_console.workbench.generate import to_pydantic, to_typescript
    from smooth_console.workbench.infer.result import schema_text
    from smooth_console.workbench.written import show_short

    item = console.library.find(word.text)
    if item.kind != "schema":
        raise line.problem(word, f"@{item.name} is JavaScript, not a schema")
    schema = schema_at(console, line, Word(f"@{item.name}", word.start, word.end), {})
    notes: tuple[str, ...] = ()
    if wanted == "pydantic":
        text = to_pydantic(schema, item.name)
    elif wanted == "typescript":
        text = to_typescript(schema, item.name)
    elif wanted == "short":
        shown = show_short(schema)
        text = shown.text
        notes = tuple(f"the short form does not say {lost}" for lost in shown.lost)
    else:
        text = schema_text(schema)
    return Outcome(text=text.rstrip("\n"), effects=[ShowText(f"@{item.name} as {wanted}", text)], notes=notes)


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
        summary="The library's schemas and snippets: list, search, preview, rename, versions, as code.",
        group="console",
        handler=_lib,
        arguments=(Argument("@NAME|TEXT", "name", "@NAME shows one; words search, #tag by tag"),),
        options=(
            Option("--as", "A schema as code, or in its short form.", "FORM", "choice", choices=FORMS),
            Option("--rename", "Give it another name.", "NEW", "name"),
            Option("--restore", "Bring an earlier version back.", "VERSION", "integer", bounds=(1, 10**6)),
        ),
        rest=Rest("TEXT", "text"),
        examples=(
            Example(".lib product", "those whose name, title or tags hold product"),
            Example(".lib #shop", "those with that tag"),
            Example(".lib @product", "one whole: text, versions, runs, where it is used"),
            Example(".lib @product --as pydantic", "a pydantic model of it; typescript and short too"),
        ),
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
