"""Syntax errors of JavaScript, in words like V8's, with their places: those that the syntax tree shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smooth_console.language.javascript.complete import can_go_on
from smooth_console.language.javascript.scanner import scan
from smooth_console.language.javascript.tree import TRIVIA, encode, parse, text

if TYPE_CHECKING:
    from tree_sitter import Node

_KEYWORDS = frozenset(
    [
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "new",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "null",
        "true",
        "false",
        "enum",
    ]
)
_ATOMS = frozenset({"string", "template_string", "regex"})
_LONGEST = 5_000
"""Sources longer than this, in characters, get the place where the parser gave up."""
_LINE_END = re.compile("\r\n|[\n\r]")
_OPENING = {"(": ")", "[": "]", "{": "}", "${": "}", "`": "`", "/*": "*/"}


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A syntax error. Lines and columns count from 1, in characters; the end is behind the last wrong character."""

    line: int
    column: int
    end_line: int
    end_column: int
    message: str


def check(source: str) -> list[SyntaxProblem]:
    """The first syntax error of a source; empty for one that parses."""
    scanned = scan(source)
    if scanned.broken is not None:
        return [_problem(source, scanned.broken.start, scanned.broken.end, scanned.broken.message)]
    data = encode(source)
    root = parse(data).root_node
    if not root.has_error:
        return [_at(source, data, node, message) for node, message in _foreign(root)][:1]
    if data.lstrip()[:1] == b"{" and not parse(b"(" + data.rstrip(b"; \t\r\n") + b"\n)").root_node.has_error:
        return []
    if scanned.open:
        opener, offset = scanned.open[-1]
        return [_unclosed(source, opener, offset)]
    return [_first_error(source, data, root)]


def _unclosed(source: str, opener: str, offset: int) -> SyntaxProblem:
    if opener == "`":
        return _problem(source, offset, offset + 1, "Unterminated template literal")
    if opener == "/*":
        return _problem(source, offset, offset + 2, "Unterminated comment: */ is missing")
    if opener in "\"'":
        return _problem(source, offset, len(source), "Invalid or unexpected token")
    message = f"Unexpected end of input: {_OPENING[opener]} is missing"
    return _problem(source, offset, offset + len(opener), message)


def _foreign(root: "Node") -> "Iterator[tuple[Node, str]]":
    """What the grammar takes and V8 does not: JSX, decorators, `try` alone."""
    for node in _walk(root):
        if node.type in ("jsx_element", "jsx_self_closing_element"):
            yield node, "Unexpected token '<'"
        elif node.type == "decorator":
            yield node, "Invalid or unexpected token"
        elif node.type == "try_statement" and len(node.named_children) == 1:
            yield node, "Missing catch or finally after try"


def _walk(root: "Node") -> "Iterator[Node]":
    """A node and all under it, in order; without recursion, for depth is the writer's to choose."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _first_error(source: str, data: bytes, root: "Node") -> SyntaxProblem:
    """The first token with which no text can go on, as V8 names it; the end, if all could."""
    tokens = list(_tokens(root))
    if len(source) > _LONGEST or not tokens:
        node = next((n for n in _walk(root) if n.is_error or n.is_missing), root)
        return _at(source, data, node, "Invalid or unexpected token")
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        prefix = data[: tokens[middle].end_byte].decode("utf-8", "surrogatepass")
        low, high = (middle + 1, high) if can_go_on(prefix) else (low, middle)
    if low == len(tokens):
        return _at(source, data, tokens[-1], "Unexpected end of input")
    return _at(source, data, tokens[low], _unexpected(tokens[low]))


def _tokens(root: "Node") -> "Iterator[Node]":
    """The tokens under a node, in order; a string, template or regular expression is one."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.children and (node.type not in _ATOMS or node.has_error):
            waiting += reversed(node.children)
        elif node.end_byte > node.start_byte and node.type not in TRIVIA:
            yield node


def _unexpected(token: "Node") -> str:
    word = text(token)
    if token.type == "number":
        return "Unexpected number"
    if token.type in ("string", "string_fragment", '"', "'"):
        return "Unexpected string"
    if token.type in ("template_string", "`"):
        return "Unexpected template string"
    if re.fullmatch(r"[^\W\d][\w$]*|\$[\w$]*", word) and word not in _KEYWORDS:
        return f"Unexpected identifier '{word}'"
    if re.fullmatch(r"[\w$]+|[-+*/%=<>!&|^~?:;,.()\[\]{}]+", word):
        return f"Unexpected token '{word}'"
    return "Invalid or unexpected token"


def _at(source: str, data: bytes, node: "Node", message: str) -> SyntaxProblem:
    start = len(data[: node.start_byte].decode("utf-8", "replace"))
    end = len(data[: node.end_byte].decode("utf-8", "replace"))
    return _problem(source, start, max(start, end), message)


def _problem(source: str, start: int, end: int, message: str) -> SyntaxProblem:
    line, column = _place(source, start)
    end_line, end_column = _place(source, end)
    return SyntaxProblem(line, column, end_line, end_column, message)


def _place(source: str, offset: int) -> tuple[int, int]:
    ends = [found.end() for found in _LINE_END.finditer(source, 0, offset)]
    return len(ends) + 1, offset - (ends[-1] if ends else 0) + 1
