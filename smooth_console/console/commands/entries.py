"""Dot commands about what was sent and what came back: .show .timeline .copy .save .rerun .resend .history .inbox."""

from typing import TYPE_CHECKING, Any

from smooth_console.console.filters import apply_filter
from smooth_console.console.outcome import CommandError, CopyText, FilterTimeline, Outcome, ShowEntry, ShowView
from smooth_console.console.redirect import write_value
from smooth_console.console.resolve import filled, referenced
from smooth_console.language.declare import Argument, Command, Example, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.language.values import ValueReference, leading_reference, read_line_reference, read_reference
from smooth_console.output.render import copy_text
from smooth_console.session import Entry

if TYPE_CHECKING:
    from smooth_console.console.console import Console


def entry_named(console: "Console", line: Line, word: Word) -> Entry:
    """The entry of a number (`7`, `$7`, `%7`) or an event id (its beginning is enough).

    Raises:
        LanguageError: There is none, or several.
    """
    name = word.text.removeprefix("$").removeprefix("%")
    if name == "_":
        name = str(len(console.entries))
    if name.isdecimal():
        try:
            return console.entry(int(name))
        except CommandError as problem:
            raise line.problem(word, str(problem)) from None
    found = [entry for entry in console.entries if entry.event_id.startswith(name)]
    if len(found) != 1:
        raise line.problem(word, f"{'no' if not found else 'more than one'} entry is called {word.text}")
    return found[0]


async def _show(console: "Console", line: Line) -> Outcome:
    """`.show`, `.show 7`, `.show $7.items`, `.show 7 | FILTER`, `.show | FILTER`, `.show %7`."""
    text = line.rest.text if line.rest else ""
    subject, bar, filter_text = text.partition("|")
    subject = subject.strip()
    number = read_line_reference(subject)
    if number is not None and not bar:
        return Outcome(value=console.entry(number).line, has_value=True, effects=[ShowEntry(number)])
    reference = _subject(line, subject)
    if not bar and not reference.path:
        if not console.entries:
            raise CommandError("nothing was sent yet, so there is nothing to show", 2)
        entry = console.entries[-1] if reference.entry is None else console.entry(reference.entry)
        value = entry.answer.output if entry.answer else None
        return Outcome(value=value, has_value=entry.answer is not None, effects=[ShowEntry(entry.n)])
    value = await referenced(console, reference)
    if bar:
        assert line.rest is not None
        program = filter_text.strip()
        place = Word(program, line.rest.end - len(filter_text.lstrip()), line.rest.end)
        if not program:
            raise line.problem(place, "expected a jq filter behind |", "such as .items[].title")
        results = apply_filter(line, filled(line, place, console.variables), value)
        value = results[0] if len(results) == 1 else results
    shown = ShowEntry((await console.entry_with_output(reference.entry)).n, value, text.strip(), has_value=True)
    return Outcome(value=value, has_value=True, effects=[shown])


def _subject(line: Line, text: str) -> ValueReference:
    if not text:
        return ValueReference(None)
    if text.isdecimal():
        return ValueReference(int(text))
    found = leading_reference(text)
    if found is None or found[1] != len(text):
        assert line.rest is not None
        place = Word(text, line.rest.start, line.rest.start + len(text))
        raise line.problem(place, f"{text} is not an entry", "write a number, $_ or a path such as $7.items[0]")
    return found[0]


async def _timeline(console: "Console", line: Line) -> Outcome:
    from smooth_console.console.listing import timeline_text

    wanted = line.rest.text if line.rest else ""
    text = timeline_text(console.entries, wanted, console.secrets)
    return Outcome(text=text, effects=[FilterTimeline(wanted)])


async def _copy(console: "Console", line: Line) -> Outcome:
    name, value = await _value_named(console, line, line.rest or Word("$_", 0, 0))
    return Outcome(value=value, has_value=True, effects=[CopyText(copy_text(value), name)])


async def _value_named(console: "Console", line: Line, word: Word) -> tuple[str, Any]:
    """A value by its name, without secrets: a number, `$_`, a path, or the line `%7`."""
    text = word.text.strip()
    number = read_line_reference(text)
    if number is not None:
        return text, console.entry(number).line
    reference = ValueReference(int(text)) if text.isdecimal() else read_reference(text)
    if reference is None:
        raise line.problem(word, f"{text} is not a value", "write a number, $_, %7 or a path such as $7.items[0].name")
    return str(reference), console.secrets.redact(await referenced(console, reference))


async def _save(console: "Console", line: Line) -> Outcome:
    _, value = await _value_named(console, line, line.arguments["N|$_"])
    assert line.rest is not None
    return Outcome(text=write_value(line.rest.text.strip(), value))


async def _history(console: "Console", line: Line) -> Outcome:
    wanted = line.rest.text if line.rest else ""
    found = console.history.search(wanted)[:200]
    if not found:
        return Outcome(text=f"nothing typed holds {wanted}" if wanted else "nothing was typed yet")
    return Outcome(text="\n".join(f"{number:>5}  {text}" for number, text in reversed(found)))


async def _rerun(console: "Console", line: Line) -> Outcome:
    word = line.arguments["N"]
    entry = entry_named(console, line, word)
    if entry.call is not None or not entry.line:
        raise line.problem(word, f"entry {entry.n} was not typed, so it cannot be run again")
    again = console.parse(entry.line)
    assert again.command is not None
    outcome: Outcome = await again.command.handler(console, again)
    return outcome


async def _resend(console: "Console", line: Line) -> Outcome:
    word = line.arguments["N"]
    entry = entry_named(console, line, word)
    session = console.need_session()
    if entry.call is not None:
        raise line.problem(word, f"entry {entry.n} is a tool call", f"answer it: reply {entry.n} VALUE")
    if entry.answer is not None or entry.event is None:
        raise line.problem(word, f"entry {entry.n} is {entry.state.value}; only one without an answer is sent again")
    if not entry.terminal and entry.taken == "yes":
        raise line.problem(word, f"the server has entry {entry.n} and works on it", f"wait {entry.n} waits for it")
    if not entry.terminal and (entry.progress.on_wire or entry.taken == "no"):
        raise line.problem(word, f"entry {entry.n} is on its way already")
    again = session.resend(entry)
    if entry.event_id in console.rewritten:
        console.rewritten[again.event_id] = console.rewritten[entry.event_id]
    return Outcome(entries=[again])


async def _inbox(console: "Console", line: Line) -> Outcome:
    from smooth_console.console.listing import inbox_text

    return Outcome(text=inbox_text(console.entries, console.secrets), effects=[ShowView("inbox")])


_ENTRY = Argument("N", "entry", "the entry's number, or its event id", required=True)

COMMANDS = (
    Command(
        name=".show",
        summary="Show an entry, a value in it, or what a jq filter makes of it.",
        group="console",
        handler=_show,
        rest=Rest("N [| FILTER]", "path"),
        examples=(
            Example(".show 2", "the entry: request, answer, times"),
            Example(".show 2 | .items[].title", "a filter on its output"),
            Example(".show $_[0].name", "one value of the last output"),
        ),
    ),
    Command(
        name=".timeline",
        summary="List the entries, all or those that match.",
        group="console",
        handler=_timeline,
        rest=Rest("FILTER", "text", "words, state:error, verb:js"),
        examples=(Example(".timeline state:error", "those that failed"),),
        immediate=True,
    ),
    Command(
        name=".copy",
        summary="Copy a value to the clipboard.",
        group="console",
        handler=_copy,
        rest=Rest("N|PATH", "path"),
        examples=(
            Example(".copy $2", "an output as JSON; a text as it is"),
            Example(".copy %2", "what was typed as entry 2"),
        ),
    ),
    Command(
        name=".save",
        summary="Save an output to a file.",
        group="console",
        handler=_save,
        arguments=(Argument("N|$_", "path", "a number, $_ or a path", required=True),),
        rest=Rest("FILE", "file", required=True),
        examples=(Example(".save $_ products.json", "the last output"),),
    ),
    Command(
        name=".history",
        summary="What was typed, all or what holds these words.",
        group="console",
        handler=_history,
        rest=Rest("TEXT", "text"),
        examples=(Example(".history extract", "lines that hold extract"),),
        immediate=True,
    ),
    Command(
        name=".rerun",
        summary="Run an entry's line once more.",
        group="console",
        handler=_rerun,
        arguments=(_ENTRY,),
        examples=(
            Example(".rerun 2", "the line of entry 2, as it was typed"),
            Example("%2", "the same"),
        ),
    ),
    Command(
        name=".resend",
        summary="Send an entry once more that may or may not have been taken.",
        group="console",
        handler=_resend,
        arguments=(_ENTRY,),
        examples=(Example(".resend 4", "under the same id while it is unconfirmed; as a new entry once it is lost"),),
        notes="goto and extract, which can be repeated, are sent again by themselves. js and run may act twice: they "
        "wait for their answer until the deadline unless this says otherwise, or --resend did when they were sent.",
        immediate=True,
    ),
    Command(
        name=".inbox",
        summary="Tool calls that wait for an answer.",
        group="console",
        handler=_inbox,
        examples=(Example(".inbox", "what the agent asks"),),
        immediate=True,
    ),
)
