"""The forms a JavaScript source can have, and the script that runs each. Text only: V8 finds out which form holds."""

import json
import re
from collections.abc import Iterator
from typing import Any

from smooth_console.engine.errors import ActionError

SOURCE_URL = "evaluate_js"
"""What V8 calls the source in its stack frames."""

LINES_BEFORE = 1
"""Every script has this many lines of ours before the source; its columns are untouched."""

_SPACE = r"(?:\s|//[^\n]*\n|/\*.*?\*/)*"
_NAME = r"(?P<name>[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)"
_FUNCTION = re.compile(rf"{_SPACE}(?:async\s+)?function\b\s*\*?\s*{_NAME}", re.DOTALL)
_STATEMENT = re.compile(
    rf"{_SPACE}(?:(?:let|const|var|if|for|while|do|switch|try|throw|return|export|debugger|with)\b"
    r"|class\s+(?!extends\b)[\w$\u0080-\uffff]|import\b(?!\s*[(.]))",
    re.DOTALL,
)
_FUNCTION_LIKE = re.compile(
    rf"(?:{_SPACE}\()*{_SPACE}(?:(?:async\b\s*)?function\b|(?:async\b\s*)?(?:\(|[\w$]+\s*=>))", re.DOTALL
)
_STRICT = re.compile(rf"{_SPACE}(['\"])use strict\1", re.DOTALL)
_RETURN = re.compile(r"\breturn\b")
_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
_AWAIT = re.compile(r"\bawait\b")
_ARGS = re.compile(r"\bargs\b")


def literal(value: Any) -> str:
    """A JSON value as a JavaScript literal, in ASCII. A key `__proto__` stays a key.

    Raises:
        ActionError: It is nested too deeply, or is no JSON.
    """
    try:
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
        return "".join(_pieces(value)) if '"__proto__"' in text else text
    except RecursionError:
        raise ActionError("args are nested too deeply") from None
    except (TypeError, ValueError) as problem:
        raise ActionError(f"args are not JSON: {problem}") from None


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for key, inner in value.items():
            yield f"[{json.dumps(str(key))}]:"
            yield from _pieces(inner)
            yield ","
        yield "}"
    elif isinstance(value, list | tuple):
        yield "["
        for inner in value:
            yield from _pieces(inner)
            yield ","
        yield "]"
    else:
        yield json.dumps(value, allow_nan=False)


def lines_of(source: str) -> list[str]:
    """Lines as JavaScript counts them (ECMA-262, LineTerminatorSequence)."""
    return _LINE_END.split(source)


class Source:
    """What a caller sent, and the scripts for the forms it may have.

    Every script calls the walker (see walker.py) by its secret name; a document without one answers ReferenceError
    before any of the source has run. Every script is for V8's REPL mode.

    Args:
        text: The source, as sent.
        args: Its argument, any JSON value; None for no argument.
        walker: The walker's name in the page.
        turn: A number that this evaluation alone has.
        max_bytes: The largest answer, in bytes of JSON.

    Attributes:
        text, walker: As given.
    """

    def __init__(self, text: str, args: Any, walker: str, turn: int, max_bytes: int) -> None:
        self.text = text
        self.walker = walker
        self._turn = turn
        self._max_bytes = max_bytes
        self._given = args is not None
        self._args = literal(args) if self._given else "undefined"
        self._lines = len(lines_of(text))
        declared = _FUNCTION.match(text)
        self._declared = declared["name"] if declared else None

    @property
    def is_statement(self) -> bool:
        """Its first word says that it is no expression, or one that is also a declaration, which is then meant."""
        return self._declared is not None or _STATEMENT.match(self.text) is not None

    @property
    def may_return(self) -> bool:
        """The word `return` is in it, perhaps at the top."""
        return _RETURN.search(self.text) is not None

    @property
    def names_args(self) -> bool:
        """It was given an argument and mentions `args`."""
        return self._given and _ARGS.search(self.text) is not None

    def expression(self) -> str:
        """As an expression. A function is called with the argument, a promise awaited."""
        body = self.text.rstrip().rstrip(";")
        call = ""
        if _FUNCTION_LIKE.match(self.text):
            call = f", {self._args}, {json.dumps(self.text)}"
        return self._written(f"await ({self._arrow} (\n{body}\n))({self._passed}){call}")

    def function_body(self) -> str:
        """As the body of an async function: a source with `return` at its top."""
        return self._written(f"await ({self._arrow} {{\n{self.text}\n}})({self._passed})")

    def statements(self, *, with_args: bool) -> str:
        """As a REPL's input: declarations stay, the value is that of the last expression statement."""
        strict = "'use strict'; " if _STRICT.match(self.text) else ""
        args = f" let args = {self._args};" if with_args else ""
        return self._named(f"{strict}{self.walker}.begin({self._turn});{args}\n{self.text}")

    def probe(self, *, with_args: bool) -> str:
        """As statements that never run: the stray `break` at the end does not compile, after all else in the source."""
        args = "let args;" if with_args else ""
        return self._named(f"{args}\n{self.text}\n;break")

    def declared_function(self) -> str | None:
        """A call of the function that the whole source declares, when there is an argument to call it with."""
        if self._declared is None or not self._given:
            return None
        text = json.dumps(self.text)
        called = f"await {self._declared}({self._args})"
        return self._written(f"{self.walker}.is({self._declared}, {text}) ? {called} : undefined")

    def has_begun(self) -> str:
        """Tells whether any of the source has run in the page's present document."""
        return f"typeof {self.walker} === 'object' && {self.walker}.begun === {self._turn}"

    def write_this(self) -> str:
        """A function that writes its `this`, awaited."""
        return f"async function () {{ return {self.walker}.write(await this, {self._max_bytes}, {self._lines}); }}"

    def write_this_now(self, max_bytes: int) -> str:
        """A function that writes its `this` as it is."""
        return f"function () {{ 'use strict'; return {self.walker}.write(this, {max_bytes}, {self._lines}); }}"

    def lacks_walker(self, message: str) -> bool:
        """Is this V8's answer in a document without a walker?"""
        return message == f"ReferenceError: {self.walker} is not defined"

    def _written(self, value: str) -> str:
        walker = self.walker
        called = f"await {walker}.call({walker}.begin({self._turn}), {value})"
        return self._named(f"{walker}.write({called}, {self._max_bytes}, {self._lines})")

    @property
    def _arrow(self) -> str:
        """The head of the arrow function that the source is put in; V8 gives its body's errors their right places.

        It is async only where it must be: an async function that returns a promise calls its `then`, which the page may
        have replaced; the `await` outside does not.
        """
        return f"{'async ' if _AWAIT.search(self.text) else ''}({'args' if self.names_args else ''}) =>"

    @property
    def _passed(self) -> str:
        return self._args if self.names_args else ""

    @staticmethod
    def _named(script: str) -> str:
        return f"{script}\n//# sourceURL={SOURCE_URL}"
