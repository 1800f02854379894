"""open, attach, goto and close: where the session is."""

import re
from typing import TYPE_CHECKING

from smooth_console.console.outcome import CommandError, Outcome
from smooth_console.console.resolve import json_of, text_of
from smooth_console.console.secrets import from_environment
from smooth_console.language.declare import Argument, Command, Example, Option, Rest
from smooth_console.language.parse import Line, Word
from smooth_console.settings import Settings
from smooth_console.wire import DEVICES, TaskRequest, ToolSignature, WireError, close, decode, evaluate_js, goto
from smooth_console.wire.records import Device

if TYPE_CHECKING:
    from smooth_console.console.console import Console

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LOCAL = re.compile(r"(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(/|\?|#|$)", re.IGNORECASE)


def complete_url(text: str, demo: str | None = None) -> str:
    """An address as typed, made whole: a bare host gets https://, this machine http://, `demo` is the demo site."""
    text = text.strip()
    if demo and (text == "demo" or text.startswith(("demo/", "/"))):
        return demo.rstrip("/") + "/" + text.removeprefix("demo").lstrip("/")
    if _LOCAL.match(text):
        return f"http://{text}"
    if _SCHEME.match(text) and not re.match(r"[^/:]+:\d+(/|$)", text):
        return text
    return f"https://{text}"


async def _open(console: "Console", line: Line) -> Outcome:
    server = await console.connect()
    url = complete_url(await text_of(console, line, line.rest), server.demo) if line.rest else server.demo
    profile = line.option("--profile")
    tools = line.option("--tools")
    request = TaskRequest(
        task=None,
        url=url,
        device=device_of(console.settings, line.option("--device")),
        profile_id=(profile.text if profile else console.settings.profile) or None,
        enable_recording=line.flag("--record"),
        allowed_urls=[word.text for word in line.options.get("--allow", [])] or None,
        custom_tools=await _tools(console, line) if tools else None,
    )
    request.proxy_server, request.proxy_username, request.proxy_password = _proxy(console, line)
    return Outcome(entries=[await console.open(request, line=line.text)])


def _proxy(console: "Console", line: Line) -> tuple[str | None, str | None, str | None]:
    """Address, user and password of a proxy. The login is in the environment, not in the line."""
    server, login = line.option("--proxy"), line.option("--proxy-login")
    if server is None:
        if login is not None:
            raise line.problem(login, "a login needs a proxy", "write --proxy http://HOST:PORT before it")
        return None, None, None
    if "@" in server.text:
        raise line.problem(server, "a proxy's login is not part of its address", "write --proxy-login env:VARIABLE")
    if login is None:
        return server.text, None, None
    value = from_environment(console.secrets, line, login, login.text, "env:VARIABLE, which holds user:password")
    user, _, password = value.partition(":")
    console.secrets.add(password)
    return server.text, user, password


def device_of(settings: Settings, word: Word | None = None) -> Device:
    """The device of an `--device` that was given, else that of the settings, else the API's default.

    Raises:
        CommandError: The settings name one that there is not.
    """
    wanted = word.text if word else settings.device or "desktop"
    for device in DEVICES:
        if device == wanted:
            return device
    raise CommandError(f"the settings name a device {wanted}; there are {', '.join(DEVICES)}", 2)


async def _tools(console: "Console", line: Line) -> list[ToolSignature]:
    """The custom tools of `--tools`: a list of signatures, or one."""
    word = line.option("--tools")
    assert word is not None
    value = await json_of(console, line, word)
    try:
        return [decode(ToolSignature, item) for item in (value if isinstance(value, list) else [value])]
    except WireError as problem:
        raise line.problem(
            word, f"not a tool's signature: {problem}", "it has name, description, inputs (a schema) and output"
        ) from None


async def _attach(console: "Console", line: Line) -> Outcome:
    task = line.arguments["TASK_ID"]
    if console.session is not None and console.session.task_id == task.text and not console.session.ended:
        raise line.problem(task, f"{task.text} is the session in front already")
    return Outcome(entries=[await console.attach(task.text, line=line.text)])


async def _goto(console: "Console", line: Line) -> Outcome:
    assert line.rest is not None
    console.need_session()
    url = await text_of(console, line, line.rest)
    if url in ("-", "+", "."):
        url = await _from_visited(console, line, url)
    else:
        url = complete_url(url, console.server.demo if console.server else None)
        console.went_to(url)
    return Outcome(entries=[console.send(goto(url), verb="goto", line=line.text)])


async def _from_visited(console: "Console", line: Line, step: str) -> str:
    """The address behind, ahead or here. The page is asked where it is, because clicks move it too."""
    entry = console.send(evaluate_js("location.href"), verb="js", line="js location.href")
    await console.need_session().settled(entry)
    if entry.answer is not None and entry.answer.ok and isinstance(entry.answer.output, str):
        console.went_to(entry.answer.output)
    at = console.visited_at + {"-": -1, "+": 1, ".": 0}[step]
    if not 0 <= at < len(console.visited):
        assert line.rest is not None
        where = {"-": "back", "+": "ahead", ".": "here"}[step]
        raise line.problem(line.rest, f"there is no page {where}", "only pages this console saw are known")
    console.visited_at = at
    return console.visited[at]


async def _close(console: "Console", line: Line) -> Outcome:
    session = console.need_session()
    entry = session.send(close(), verb="close", line=line.text, deadline_s=console.deadline_for("close"))
    return Outcome(entries=[entry])


COMMANDS = (
    Command(
        name="open",
        summary="Open a new session, on a page if one is given.",
        group="session",
        handler=_open,
        options=(
            Option("--device", "Which device the browser plays.", "DEVICE", "choice", choices=DEVICES),
            Option("--profile", "A profile: cookies and sign-ins that are kept.", "ID"),
            Option("--record", "Record a video of the session."),
            Option("--tools", "Custom tools that the agent may call: a JSON file of signatures.", "@FILE", "json"),
            Option(
                "--proxy", "A proxy that the browser goes through, such as http://proxy.example:3128.", "URL", "text"
            ),
            Option("--proxy-login", "What it asks for, user:password, from the environment.", "env:VAR", "secret"),
            Option("--allow", "Only go to addresses of this pattern; may be given again.", "PATTERN", repeat=True),
        ),
        rest=Rest("URL", "url"),
        examples=(
            Example("open demo", "a new session on the demo site"),
            Example("open --device mobile demo/products", "the same as a phone sees it"),
        ),
        sends=True,
    ),
    Command(
        name="attach",
        summary="Take up a session that lives at the server.",
        group="session",
        handler=_attach,
        arguments=(
            Argument(
                "TASK_ID",
                "task",
                "the task's id, as the header shows it, or the journal's, as `sessions` does",
                required=True,
            ),
        ),
        examples=(Example("attach task_8f3a", "go on with that session"),),
        sends=True,
    ),
    Command(
        name="goto",
        summary="Go to a page and wait until it has loaded.",
        group="session",
        handler=_goto,
        rest=Rest("URL", "url", "an address; - is back, + ahead, . here again", required=True),
        examples=(
            Example("goto demo/products", "a page of the demo site"),
            Example("goto example.com", "a bare host gets https://"),
            Example("goto -", "the page before"),
        ),
        sends=True,
    ),
    Command(
        name="close",
        summary="End the session at the server.",
        group="session",
        handler=_close,
        examples=(Example("close", "end it; open starts another"),),
        sends=True,
    ),
)
