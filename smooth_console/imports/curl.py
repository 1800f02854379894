"""curl command lines, as people copy them from a browser's network panel or a manual, as requests. None is run."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from smooth_console.imports.script import HttpRequest, ImportProblemError, Script, add_request

_VALUES = {
    "-X": "method", "--request": "method", "-H": "header", "--header": "header", "-d": "data", "--data": "data",
    "--data-ascii": "data", "--data-raw": "raw", "--data-binary": "raw", "--data-urlencode": "urlencode",
    "--json": "json",
    "-F": "form", "--form": "form", "-u": "user", "--user": "user", "-b": "cookie", "--cookie": "cookie",
    "-A": "agent", "--user-agent": "agent", "-e": "referer", "--referer": "referer", "--url": "url", "-T": "upload",
    "--upload-file": "upload", "-x": "proxy", "--proxy": "proxy", "-E": "cert", "--cert": "cert", "-o": "ignored",
    "--output": "ignored", "-m": "ignored", "--max-time": "ignored", "--connect-timeout": "ignored", "-w": "ignored",
    "--write-out": "ignored", "--retry": "ignored", "-c": "ignored", "--cookie-jar": "ignored", "--cacert": "ignored",
}  # fmt: skip
"""Options that take a value, and what it is."""
_ODD = {
    "form": "a form with files",
    "user": "a user and password",
    "cookie": "cookies",
    "upload": "a file that is sent",
    "proxy": "a proxy",
    "cert": "a client certificate",
}
_SHORT_WITH_VALUE = frozenset(name[1] for name in _VALUES if len(name) == 2)


@dataclass
class _Command:
    method: str = ""
    urls: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    as_query: bool = False
    odd: list[str] = field(default_factory=list)

    def requests(self) -> Iterator[HttpRequest]:
        """A request for each address."""
        body = "&".join(self.data) if self.data else None
        for url in self.urls:
            whole = url if re.match(r"[a-z][a-z0-9+.\-]*://", url, re.IGNORECASE) else f"http://{url}"
            if self.as_query and body is not None:
                whole += ("&" if "?" in whole else "?") + body
            sent = None if self.as_query else body
            method = self.method.upper() or ("GET" if sent is None else "POST")
            yield HttpRequest(method, whole, self.headers, sent, self.odd)


def curl_script(text: str) -> Script:
    """The curl commands in a text as a script.

    Raises:
        ImportProblemError: There is none in it, or a quote is open.
    """
    script = Script()
    for line in _commands(text):
        try:
            words = _words(line)
        except ValueError as problem:
            raise ImportProblemError(f"not a command line: {problem} in {line[:60]!r}") from None
        if not words or words[0].rpartition("/")[2] not in ("curl", "curl.exe"):
            script.leave_out(f"{words[0]} …" if words else line, "it is no curl command")
            continue
        command = _read(words[1:])
        if not command.urls:
            script.leave_out("curl …", "it has no address")
        for request in command.requests():
            add_request(script, request, page=not command.headers or _wants_page(command))
    if not script.lines:
        raise ImportProblemError("there is no curl command in it")
    return script


def _wants_page(command: _Command) -> bool:
    """Whether headers are those of a browser that goes to a page."""
    accepted = " ".join(value for name, value in command.headers if name.lower() == "accept")
    return "text/html" in accepted or not accepted


def _commands(text: str) -> list[str]:
    """Lines, those that end with a backslash joined, and those that a quote keeps open."""
    joined = re.sub(r"^\s*\$ (?=\s*curl)", "", re.sub(r"\\\r?\n", " ", text), flags=re.MULTILINE)
    found: list[str] = []
    waiting = ""
    for row in joined.splitlines():
        waiting = f"{waiting}\n{row}" if waiting else row
        if not waiting.strip() or waiting.lstrip().startswith("#"):
            waiting = ""
            continue
        try:
            _words(waiting)
        except ValueError:
            continue
        found.append(waiting.strip())
        waiting = ""
    return [*found, waiting.strip()] if waiting.strip() else found


def _words(line: str) -> list[str]:
    """A line's words, as a shell reads them, with `$'...'` as browsers copy it. Nothing is expanded."""
    plain = re.sub(r"\$'((?:[^'\\]|\\.)*)'", lambda match: shlex.quote(_unescaped(match[1])), line)
    lexer = shlex.shlex(plain, posix=True, punctuation_chars="|;&")
    lexer.whitespace_split = True
    lexer.commenters = ""
    words = list(lexer)
    end = next((i for i, word in enumerate(words) if word and set(word) <= set("|;&")), len(words))
    return words[:end]


def _unescaped(text: str) -> str:
    """ANSI-C quoting: what bash makes of the inside of `$'...'`."""
    known = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}

    def put(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "uUx" and len(code) > 1:
            number = int(code[1:], 16)
            return chr(number) if number <= 0x10FFFF else "\ufffd"
        return known.get(code, code)

    return re.sub(r"\\(u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|x[0-9A-Fa-f]{1,2}|.)", put, text, flags=re.DOTALL)


def _read(words: list[str]) -> _Command:
    command = _Command()
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("-") or word == "-":
            command.urls.append(word)
            continue
        name, value = _option(word, waiting)
        _take(command, name, value, word)
    return command


def _option(word: str, waiting: list[str]) -> tuple[str, str]:
    """What an option is, and its value: in the next word, or stuck to it."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        if name not in _VALUES:
            return word, ""
        return _VALUES[name], value if equals else waiting.pop(0) if waiting else ""
    for place, letter in enumerate(word[1:], 1):
        if letter in _SHORT_WITH_VALUE:
            stuck = word[place + 1 :]
            return _VALUES[f"-{letter}"], stuck or (waiting.pop(0) if waiting else "")
        if letter in "GI":
            return f"-{letter}", ""
    return word, ""


def _take(command: _Command, name: str, value: str, word: str) -> None:
    match name:
        case "method":
            command.method = value
        case "url":
            command.urls.append(value)
        case "header":
            header, _, rest = value.partition(":")
            command.headers.append((header.strip(), rest.strip()))
        case "agent" | "referer" | "ignored":
            pass
        case "data" | "raw" | "json":
            if value.startswith("@") and name != "raw":
                command.odd.append(f"the file {value[1:]} as the body")
            else:
                command.data.append(value)
            if name == "json":
                command.headers += [("content-type", "application/json"), ("accept", "application/json")]
            elif not any(header.lower() == "content-type" for header, _ in command.headers) and not _is_json(value):
                command.headers.append(("content-type", "application/x-www-form-urlencoded"))
        case "urlencode":
            key, equals, text = value.partition("=")
            command.data.append(f"{key}={quote(text)}" if equals else quote(key))
        case "-G" | "--get":
            command.as_query = True
        case "-I" | "--head":
            command.method = command.method or "HEAD"
        case _ if name in _ODD:
            command.odd.append(f"{_ODD[name]} ({word})")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return text.lstrip()[:1] in ("{", "[")
