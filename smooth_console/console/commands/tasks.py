"""run, reply, send, wait and expect: the agent's tasks, and what else goes through the session."""

import os
from typing import TYPE_CHECKING, Any

from smooth_console.console.commands.ask import DEADLINE, deadline_of
from smooth_console.console.filters import holds
from smooth_console.console.outcome import CommandError, Outcome
from smooth_console.console.resolve import json_of, referenced, text_of, verbatim
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.language.units import read_pair
from smooth_console.language.values import ValueReference, leading_reference
from smooth_console.session.entry import Entry
from smooth_console.wire import Secret, TaskEvent, WireError, decode, decode_json, run_task

if TYPE_CHECKING:
    from smooth_console.console.console import Console

EXPECT_FAILED = 6


async def _run(console: "Console", line: Line) -> Outcome:
    assert line.rest is not None
    model = line.option("--model")
    url = line.option("--url")
    event = run_task(
        verbatim(console, line.rest),
        max_steps=_max_steps(line),
        response_model=await json_of(console, line, model, kind="JSON") if model else None,
        url=await text_of(console, line, url) if url else None,
        metadata=dict(_metadata(line, word) for word in line.options.get("--meta", [])),
        secrets=dict(_secret(console, line, word) for word in line.options.get("--secret", [])),
    )
    return Outcome(entries=[console.send(event, verb="run", line=line.text, deadline_s=deadline_of(line))])


def _max_steps(line: Line) -> int | None:
    word = line.option("--max-steps")
    if word is None:
        return None
    if not word.text.isdecimal() or not 2 <= int(word.text) <= 128:
        raise line.problem(word, "--max-steps takes a whole number from 2 to 128")
    return int(word.text)


def _metadata(line: Line, word: Word) -> tuple[str, Any]:
    """`K=V`, where V is a number or a boolean when it reads as one."""
    try:
        name, text = read_pair(word.text)
    except ValueError as problem:
        raise line.problem(word, str(problem)) from None
    try:
        value = decode_json(text)
    except WireError:
        return name, text
    return name, value if isinstance(value, str | int | float | bool) else text


def _secret(console: "Console", line: Line, word: Word) -> tuple[str, Secret]:
    """`NAME=env:VARIABLE[@PATTERN,...]`. The value is hidden in everything that is shown from here on."""
    try:
        name, source = read_pair(word.text)
    except ValueError:
        raise line.problem(word, "a secret is NAME=env:VARIABLE") from None
    if not source.startswith("env:"):
        raise line.problem(word, "a secret comes from the environment", f"write {name}=env:VARIABLE")
    variable, _, patterns = source.removeprefix("env:").partition("@")
    value = os.environ.get(variable)
    if not value:
        raise line.problem(word, f"the environment has no {variable}", f"export {variable}=... before the start")
    console.secrets.add(value)
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
    if error and error.text not in ("400", "500"):
        raise line.problem(error, "--error takes 400 (the caller's mistake) or 500 (the tool's)")
    call = find_call(console, line, word)
    if call is None:
        if word.text.isdecimal() and int(word.text) <= len(console.entries):
            waiting = [str(e.n) for e in console.entries if e.call is not None and not e.state.terminal]
            hint = f"waiting: {', '.join(waiting)}" if waiting else "no tool call waits"
            raise line.problem(word, f"entry {word.text} is not a tool call", hint)
        call = await session.next_call(lambda entry: word.text in (str(entry.n), entry.event_id))
        if call is None:
            raise CommandError(f"the session ended ({session.status}) before call {word.text} came", 5)
    output = await _reply_value(console, line)
    code = int(error.text) if error else 200
    return Outcome(entries=[session.reply(call, output, code=code, line=line.text)])


async def _reply_value(console: "Console", line: Line) -> Any:
    """The value: JSON or a reference when it reads as one, else the words themselves."""
    if line.rest is None:
        return None
    if line.rest.text.lstrip()[:1] in ("{", "[", '"', "@", "$"):
        return await json_of(console, line, line.rest)
    text = await text_of(console, line, line.rest)
    try:
        return decode_json(text)
    except WireError:
        return text


async def _send(console: "Console", line: Line) -> Outcome:
    assert line.rest is not None
    value = await json_of(console, line, line.rest)
    try:
        event = decode(TaskEvent, value)
    except WireError as problem:
        raise line.problem(line.rest, f"not an event: {problem}", "it has name and payload") from None
    return Outcome(entries=[console.send(event, verb="send", line=line.text, deadline_s=deadline_of(line))])


async def _wait(console: "Console", line: Line) -> Outcome:
    session = console.need_session()
    word = line.arguments.get("N|all|call")
    deadline_s = deadline_of(line)
    what = word.text if word else "all"
    if what == "call":
        call = await session.next_call(deadline_s=deadline_s)
        if call is None or call.call is None:
            code = 5 if session.ended else 4
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
    return Outcome(text="", failure=next((1 for e in waited if e.state.value != "ok"), 0))


async def _expect(console: "Console", line: Line) -> Outcome:
    assert line.rest is not None
    text = line.rest.text
    reference, end = ValueReference(None), 0
    found = leading_reference(text)
    if found is not None:
        reference, end = found
    elif text.split(None, 1)[0].isdecimal() and len(text.split(None, 1)) == 2:
        number = text.split(None, 1)[0]
        reference, end = ValueReference(int(number)), len(number)
    rest = text[end:].lstrip()
    if rest.startswith("|"):
        rest = rest[1:].lstrip()
    value = await referenced(console, reference)
    place = Word(rest, line.rest.end - len(rest), line.rest.end)
    held, gave = holds(line, place, value)
    if held:
        return Outcome(text="holds", value=gave, has_value=True)
    return Outcome(
        text=f"expected {rest}; it gave {console.compact(gave) if gave is not None else 'null'}",
        level="error",
        value=gave,
        has_value=True,
        failure=EXPECT_FAILED,
    )


COMMANDS = (
    Command(
        name="run",
        aliases=("run_task",),
        summary="Have the agent do a task in the session.",
        group="session",
        handler=_run,
        options=(
            Option("--max-steps", "How many steps it may take, 2 to 128.", "N", "integer"),
            Option("--url", "Where it starts.", "URL", "url"),
            Option("--model", "The JSON Schema of its output.", "SCHEMA|@REF", "schema"),
            Option("--meta", "A value that the task may use as ${K}.", "K=V", "pair", repeat=True),
            Option(
                "--secret", "A secret that it may type, from the environment.", "NAME=env:VAR", "secret", repeat=True
            ),
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
        rest=Rest("VALUE", "json", "JSON, or words"),
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
        options=(DEADLINE,),
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
            Example('expect 2 . == "Smooth demo"', "on the output of entry 2"),
        ),
    ),
)
