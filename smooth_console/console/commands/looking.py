"""Dot commands about results: .check against schema and page, .diff by key, .why where a value came from."""

import shlex
from typing import TYPE_CHECKING, Any

from smooth_console.console.asking import ask_page, moved_since
from smooth_console.console.commands.entries import entry_named
from smooth_console.console.outcome import CommandError, Outcome, ShowText
from smooth_console.console.resolve import json_at, referenced
from smooth_console.console.schemas import schema_of
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.language.values import ValueReference, read_path, read_reference, value_at, write_path
from smooth_console.output.paths import steps_at, write_pointer
from smooth_console.output.render import kind_of, preview
from smooth_console.output.sanitise import sanitise_line

if TYPE_CHECKING:
    from smooth_console.console.console import Console
    from smooth_console.session import Entry
    from smooth_console.workbench.checks import Check, FieldCount
    from smooth_console.workbench.origin import Origin

DOES_NOT_HOLD = 6
_COLUMNS = ("right", "missing", "wrong", "ungrounded", "same")
_TITLES = {"ungrounded": "not on page", "same": "same in all"}


async def _check(console: "Console", line: Line) -> Outcome:
    from smooth_console.workbench.checks import by_field, marks

    entry = await _answered(console, line, line.arguments["N"])
    word = line.arguments.get("@SCHEMA")
    schema = await schema_of(console, line, word) if word else None
    if schema is None and entry.verb != "extract":
        raise line.problem(line.arguments["N"], f"entry {entry.n} had no schema", ".check N @NAME names one")
    notes = [] if line.flag("--no-page") else await _ground(console, entry)
    assert entry.answer is not None
    checks = console.results.checks(entry, schema)
    output = console.secrets.redact(entry.answer.output)
    fields = by_field(marks(output, checks))
    rows = [_check_line(console, entry, check, own=schema is None) for check in checks]
    text = "\n".join([*_table(fields), *([""] if rows else []), *rows, *notes])
    data = {
        "fields": [{"field": each.field, **each.counts} for each in fields],
        "checks": [
            {"level": c.level, "pointer": c.pointer, "mark": c.mark, "message": c.message, "schema": c.says or None}
            for c in checks
        ],
        "grounded": entry.event_id in console.results.groundings,
    }
    wrong = any(check.level == "error" for check in checks)
    shown = console.secrets.redact(text)
    return Outcome(
        text=shown,
        value=data,
        has_value=True,
        effects=[ShowText(f"Checks of {entry.n}", shown)],
        failure=DOES_NOT_HOLD if wrong else 0,
    )


async def _ground(console: "Console", entry: "Entry") -> list[str]:
    """Ask the page about an entry's values, unless it has been left; what there is to say about that."""
    left = console.results.left(entry)
    if left:
        known = entry.event_id in console.results.groundings
        return [] if known else [f"not looked for on the page: {left}"]
    try:
        grounding = await console.results.ground(entry)
    except CommandError as problem:
        return [f"not looked for on the page: {problem}"]
    notes = []
    moved = moved_since(console, entry)
    if moved is not None:
        notes.append(f"{moved.n} {moved.verb} came after it, so the page may have changed")
    if grounding.unknown:
        notes.append(f"{len(grounding.unknown)} values could not be looked for: the page is very large")
    return notes


def _check_line(console: "Console", entry: "Entry", check: "Check", *, own: bool) -> str:
    says = console.results.place_in_schema(entry, check.says) if check.says and own else ""
    because = f"  ({says or check.says})" if check.says else ""
    sign = "✗" if check.level == "error" else "!"
    return sanitise_line(f"{sign} {check.pointer or 'the whole'}  {check.message}{because}")


def _table(fields: "list[FieldCount]") -> list[str]:
    """Marks by field; columns that hold nothing are left out."""
    used = [mark for mark in _COLUMNS if mark == "right" or any(mark in each.counts for each in fields)]
    names = [sanitise_line(each.field)[:40] for each in fields]
    width = max([len(name) for name in names], default=5)
    titles = [_TITLES.get(mark, mark) for mark in used]
    rows = ["  ".join([" " * width, *(f"{title:>11}" for title in titles)])]
    for name, each in zip(names, fields, strict=True):
        counts = [each.counts.get(mark, 0) for mark in used]  # type: ignore[call-overload]
        rows.append("  ".join([f"{name:<{width}}", *(f"{number or '':>11}" for number in counts)]).rstrip())
    return rows


async def _answered(console: "Console", line: Line, word: Word) -> "Entry":
    entry = await console.entry_with_output(entry_named(console, line, word).n)
    if entry.answer is None or not entry.answer.ok:
        raise line.problem(word, f"entry {entry.n} gave no result: {console.why(entry)}")
    return entry


async def _diff(console: "Console", line: Line) -> Outcome:
    from smooth_console.workbench.diff import diff

    assert line.rest is not None
    try:
        words = shlex.split(line.rest.text)
    except ValueError as problem:
        raise line.problem(line.rest, str(problem)) from None
    if len(words) != 2:
        if len(words) == 1 and words[0].startswith("@") and "#" not in words[0]:
            runs = console.results.runs.of(words[0][1:])
            if len(runs) > 1:
                words = [f"{words[0]}#{runs[-2].n}", f"{words[0]}#{runs[-1].n}"]
        if len(words) != 2:
            raise line.problem(
                line.rest, "two things are compared", "such as .diff 2 4, or .diff @product#1 @product#2"
            )
    before, after = [console.secrets.redact(await _operand(console, line, word)) for word in words]
    found = diff(before, after)
    text = "\n".join(sanitise_line(row) for row in found.lines())
    return Outcome(
        text=text, value=found.as_data(), has_value=True, effects=[ShowText(f"{words[0]} and {words[1]}", text)]
    )


async def _operand(console: "Console", line: Line, text: str) -> Any:
    """An entry's output, a value in it, a file, or a run of a named schema."""
    reference = ValueReference(int(text)) if text.isdecimal() else read_reference(text)
    if reference is not None:
        return await referenced(console, reference)
    assert line.rest is not None
    start = line.rest.start + max(line.rest.text.find(text), 0)
    word = Word(text, start, start + len(text))
    if text.startswith("@") and not text.startswith(("@.", "@/", "@~")):
        name, _, number = text[1:].partition("#")
        runs = console.results.runs.of(name)
        if not runs:
            raise line.problem(word, f"@{name} has not been run", "each extract @NAME is a run")
        wanted = int(number) if number.isdecimal() else runs[-1].n
        found = next((run for run in runs if run.n == wanted), None)
        if found is None or found.output is None:
            raise line.problem(
                word, f"there is no result of run {wanted}", f"runs {runs[0].n} to {runs[-1].n} are kept"
            )
        return found.output
    if text.startswith(("@", ".", "/", "~")):
        path = text if text.startswith("@") else f"@{text}"
        return json_at(console, line, Word(path, word.start, word.end))
    raise line.problem(word, f"{text} is not a result", "an entry's number, $N.path, @./file.json or @NAME#RUN")


async def _why(console: "Console", line: Line) -> Outcome:
    from smooth_console.workbench import origin

    entry, steps = await _value_named(console, line)
    assert entry.answer is not None
    try:
        value = value_at(entry.answer.output, steps)
    except LookupError as problem:
        assert line.rest is not None
        raise line.problem(line.rest, f"entry {entry.n}: {problem}") from None
    where = f"${entry.n}{write_path(steps)}"
    if isinstance(value, dict | list):
        inner = ", ".join(list(value)[:8]) if isinstance(value, dict) else f"[0] to [{len(value) - 1}]"
        raise CommandError(f"{where} is an {kind_of(value)}; name one of its values: {inner}", 2)
    if value is None or isinstance(value, bool):
        raise CommandError(f"{where} is {preview(value, 10)}, which stands on no page as such", 2)
    beside = origin.beside(entry.answer.output, write_pointer(steps))
    js, args = origin.question(value, beside, highlight=not line.flag("--quiet"))
    found = origin.answer(await ask_page(console, js, args), value)
    if found is None:
        raise CommandError("the page answered something else than what it was asked")
    head = f"{where} = {preview(value, 60)}"
    rows = [f"  {n}. {place.where}: {preview(place.text, 90)}{_path(place)}" for n, place in enumerate(found.places, 1)]
    if not rows:
        if found.joined:
            rows.append("  nothing says it whole, but all of its parts are on the page")
        else:
            rows.append(f"  not on the page{f'; nearest is {preview(found.nearest, 80)}' if found.nearest else ''}")
    elif found.count > len(found.places):
        rows.append(f"  and {found.count - len(found.places)} more")
    source = entry.answer.sources.get(write_pointer(steps))
    if source is not None:
        rows.insert(0, f"  read from {source.kind}: {preview(source.text, 90)}  {source.path}".rstrip())
    left = console.results.left(entry)
    if left:
        rows.append(f"  {left}: this is another one")
    text = "\n".join(sanitise_line(str(console.secrets.redact(row))) for row in [head, *rows])
    data = {
        "value": value,
        "url": found.url,
        "found": bool(found.places) or found.joined,
        "places": [
            {
                "kind": p.kind,
                "name": p.name or None,
                "text": p.text,
                "path": p.path or None,
                "around": [{"kind": kind, "path": path} for kind, path in p.around],
                "visible": p.visible,
            }
            for p in found.places
        ],
        "nearest": found.nearest or None,
        "source": None if source is None else source.as_data(),
    }
    return Outcome(text=text, value=data, has_value=True, effects=[ShowText(f"Why {where}", text)])


def _path(place: "Origin") -> str:
    return f"  {place.place}" if place.path else ""


async def _value_named(console: "Console", line: Line) -> "tuple[Entry, tuple[str | int, ...]]":
    """`.why 7 .items[0].price`, `.why 7 /0/price`, `.why $7.items[0].price`."""
    assert line.rest is not None
    text = line.rest.text.strip()
    first, _, path = text.partition(" ")
    reference = read_reference(text if not path else first)
    if reference is not None and (reference.path or not path):
        entry = await console.entry_with_output(reference.entry)
        return entry, reference.path
    entry = await _answered(console, line, Word(first, line.rest.start, line.rest.start + len(first)))
    path = path.strip()
    if path.startswith("/"):
        assert entry.answer is not None
        try:
            return entry, steps_at(entry.answer.output, path)
        except (LookupError, ValueError) as problem:
            raise line.problem(line.rest, f"entry {entry.n}: {problem}") from None
    steps = read_path(path if path.startswith((".", "[")) or not path else f".{path}")
    if steps is None:
        raise line.problem(line.rest, f"{path} is not a path", "such as .items[0].price, or /items/0/price")
    return entry, steps


COMMANDS = (
    Command(
        name=".check",
        summary="Hold a result against its schema and the page: right, missing, wrong, not on the page.",
        group="console",
        handler=_check,
        arguments=(
            Argument("N", "entry", "the extract's number", required=True),
            Argument("@SCHEMA", "schema", "another schema than the one it was sent with"),
        ),
        options=(Option("--no-page", "Do not ask the page."),),
        examples=(
            Example(".check 2", "field by field; exit code 6 when something does not fit"),
            Example(".check 2 @product", "against another schema"),
        ),
        notes="The page is asked in one event, which other servers than the embedded engine may bill.",
    ),
    Command(
        name=".diff",
        summary="Compare two results by key: entries, files, or runs of a schema.",
        group="console",
        handler=_diff,
        rest=Rest(
            "A B", "path", "numbers, $N.path, @./file.json, @NAME#RUN; @NAME alone is its last two", required=True
        ),
        examples=(
            Example(".diff 2 4", "the outputs of two entries"),
            Example(".diff @listing", "the last two runs of a schema"),
        ),
    ),
    Command(
        name=".why",
        summary="Where on the page a value came from: text, CSS path, an outline in the live view.",
        group="console",
        handler=_why,
        options=(Option("--quiet", "Do not outline it on the page."),),
        rest=Rest("N PATH", "path", "the entry, and the value in it", required=True),
        examples=(
            Example(".why 2 [0].price", "the price of the first record"),
            Example(".why $2[0].name", "the same as one path"),
        ),
        notes="The page is asked as it is now, in one event, which other servers than the embedded engine may bill.",
    ),
)
