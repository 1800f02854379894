"""A session as Python on the official client (package smooth-py): a program that prints, and a test for pytest."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from smooth_console.exports.plan import Action, LeftOut, Opening, Selection, Step, plan, sessions
from smooth_console.exports.quoting import INDENT, comment, json_text, python_literal, python_text
from smooth_console.exports.records import EntryRecord

Kind = Literal["program", "test"]

_BASE_URL = """\
# The address with or without /v1, as smooth-console takes it; the client wants it without.
BASE_URL = os.environ.get("SMOOTH_BASE_URL", "https://api.smooth.sh/api").rstrip("/").removesuffix("/v1")
"""
_DEMO = """\
# The demo site of an engine is on a port of its own: "demo" in what `smooth-console serve` prints.
"""
_GOTO_OUTPUT = """\
# The client's own record of goto has no output (where the page ended up): let it through, to be printed too.
ActionGotoResponse.model_config["extra"] = "allow"
ActionGotoResponse.model_rebuild(force=True)
"""
_SHOW = '''\
def show(answer: Any) -> None:
    """Print an output as one line of JSON."""
    print(json.dumps(getattr(answer, "output", None)), flush=True)
'''
_AS_RECORDED = '''\
def as_recorded(output: Any) -> Any:
    """An output with the demo site where it was when this was recorded."""
    return json.loads(json.dumps(output).replace(DEMO.partition("//")[2], {host}))
'''
_ANSWERING = '''\
def answering(answers: list[tuple[int, Any]]) -> Callable[..., Any]:
    """A tool that answers as it did in the recorded session, call after call."""
    left = iter(answers)

    def answer(**given: Any) -> Any:
        code, output = next(left, (500, "the recorded session did not ask so often"))
        if code == 200:
            return output
        raise ToolCallError(str(output)) if code == 400 else RuntimeError(str(output))

    return answer
'''
_KNOWN: dict[str, frozenset[str]] = {
    "goto": frozenset({"url"}),
    "extract": frozenset({"schema", "prompt"}),
    "evaluate_js": frozenset({"js", "args"}),
    "exec_js": frozenset({"js", "args"}),
    "run_task": frozenset({"task", "max_steps", "response_model", "url", "metadata", "secrets"}),
}
"""What each method of the client takes."""


def program(selection: Selection) -> str:
    """A program that does the selection again and prints every output as one line of JSON."""
    return _Writer(selection, "program").text()


def test(selection: Selection) -> str:
    """A test that does the selection again and holds every output against the recorded one."""
    return _Writer(selection, "test").text()


class _Writer:
    def __init__(self, selection: Selection, kind: Kind) -> None:
        self.kind = kind
        self.demo = selection.session.demo.rstrip("/")
        self.sessions = list(sessions(plan(selection)))
        actions = [step for _, steps in self.sessions for step in steps if isinstance(step, Action)]
        self.tools = any(opening.tools for opening, _ in self.sessions)
        self.secrets = any(step.record.secret_variables() for step in actions)
        self.goes = kind == "program" and any(step.record.action == "goto" for step in actions)
        checked = [step.record for step in actions if step.record.action in _KNOWN and step.record.action != "goto"]
        self.compares_demo = kind == "test" and any(self._on_demo(record) for record in checked)
        self.shows = kind == "program" and any(_prints(step.record) for step in actions)

    def text(self) -> str:
        parts = [self._head(), self._imports(), _BASE_URL.rstrip()]
        if self.goes:
            parts.append(_GOTO_OUTPUT.rstrip())
        if self.compares_demo or any("DEMO + " in text for text in self._functions()):
            parts.append(_DEMO + f'DEMO = os.environ.get("SMOOTH_DEMO_URL", {python_literal(self.demo)}).rstrip("/")')
        functions = [_AS_RECORDED.format(host=python_literal(self._demo_host()))] if self.compares_demo else []
        functions += [_ANSWERING] if self.tools else []
        functions += [_SHOW] if self.shows else []
        functions += list(self._functions())
        if self.kind == "program":
            functions.append('if __name__ == "__main__":\n    main()\n')
        return "\n\n".join(parts) + "\n\n\n" + "\n\n".join(functions)

    def _head(self) -> str:
        if self.kind == "test":
            what, how = "A recorded browser session as a test, on the official Smooth client.", "pytest FILE"
        else:
            what, how = "A recorded browser session, on the official Smooth client.", "python FILE"
        return (
            f'"""{what} Written by smooth-console.\n\n    pip install smooth-py\n    CIRCLEMIND_API_KEY=... {how}\n"""'
        )

    def _imports(self) -> str:
        names = ["SmoothClient"]
        names += ["Secret"] if self.secrets else []
        names += ["ToolCallError"] if self.tools else []
        lines = ["import json"] if self.shows or self.compares_demo or self._needs_json() else []
        lines.append("import os")
        if self.tools:
            lines.append("from collections.abc import Callable")
        if self.tools or self.shows or self.compares_demo:
            lines.append("from typing import Any")
        lines += ["", f"from smooth import {', '.join(sorted(names))}"]
        if self.goes:
            lines.append("from smooth.models import ActionGotoResponse")
        return "\n".join(lines)

    def _needs_json(self) -> bool:
        return any("json.loads(" in text for text in self._functions())

    def _functions(self) -> Iterator[str]:
        for number, (opening, steps) in enumerate(self.sessions, 1):
            behind = "" if number == 1 else f"_{number}"
            name = f"{'test_session' if self.kind == 'test' else 'recorded'}{behind}"
            body = "\n".join(self._body(opening, steps))
            yield (
                f"def {name}(client: SmoothClient) -> None:\n{body}\n" if self.kind == "program" else _test(name, body)
            )
        if self.kind == "program":
            calls = [f"recorded{'' if n == 1 else f'_{n}'}(client)" for n in range(1, len(self.sessions) + 1)]
            inner = "\n".join(f"{INDENT * 2}{call}" for call in calls) or f"{INDENT * 2}pass  # nothing to do"
            yield f"def main() -> None:\n{INDENT}with SmoothClient(base_url=BASE_URL) as client:\n{inner}\n"

    def _body(self, opening: Opening, steps: Sequence[Step]) -> Iterator[str]:
        margin = INDENT if self.kind == "program" else INDENT * 2
        if opening.note:
            yield comment(opening.note, f"{margin}# ")
        yield from self._open(opening, margin)
        yield f"{margin}try:"
        inner = margin + INDENT
        lines = []
        if opening.url is not None:
            # The client's session() takes no address.
            lines.append(f"{inner}session.goto({self._address(opening.url, inner)})")
        for step in steps:
            lines += list(self._step(step, inner))
        yield from lines or [f"{inner}pass"]
        if not any(line.strip() and not line.lstrip().startswith("#") for line in lines):
            yield f"{inner}pass"
        yield f"{margin}finally:"
        yield f"{inner}session.close(force=False)"

    def _open(self, opening: Opening, margin: str) -> Iterator[str]:
        options = {"enable_recording": False, **opening.options}
        tools = ""
        if opening.tools:
            yield f"{margin}tools = ["
            for tool in opening.tools:
                yield from _tool(tool, opening.replies.get(str(tool.get("name")), []), margin + INDENT)
            yield f"{margin}]"
            tools = "custom_tools=tools, "
        given = ", ".join(f"{name}={python_literal(value, margin)}" for name, value in sorted(options.items()))
        yield f"{margin}session = client.session({tools}{given})"

    def _step(self, step: Step, margin: str) -> Iterator[str]:
        record = step.record
        if record is not None and record.line:
            yield comment(f"{record.n}  {record.line}", f"{margin}# ")
        if isinstance(step, LeftOut):
            yield comment(f"left out: {step.why}", f"{margin}#   ")
        elif isinstance(step, Action) and record is not None:
            yield from self._action(record, margin)

    def _action(self, record: EntryRecord, margin: str) -> Iterator[str]:
        if record.action == "close":
            return
        known = _KNOWN.get(record.action)
        if known is None or set(record.input) - known:
            extra = "" if known is None else f" with {', '.join(sorted(set(record.input) - known))}"
            yield comment(f"left out: the client cannot send {record.action}{extra}", f"{margin}#   ")
            return
        inner = margin + INDENT
        call = f"session.{_METHODS.get(record.action, record.action)}({self._arguments(record, inner)})"
        if self.kind == "program":
            yield f"{margin}show({call})"
        elif record.action == "goto":
            yield f"{margin}{call}"
        else:
            yield f"{margin}output = {f'as_recorded({call}.output)' if self._on_demo(record) else f'{call}.output'}"
            yield f"{margin}assert output == {python_literal(record.output, margin, len('assert output == '))}"

    def _on_demo(self, record: EntryRecord) -> bool:
        """Whether an output names the demo site, which is somewhere else each time."""
        return bool(self.demo) and self._demo_host() in json_text(record.output)

    def _demo_host(self) -> str:
        return self.demo.partition("//")[2]

    def _address(self, url: str, margin: str) -> str:
        """The demo site is somewhere else each time."""
        if self.demo and (url == self.demo or url.startswith(f"{self.demo}/")):
            return f"DEMO + {python_literal(url[len(self.demo) :], margin)}"
        return python_literal(url, margin)

    def _arguments(self, record: EntryRecord, margin: str) -> str:
        """What the method is called with, the first by its place."""
        given = {name: value for name, value in record.input.items() if value is not None}
        first = {"goto": "url", "extract": "schema", "run_task": "task"}.get(record.action, "js")
        outer = margin.removesuffix(INDENT)
        if set(given) == {first} and isinstance(given[first], str) and first != "url":
            written = python_text(given[first], outer)
            return written[1:-1] if written.startswith("(\n") else written
        words = []
        for name, value in sorted(given.items(), key=lambda item: item[0] != first):
            if name == "secrets":
                written = _secrets(record, value)
            elif name == "url" and isinstance(value, str):
                written = self._address(value, margin)
            else:
                written = python_literal(value, margin, len(name) + 2)
            words.append(written if name == first else f"{name}={written}")
        flat = ", ".join(words)
        if len(words) < 2 or (len(flat) + len(margin) < 100 and "\n" not in flat):
            return flat
        return "\n" + "".join(f"{margin}{word},\n" for word in words) + outer


_METHODS = {"exec_js": "evaluate_js"}


def _prints(record: EntryRecord) -> bool:
    return record.action in _KNOWN


def _test(name: str, body: str) -> str:
    return f"def {name}() -> None:\n{INDENT}with SmoothClient(base_url=BASE_URL) as client:\n{body}\n"


def _secrets(record: EntryRecord, secrets: Any) -> str:
    """Secrets come from the environment, whatever was recorded."""
    rows = []
    for name, variable in record.secret_variables().items():
        found = secrets.get(name)
        allowed = found.get("allowed_urls") if isinstance(found, dict) else None
        rows.append(
            f"{python_literal(name)}: Secret(value=os.environ[{python_literal(variable)}], "
            f"allowed_urls={python_literal(allowed or ['*'])})"
        )
    return "{" + ", ".join(rows) + "}"


def _tool(signature: dict[str, Any], replies: Iterable[tuple[int, Any]], margin: str) -> Iterator[str]:
    inner = margin + INDENT
    yield f"{margin}client.tool("
    for name in ("name", "description", "inputs", "output"):
        yield f"{inner}{name}={python_literal(signature.get(name), inner, len(name) + 2)},"
    yield f"{margin})(answering(["
    for code, output in replies:
        yield f"{inner}({code}, {python_literal(output, inner, 8)}),"
    yield f"{margin}])),"
