"""A script in the making: lines of ours, comments, and what an import found that has no line. No reading here."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from smooth_console.exports.quoting import comment, json_text
from smooth_console.exports.script import lines_of
from smooth_console.wire import evaluate_js, goto, run_task
from smooth_console.wire.records import TaskEvent

SECRET_NAMES = re.compile(r"(?i)pass|secret|token|\bpin\b|\botp\b|api.?key|authorization|cookie|credential")
"""What a field or a header is called whose value is nobody's business."""


class ImportProblemError(Exception):
    """A text that is nothing that can be imported. The message says why, and what could be."""


@dataclass
class Script:
    """Lines, in order.

    Attributes:
        rows: What has been written so far.
        lines: How many of them do something.
        left_out: How many things have no line.
    """

    rows: list[str] = field(default_factory=list)
    lines: int = 0
    left_out: int = 0

    def caption(self, text: str) -> None:
        """A comment above what follows."""
        if self.rows:
            self.rows.append("")
        self.rows.append(comment(text))

    def note(self, text: str) -> None:
        """A comment about what stands below or above."""
        self.rows.append(comment(text))

    def leave_out(self, what: str, why: str) -> None:
        """Say what has no line, and why."""
        self.left_out += 1
        self.rows.append(comment(f"left out, {why}: {what}"))

    def line(self, text: str) -> None:
        """A line as it stands."""
        self.lines += 1
        self.rows.append(text)

    def goto(self, url: str) -> None:
        """Go to a page."""
        self._event(goto(url))

    def js(self, code: str, args: Any = None) -> None:
        """Evaluate JavaScript as one types it."""
        event = evaluate_js(code, args)
        (line,) = lines_of([{"name": event.name, "payload": event.payload}])
        # What is written here needs no care: it is an expression, a function or a statement as typed.
        self.line(line.replace("js --raw ", "js ", 1) if line.startswith("js --raw ") else line)

    def step(self, text: str, *, secret: tuple[str, str] | None = None) -> None:
        """A step in plain English, with a secret's name and variable if it types one."""
        option = f"--secret {secret[0]}=env:{secret[1]} " if secret else ""
        if "\n" in text or not text.isprintable():
            self._event(run_task(text))
        else:
            self.line(f"run {option}{text}")

    def send(self, event: dict[str, Any]) -> None:
        """An event of the API."""
        self.line(lines_of([event])[0])

    def text(self, source: str) -> str:
        """The whole script."""
        head = [
            f"# Imported from {source}. Look it through before you run it: smooth-console run FILE",
            f"# {self.lines} lines" + (f", {self.left_out} things left out" if self.left_out else ""),
            "",
        ]
        return "\n".join([*head, *self.rows]).rstrip("\n") + "\n"

    def _event(self, event: TaskEvent) -> None:
        self.send({"name": event.name, "payload": event.payload})


def quoted(text: str) -> str:
    """A text in the quotes of a step."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def literal(text: str) -> str:
    """A text as a JavaScript string."""
    return json_text(text)


@dataclass(frozen=True)
class HttpRequest:
    """A request that somebody made.

    Attributes:
        method: In capitals.
        url: Absolute.
        headers: As they were given, names in any case.
        body: Text, or None.
        odd: What it had besides, that a page cannot do.
    """

    method: str
    url: str
    headers: Sequence[tuple[str, str]] = ()
    body: str | None = None
    odd: Sequence[str] = ()


_FORBIDDEN = re.compile(
    r"(?i)^(accept-encoding|accept-charset|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|"
    r"referer|te|trailer|transfer-encoding|upgrade|user-agent|via|proxy-.*|sec-.*|access-control-request-.*|priority|"
    r"pragma|cache-control|:.*)$"
)
"""Headers that a page cannot or need not set."""
_EVENT = re.compile(r"/task/[^/?#]+/event/?$")
_TASK = re.compile(r"/v1/task/?$")


def add_request(script: Script, request: HttpRequest, *, page: bool) -> None:
    """A request as lines: an event of the API as its verb, a page as goto, anything else as a fetch from the page.

    Args:
        script: Where to.
        request: What was asked.
        page: Whether it was for a page that a person looks at.
    """
    for odd in request.odd:
        script.leave_out(odd, "a page cannot do that")
    if request.method == "POST" and _add_event(script, request):
        return
    if request.method == "GET" and page and not request.body:
        script.goto(request.url)
        return
    script.js(fetch(script, request))


def _add_event(script: Script, request: HttpRequest) -> bool:
    """An event of the Smooth API itself; False when it is none."""
    if not _EVENT.search(request.url) and not _TASK.search(request.url):
        return False
    try:
        body = json.loads(request.body or "")
    except ValueError:
        return False
    if not isinstance(body, dict):
        return False
    if _TASK.search(request.url):
        if body.get("task") is not None:
            return False
        url = body.get("url")
        script.line(
            f"open {url}" if isinstance(url, str) and url.isprintable() and "$" not in url else "open about:blank"
        )
        return True
    if not isinstance(body.get("payload"), dict) or not isinstance(body.get("name"), str):
        return False
    if body["name"] == "tool_call":
        script.leave_out(json_text(body), "a reply names a call by its number")
        return True
    script.send({"name": body["name"], "payload": body["payload"]})
    return True


def fetch(script: Script, request: HttpRequest) -> str:
    """JavaScript that makes a request from the page, with the page's cookies."""
    headers = {}
    for name, value in request.headers:
        if SECRET_NAMES.search(name):
            script.leave_out(f"header {name}", "its value is a secret; the page's own cookies are sent")
        elif not _FORBIDDEN.match(name):
            headers[name] = value
    options: dict[str, Any] = {}
    if request.method != "GET":
        options["method"] = request.method
    if headers:
        options["headers"] = headers
    if request.body is not None and SECRET_NAMES.search(request.body):
        script.leave_out("the body", "it holds what looks like a secret")
    elif request.body is not None:
        options["body"] = request.body
    given = f", {json_text(options)}" if options else ""
    return f"await fetch({literal(request.url)}{given}).then(r => r.text())"
