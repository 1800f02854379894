"""run, reply, send, wait and expect: the agent's tasks, and what else goes through the session."""

from typing import TYPE_CHECKING, Any

from smooth_console.console.commands.ask import DEADLINE, RESEND, deadline_of
from smooth_console.console.filters import compile_filter, holds
from smooth_console.console.outcome import CommandError, Outcome
from smooth_console.console.resolve import filled, json_of, referenced, text_of, value_of, verbatim
from smooth_console.console.schemas import schema_of
from smooth_console.console.secrets import from_environment
from smooth_console.console.tools import Answer
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.language.units import read_pair
from smooth_console.language.values import ValueReference, leading_reference
from smooth_console.session import Entry, EventState
from smooth_console.wire import Secret, TaskEvent, WireError, decode, decode_json, run_task

if TYPE_CHECKING:
    from smooth_console.console.console import Console

DEADLINE_PASSED = 4
SESSION_ENDED = 5
EXPECT_FAILED = 6


async def _run(console: "Console", line: Line) -> Outcome:
    assert line.rest is not None
    max_steps = line.option("--max-steps")
    model = line.option("--model")
    schema = await schema_of(console, line, model) if model else None
    url = line.option("--url")
    event = run_task(
        verbatim(console, line.rest),
        max_steps=int(max_steps.text) if max_steps else None,
        response_model=schema,
        url=await text_of(console, line, url) if url else None,
        metadata=dict([await _metadata(console, line, word) for word in line.options.get("--meta", [])]),
        secrets=dict(secret_of(console, line, word) for word in line.options.get("--secret", [])),
    )
    resend = line.flag("--resend")
    return Outcome(
        entries=[console.send(event, verb="run", line=line.text, deadline_s=deadline_of(line), resend=resend)]
    )


async def _metadata(console: "Console", line: Line, word: Word) -> tuple[str, Any]:
    """`K=V`, where V is a number or a boolean when it reads as one."""
    try:
        name, text = read_pair(await text_of(console, line, word))
    except ValueError as problem:
        raise line.problem(word, str(problem)) from None
    try:
        value = decode_json(text)
    except WireError:
        return name, text
    return name, value if isinstance(value, str | int | float | bool) else text


def secret_of(console: "Console", line: Line, word: Word) -> tuple[str, Secret]:
    """`NAME=env:VARIABLE[@PATTERN,...]`. The value is hidden in everything that is shown from here on.

    Raises:
        LanguageError: It is not written so, or the environment has no such variable.
    """
    try:
        name, source = read_pair(word.text)
    except ValueError:
        raise line.problem(word, "a secret is NAME=env:VARIABLE") from None
    source, _, patterns = source.partition("@")
    value = from_environment(console.secrets, line, word, source, f"{name}=env:VARIABLE")
    return name, Secret(value=value, allowed_urls=[p for p in patterns.split(",") if p] or ["*"])


def find_call(console: "Console", line: Line, word: Word) -> Entry | None:
    """The tool call of a number or an id that waits for its answer; None when there is none yet."""
    for entry in console.entries:
        if entry.call is not None and word.text in (str(entry.n), entry.event_id):
            if entry.state.terminal:
                raise line.problem(word, f"call {word.text} has been answered already")
            return entry
    return None


async def _reply(console: "Console", line: Line) -> Outcome:
    session = console.need_session()
    word = line.arguments["ID|N"]
    error = line.option("--error")
    call = find_call(console, line, word)
    if call is None:
        if word.text.isdecimal() and int(word.text) <= len(console.entries):
            waiting = [str(e.n) for e in console.entries if e.call is not None and not e.state.terminal]
            hint = f"waiting: {', '.join(waiting)}" if waiting else "no tool call waits"
            raise line.problem(word, f"entry {word.text} is not a tool call", hint)
        call = await session.next_call(lambda entry: word.text in (str(entry.n), entry.event_id))
        if call is None:
            raise CommandError(f"the session ended ({session.status}) before call {word.text} came", 5)
    output = await value_of(console, line, line.rest) if line.rest else None
    code = int(error.text) if error else 200
    return Outcome(entries=[session.reply(call, output, code=code, line=line.text)])


async def _send(console: "Console", line: Line) -> Outcome:
    assert line.rest is not None
    value = await json_of(console, line, line.rest)
    try:
        event = decode(TaskEvent, value)
    except WireError as problem:
        raise line.problem(line.rest, f"not an event: {problem}", "it has name and payload") from None
    resend = line.flag("--resend")
    return Outcome(
        entries=[console.send(event, verb="send", line=line.text, deadline_s=deadline_of(line), resend=resend)]
    )


async def _wait(console: "Console", line: Line) -> Outcome:
    session = console.need_session()
    word = line.arguments.get("N|all|call")
    deadline_s = deadline_of(line)
    what = word.text if word else "all"
    if what == "call":
        call = await session.next_call(deadline_s=deadline_s)
        if call is None or call.call is None:
            code = SESSION_ENDED if session.ended else DEADLINE_PASSED
            raise CommandError(
                "the session ended before a tool call came" if session.ended else "no tool call came", code
            )
        asked = {"n": call.n, "id": call.event_id, "name": call.call.name, "input": call.call.input}
        return Outcome(text=f"call {call.n} {call.event_id}", value=asked, has_value=True)
    if what == "all":
        waited = [e for e in session.entries if not e.state.terminal and e.call is None]
    elif what.isdecimal():
        waited = [console.entry(int(what))]
    else:
        assert word is not None
        raise line.problem(word, f"cannot wait for {what}", "wait for a number, all, or call")
    for entry in waited:
        await session.settled(entry, deadline_s)
    return Outcome(failure=next((_failure(e) for e in waited if e.state is not EventState.OK), 0))


def _failure(entry: Entry) -> int:
    """The exit code of a wait for an entry that did not end well."""
    return {EventState.OVERDUE: DEADLINE_PASSED, EventState.LOST: SESSION_ENDED}.get(entry.state, 1)


async def _expect(console: "Console", line: Line) -> Outcome:
    assert line.rest is not None
    reference, program = filter_of(line, line.rest)
    program = filled(line, program, console.variables)
    compile_filter(line, program)
    value = await referenced(console, reference)
    held, gave = holds(line, program, value)
    if held:
        return Outcome(text="holds", value=gave, has_value=True)
    return Outcome(
        text=f"expected {program.text}; it gave {console.compact(gave) if gave is not None else 'null'}",
        level="error",
        value=gave,
        has_value=True,
        failure=EXPECT_FAILED,
        subject=[value],
    )


def filter_of(line: Line, word: Word) -> tuple[ValueReference, Word]:
    """The two parts of `[N] FILTER`: which value, and the filter with its place."""
    text = word.text
    reference, end = ValueReference(None), 0
    found = leading_reference(text)
    first, _, behind = text.partition(" ")
    if found is not None:
        reference, end = found
    elif first.isdecimal() and len(first) < 10 and behind.strip():
        reference, end = ValueReference(int(first)), len(first)
    rest = text[end:].lstrip()
    if end and rest.startswith("|"):
        rest = rest[1:].lstrip()
    # Nothing behind the value asks whether it is true itself.
    return reference, Word(rest or ".", word.end - len(rest), word.end)


async def _tool(console: "Console", line: Line) -> Outcome:
    name = line.arguments.get("NAME")
    if name is None:
        return Outcome(text=console.tools.listing() or "no tool is answered by the console; .tool NAME VALUE sets one")
    if line.rest is None:
        if not console.tools.forget(name.text):
            raise line.problem(name, f"{name.text} has no answer", f"give one: .tool {name.text} VALUE")
        return Outcome(text=f"calls of {name.text} wait for a reply again")
    command = line.rest.text.removeprefix("!").strip() if line.rest.text.startswith("!") else ""
    if line.rest.text.startswith("!") and not command:
        raise line.problem(line.rest, "expected a shell command behind !")
    answer = Answer(command=command) if command else Answer(await value_of(console, line, line.rest))
    console.tools.set(name.text, answer)
    return Outcome(text=f"calls of {name.text} are answered with {answer}")


COMMANDS = (
    Command(
        name="run",
        aliases=("run_task",),
        summary="Have the agent do a task in the session.",
        group="session",
        handler=_run,
        options=(
            Option("--max-steps", "How many steps it may take, 2 to 128.", "N", "integer", bounds=(2, 128)),
            Option("--url", "Where it starts.", "URL", "url"),
            Option("--model", "The JSON Schema of its output.", "SCHEMA|@REF", "schema"),
            Option("--meta", "A value that the task may use as ${K}.", "K=V", "pair", repeat=True),
            Option(
                "--secret", "A secret that it may type, from the environment.", "NAME=env:VAR", "secret", repeat=True
            ),
            RESEND,
            DEADLINE,
        ),
        rest=Rest("TASK", "text", required=True),
        examples=(
            Example("run search for 'lamp', then open the first result", "steps in plain English"),
            Example("run --max-steps 8 fill 'Email' with 'demo@example.com', then click 'Sign in'", "with a bound"),
            Example('run call get_weather with {"city": "Oslo"} &', "the prompt is free while it runs"),
        ),
        sends=True,
    ),
    Command(
        name="reply",
        summary="Answer a tool call.",
        group="session",
        handler=_reply,
        arguments=(Argument("ID|N", "call", "the call's number in the timeline, or its id", required=True),),
        options=(Option("--error", "Answer that it failed.", "CODE", "choice", choices=("400", "500")),),
        rest=Rest("VALUE", "value", "JSON, or words"),
        examples=(
            Example('reply 5 {"temperature": 4}', "the answer to call 5"),
            Example("reply 5 --error 400 -- there is no such city", "the tool failed, and why"),
        ),
        immediate=True,
        sends=True,
    ),
    Command(
        name="send",
        summary="Send any event, raw.",
        group="session",
        handler=_send,
        options=(RESEND, DEADLINE),
        rest=Rest("JSON", "json", required=True),
        examples=(
            Example(
                'send {"name": "browser_action", "payload": {"name": "evaluate_js", "input": {"js": "1 + 1"}}}',
                "as it goes over the wire; the id is made if it is missing",
            ),
        ),
        sends=True,
    ),
    Command(
        name="wait",
        summary="Wait for an entry, for everything pending, or for the next tool call.",
        group="session",
        handler=_wait,
        arguments=(Argument("N|all|call", "entry", "a number, all, or call"),),
        options=(DEADLINE,),
        examples=(
            Example("wait all", "until nothing is pending"),
            Example("wait call --deadline 30s", "for a question"),
        ),
    ),
    Command(
        name="expect",
        summary="Check the last output with a jq filter; in a script, stop with code 6 if it does not hold.",
        group="session",
        handler=_expect,
        rest=Rest("[N] FILTER", "filter", "a jq filter that must give true", required=True),
        examples=(
            Example("expect .items | length > 3", "on the last output"),
            Example('expect 2 startswith("Products")', "on the output of entry 2"),
        ),
    ),
    Command(
        name=".tool",
        summary="Answer calls of a tool by a value or a command, list those answers, or take one away.",
        group="console",
        handler=_tool,
        arguments=(Argument("NAME", "tool", "the tool's name"),),
        rest=Rest("VALUE|!COMMAND", "value", "JSON or words; a command gets the input and prints the output, as JSON"),
        examples=(
            Example('.tool get_weather {"temperature": 4}', "every call gets that answer"),
            Example(".tool add !jq '.a + .b'", "the command reads the input and prints the output"),
        ),
    ),
)
