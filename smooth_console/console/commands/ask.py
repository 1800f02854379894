"""js and extract: what is on the page."""

from typing import TYPE_CHECKING, Any

from smooth_console.console.outcome import Outcome
from smooth_console.console.resolve import json_of, read_at, standard_input, text_of, verbatim
from smooth_console.console.schemas import schema_of, source_of
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line
from smooth_console.language.units import read_duration
from smooth_console.wire import evaluate_js, extract

if TYPE_CHECKING:
    from smooth_console.console.console import Console

DEADLINE = Option("--deadline", "How long an answer may take.", "TIME", "duration")
RESEND = Option("--resend", "Send it again when it is not known whether it was taken, though it may act twice.")


def deadline_of(line: Line) -> float | None:
    """Seconds of `--deadline`, when it was given."""
    word = line.option("--deadline")
    return read_duration(word.text) if word else None


async def _js(console: "Console", line: Line) -> Outcome:
    from smooth_console.language.javascript import rewrite

    assert line.rest is not None
    args = line.option("--args")
    given = await json_of(console, line, args) if args else None
    source = verbatim(console, line.rest)
    if source.startswith("@") and not any(c.isspace() for c in source.strip()):
        name = source[1:].strip()
        source = await standard_input() if name == "-" else read_at(console, line, line.rest, name)
        given = _snippet_args(line, source, given)
    rewritten = None if line.flag("--raw") else rewrite(source)
    event = evaluate_js(rewritten.code if rewritten else source, given)
    entry = console.send(event, verb="js", line=line.text, deadline_s=deadline_of(line), resend=line.flag("--resend"))
    if rewritten is not None:
        console.rewritten[entry.event_id] = rewritten
    return Outcome(entries=[entry])


def _snippet_args(line: Line, source: str, given: Any) -> Any:
    """What a snippet is called with, its defaults filled in; refused before anything is sent when it does not fit."""
    from smooth_console.workbench.snippets import ParameterError, read_snippet

    try:
        return read_snippet(source).args(given)
    except ParameterError as problem:
        assert line.rest is not None
        word = line.option("--args") or line.rest
        raise line.problem(word, f"{line.rest.text.strip()}: {problem}", problem.hint) from None


async def _extract(console: "Console", line: Line) -> Outcome:
    word = line.arguments.get("SCHEMA|@REF")
    schema: Any = await schema_of(console, line, word, check=not line.flag("--no-check")) if word else {}
    source = source_of(console, line, word) if word else None
    prompt = await text_of(console, line, line.rest) if line.rest else None
    repeat = line.option("--repeat")
    entries = []
    for _ in range(int(repeat.text) if repeat else 1):
        entry = console.send(extract(schema, prompt), verb="extract", line=line.text, deadline_s=deadline_of(line))
        if line.flag("--no-check"):
            console.unchecked.add(entry.event_id)
        if source is not None:
            console.results.sources[entry.event_id] = source
        entries.append(entry)
    return Outcome(entries=entries, compare=len(entries) > 1)


COMMANDS = (
    Command(
        name="js",
        aliases=("evaluate_js",),
        summary="Evaluate JavaScript in the page.",
        group="session",
        handler=_js,
        options=(
            Option("--args", "What a function is called with.", "JSON|@REF", "json"),
            Option("--raw", "Send the code untouched."),
            RESEND,
            DEADLINE,
        ),
        rest=Rest("CODE", "javascript", required=True),
        examples=(
            Example("js document.title", "the value of an expression"),
            Example('js --args {"selector": "h1"} @highlight', "a snippet of the library, with its parameters"),
            Example("js [...document.links].map(a => a.href)", "no quoting is needed"),
            Example('js --args {"n": 3} ({n}) => n * 2', "a function is called with the arguments"),
            Example(
                "js const cards = document.querySelectorAll('article'); cards.length", "names stay for the next line"
            ),
        ),
        notes="It behaves as a browser's console does: expressions, statements, an object literal, await, return. "
        "What is declared at the top is there in the next line on the same page.",
        sends=True,
    ),
    Command(
        name="extract",
        summary="Read the page into the shape of a JSON Schema.",
        group="session",
        handler=_extract,
        arguments=(Argument("SCHEMA|@REF", "schema", "a JSON Schema or its short form, @name or @./file.json"),),
        options=(
            Option("--repeat", "Extract so many times, and say which fields vary.", "N", "integer", bounds=(1, 100)),
            Option("--no-check", "Check neither the schema before nor the result after."),
            DEADLINE,
        ),
        rest=Rest("PROMPT", "text", "what to take, in words", after_dashes=True),
        examples=(
            Example(
                'extract {"type": "object", "properties": {"title": {"type": "string"}}}', "one object from the page"
            ),
            Example("extract [{name, price: number, url?: url}]", "the short form of a schema"),
            Example("extract @product -- only in stock", "a schema of the library, and a prompt"),
            Example("extract @./job.json --repeat 3", "a schema in a file, three times"),
        ),
        sends=True,
    ),
)
