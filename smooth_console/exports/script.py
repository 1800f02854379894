"""A session as a script of our own language, to be run by `smooth-console run` or typed.

A line is written as a person would type it where that says exactly what was sent, else as `send JSON`, which always
does.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from smooth_console.exports.plan import Action, LeftOut, Opening, Selection, Step, plan, sessions
from smooth_console.exports.quoting import comment, json_text
from smooth_console.exports.records import EntryRecord

_OPTIONS = frozenset({"device", "profile_id", "enable_recording", "allowed_urls", "url", "custom_tools"})
_PLAIN = re.compile(r"[A-Za-z][\w.-]*", re.ASCII)
"""Words that stand for themselves in a value that may be JSON."""
_WORD = re.compile(r"[^\s\"'$<&{\[-][^\s\"'$<]*")


def script(selection: Selection) -> str:
    """A script that does the selection again; headless it prints every output."""
    found = list(sessions(plan(selection)))
    rows = ["# A recorded session. Written by smooth-console; run it with: smooth-console run FILE", ""]
    for opening, steps in found:
        rows += _Session(opening, steps, selection.session.demo).rows()
    return "\n".join(rows).rstrip("\n") + "\n"


def lines_of(events: Sequence[dict[str, Any]]) -> list[str]:
    """Events (`{"name", "payload"}`) as lines, such as an import has found them."""
    return [
        _line(EntryRecord(n=n, verb="send", event=event), "") or f"send {_json(event)}"
        for n, event in enumerate(events, 1)
    ]


class _Session:
    def __init__(self, opening: Opening, steps: Sequence[Step], demo: str) -> None:
        self.opening = opening
        self.steps = steps
        self.demo = demo
        self.count = 0
        """Entries that the lines so far will have made, tool calls included: what a reply counts by."""
        self.fixed = _one_answer(steps)

    def rows(self) -> Iterator[str]:
        if self.opening.note:
            yield comment(self.opening.note)
        yield from self._open()
        for name, output in self.fixed.items():
            yield f".tool {name} {_json(output)}"
        for step in self.steps:
            if isinstance(step, LeftOut):
                yield comment(f"left out, {step.why}: {step.record.line}")
            elif isinstance(step, Action):
                yield from self._action(step)
        yield ""

    def _open(self) -> Iterator[str]:
        options = self.opening.request
        odd = sorted(set(options) - _OPTIONS)
        if odd:
            yield comment(f"left out of the opening, there is no option for it: {', '.join(odd)}")
        words = ["open"]
        for name, option in (("device", "--device"), ("profile_id", "--profile")):
            if isinstance(options.get(name), str) and options[name] != "desktop":
                words.append(f"{option} {_quoted(options[name])}")
        if options.get("enable_recording"):
            words.append("--record")
        if self.opening.tools:
            words.append(f"--tools {_json(self.opening.tools)}")
        words += [f"--allow {_quoted(str(pattern))}" for pattern in options.get("allowed_urls") or []]
        words.append(self._address(self.opening.url or "about:blank"))
        self.count += 1
        yield " ".join(words)

    def _address(self, url: str) -> str:
        """The demo site is somewhere else each time; `demo` finds it."""
        base = self.demo.rstrip("/")
        if base and (url == base or url.startswith(f"{base}/")):
            url = f"demo/{url[len(base) :].lstrip('/')}"
        return url

    def _action(self, step: Action) -> Iterator[str]:
        record = step.record
        line = self._goto(record) or _line(record, record.line)
        if line is None and record.secret_variables():
            yield comment(f"left out, its values and secrets cannot be written on a line: {record.line}")
            return
        if line is None:
            line = f"send {_json(record.event)}"
        self.count += 1
        calls = [call for call in step.calls if call.reply is not None and call.call is not None]
        by_hand = [call for call in calls if str((call.call or {}).get("name")) not in self.fixed]
        if not by_hand:
            self.count += len(calls)
            yield line
            return
        yield _in_background(line)
        for call in calls:
            self.count += 1
            if call in by_hand:
                yield _reply(self.count, call.reply or {})
        yield "wait all"

    def _goto(self, record: EntryRecord) -> str | None:
        url = record.input.get("url")
        if record.action != "goto" or set(record.input) != {"url"} or not isinstance(url, str):
            return None
        url = self._address(url)
        # What the console would complete or look up has to be whole already.
        whole = re.match(r"demo/|[A-Za-z][A-Za-z0-9+.\-]*:(?!\d)", url)
        return f"goto {url}" if whole and _as_typed(url) and url == url.strip() else None


def _one_answer(steps: Sequence[Step]) -> dict[str, Any]:
    """Tools that answered the same each time, and what: a rule answers them."""
    answers: dict[str, list[Any]] = {}
    for step in steps:
        for call in step.calls if isinstance(step, Action) else ():
            answers.setdefault(str((call.call or {}).get("name")), []).append(call.reply)
    return {
        name: replies[0]["output"]
        for name, replies in answers.items()
        if re.fullmatch(r"[\w.\-]+", name) and not name.startswith("-")
        and all(reply is not None and reply.get("code") == 200 and reply == replies[0] for reply in replies)
        and "output" in replies[0]
    }  # fmt: skip


def _reply(number: int, reply: dict[str, Any]) -> str:
    code = reply.get("code", 200)
    error = "" if code == 200 else f"--error {code} "
    return f"reply {error}{number} -- {_json(reply.get('output'))}"


def _in_background(line: str) -> str:
    """A line that does not wait; with a heredoc the `&` stands on its first line."""
    first, newline, rest = line.partition("\n")
    return f"{first} &{newline}{rest}"


def _line(record: EntryRecord, typed: str) -> str | None:
    """An event as a line, or None when no line but `send` says exactly that."""
    given = {name: value for name, value in record.input.items() if value is not None}
    match record.action:
        case "evaluate_js":
            return _js(record, given)
        case "extract":
            return _extract(given, typed)
        case "run_task":
            return _run(record, given)
        case "close":
            return "close"
        case "goto" if isinstance(given.get("url"), str) and set(given) == {"url"}:
            return _Session(Opening({}), (), "")._goto(record)
    return None


def _js(record: EntryRecord, given: dict[str, Any]) -> str | None:
    from smooth_console.language.javascript import is_complete

    code = record.source if record.source is not None else given.get("js")
    if not isinstance(code, str) or set(given) - {"js", "args"} or not code.strip() or not _readable(code):
        return None
    if code.startswith("@"):
        return None  # a file or a name in the library, wherever it stands
    words = ["js"] if record.source is not None else ["js", "--raw"]
    if "args" in given:
        if not isinstance(given["args"], dict | list):
            return None
        words.append(f"--args {_json(given['args'])}")
    return _with_rest(words, code, plain=_on_one_line(code) and is_complete(code))


def _extract(given: dict[str, Any], typed: str) -> str | None:
    schema, prompt = given.get("schema"), given.get("prompt")
    if not isinstance(schema, dict) or set(given) - {"schema", "prompt"}:
        return None
    words = ["extract"]
    if re.search(r"\s--no-check(?:\s|$)", typed):
        words.append("--no-check")
    words.append(_json(schema))
    if prompt is None:
        return " ".join(words)
    if not isinstance(prompt, str) or not _as_typed(prompt) or prompt != prompt.strip():
        return None
    return " ".join([*words, "--", prompt])


def _run(record: EntryRecord, given: dict[str, Any]) -> str | None:
    task = given.get("task")
    if not isinstance(task, str) or not task.strip() or not _readable(task):
        return None
    if set(given) - {"task", "max_steps", "response_model", "url", "metadata", "secrets"}:
        return None
    words = ["run"]
    if "max_steps" in given:
        words.append(f"--max-steps {given['max_steps']}")
    if "url" in given:
        if not _WORD.fullmatch(str(given["url"])):
            return None
        words.append(f"--url {given['url']}")
    if "response_model" in given:
        words.append(f"--model {_json(given['response_model'])}")
    for name, value in (given.get("metadata") or {}).items():
        written = _json(value)
        if not re.fullmatch(r"\w+", name) or not _as_typed(written) or '"' in written[1:-1] or "\\" in written:
            return None
        if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in ("true", "false", "null"):
            words.append(f"--meta {name}={value}")
        elif "'" in written:
            return None
        else:
            words.append(f"--meta '{name}={written}'")
    for name, variable in record.secret_variables().items():
        source = _secret(name, variable, given["secrets"][name])
        if source is None:
            return None
        words.append(f"--secret {source}")
    return _with_rest(words, task, plain=_on_one_line(task) and _balanced(task))


def _secret(name: str, variable: str, value: Any) -> str | None:
    allowed = value.get("allowed_urls") if isinstance(value, dict) else None
    patterns = [str(pattern) for pattern in allowed or []]
    if not re.fullmatch(r"[\w.\-]+", name) or any(not re.fullmatch(r"[^\s,\"'$<]+", pattern) for pattern in patterns):
        return None
    behind = "" if patterns in ([], ["*"]) else "@" + ",".join(patterns)
    return f"{name}=env:{variable}{behind}"


def _with_rest(words: list[str], rest: str, *, plain: bool) -> str:
    """Words and a rest: on the line where it can stand there as it is, else as a heredoc."""
    if plain:
        return " ".join([*words, rest])
    tag, number = "END", 1
    while re.search(rf"^{tag}[ \t]*$", rest, re.MULTILINE):
        number += 1
        tag = f"END{number}"
    return " ".join([*words, f"<<{tag}"]) + f"\n{rest}\n{tag}"


def _readable(text: str) -> bool:
    """Whether a text can stand in a file of lines and be read back: nothing but what prints, and line feeds."""
    return all(line.replace("\t", "").isprintable() for line in text.split("\n"))


def _on_one_line(text: str) -> bool:
    """Whether a verbatim rest can stand behind its verb as it is: no part of it reads as something else there."""
    return (
        "\n" not in text
        and text == text.strip()
        and not text.startswith(("-", "@", "<<"))
        and not text.endswith("&")
        and not re.search(r"\$[>|]|<<[A-Za-z_]", text)
    )


def _balanced(text: str) -> bool:
    """Whether no bracket keeps the line open for the next one."""
    return all(text.count(opening) == text.count(closing) for opening, closing in ("[]", "{}"))


def _as_typed(text: str) -> bool:
    """Whether words that are looked through for values and tails stay as they are."""
    return (
        text.isprintable()
        and "$" not in text
        and "<<" not in text
        and not text.endswith("&")
        and not text.startswith("-")
        and bool(text)
    )


def _quoted(text: str) -> str:
    """A word; in quotes where it needs them."""
    if _WORD.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _json(value: Any) -> str:
    """JSON in which nothing reads as a variable, a heredoc or a redirect."""
    return (
        json_text(value)
        .replace("${", "\\u0024{")
        .replace("<<", "\\u003c<")
        .replace("$>", "\\u0024>")
        .replace("$|", "\\u0024|")
    )
