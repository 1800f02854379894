"""Turns a typed source into a form that every server takes: a function, called with the arguments.

A function goes as it is, an expression as `(async (args) => (SOURCE))`, statements as `(async (args) => { SOURCE })`
with top-level declarations as globals and the completion value returned (ECMA-262, 8.2 and 14: static semantics of
declarations, runtime semantics of statements). Lines stay where they were typed.
"""

import re
from typing import TYPE_CHECKING

from smooth_console.language.javascript.completion import return_completion
from smooth_console.language.javascript.declarations import Declarations
from smooth_console.language.javascript.edits import Edits, Rewritten, as_typed
from smooth_console.language.javascript.tree import (
    TRIVIA,
    Parsed,
    encode,
    expression,
    parse,
    parse_statements,
    statements,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = ("arrow_function", "function_expression")
_LEADING = re.compile(rb"(?:\s|//[^\n\r]*|/\*.*?\*/)*", re.DOTALL)
_TRAILING_SEMICOLONS = re.compile(r"[\s;]*\Z")


def rewrite(source: str) -> Rewritten:
    """The form in which a source is sent. Never fails: one with a syntax error, or nested too deep, goes as typed."""
    try:
        return _rewrite(source)
    except RecursionError:
        return as_typed(source, "statements")


def _rewrite(source: str) -> Rewritten:
    data = encode(source)
    leading = _LEADING.match(data)
    if data[leading.end() if leading else 0 :][:1] == b"{":
        literal = _object_literal(source)
        if literal is not None:
            return literal
    parsed = parse_statements(data)
    if parsed.root.has_error:
        return as_typed(source, "statements")
    body = [node for node in statements(parsed.root) if node.type != "empty_statement"]
    if len(body) == 1 and body[0].type == "expression_statement":
        return _expression(source, parsed, expression(body[0]))
    return _statements(source, parsed)


def _object_literal(source: str) -> Rewritten | None:
    """The source as an object, if that is what stands between its braces."""
    data = encode(_TRAILING_SEMICOLONS.sub("", source))
    root = parse(b"(" + data + b"\n)").root_node
    if root.has_error:
        return None
    body = statements(root)
    if len(body) != 1 or expression(body[0]).type != "parenthesized_expression":
        return None
    inner = [child for child in expression(body[0]).named_children if child.type not in TRIVIA]
    is_object = [node.type for node in inner] == ["object"]
    if not is_object and not parse(data).root_node.has_error:
        return None
    edits = Edits(source, Parsed(root, data, ()))
    last = inner[-1].end_byte - 1
    edits.replace(last, len(encode(source)), "")
    return edits.apply("expression", "(async (args) => (", "))")


def _expression(source: str, parsed: Parsed, node: "Node") -> Rewritten:
    inner = node
    while inner.type == "parenthesized_expression":
        inner = next(child for child in inner.named_children if child.type not in TRIVIA)
    if inner.type in _FUNCTIONS:
        return as_typed(source, "function")
    edits = Edits(source, parsed)
    _blank_oddities(parsed, edits, node.start_byte)
    for child in parsed.root.children:
        if child.type == "empty_statement" and child.end_byte <= node.start_byte:
            edits.replace(child.start_byte, child.end_byte, "")
    edits.replace(node.end_byte, len(parsed.data), "")
    return edits.apply("expression", "(async (args) => (", "))")


def _statements(source: str, parsed: Parsed) -> Rewritten:
    edits = Edits(source, parsed)
    declarations = Declarations(parsed.root)
    if declarations.is_refused:
        return as_typed(source, "statements")
    _blank_oddities(parsed, edits, len(parsed.data))
    declarations.rewrite(edits)
    declared, returned = return_completion(parsed, edits)
    head = " ".join(filter(None, [declarations.prelude(), declared]))
    directives = declarations.directives
    if directives:
        gap = "" if parsed.data[directives[-1].end_byte - 1 : directives[-1].end_byte] == b";" else ";"
        edits.insert(directives[-1].end_byte, f"{gap} {head}" if head else gap)
        head = ""
    parameters = "" if "args" in declarations.names else "args"
    return edits.apply(
        "statements", f"(async ({parameters}) => {{ {head}{' ' if head else ''}", _tail(parsed, returned)
    )


def _tail(parsed: Parsed, returned: str) -> str:
    """What closes the body: on a line of its own where a line comment may be, which would swallow it."""
    last_line = re.split(rb"[\n\r]", parsed.data)[-1]
    gap = "\n" if re.search(rb"//|<!--|-->", last_line) else " "
    return f"{gap}{returned}{' ' if returned else ''}}})"


def _blank_oddities(parsed: Parsed, edits: Edits, until: int) -> None:
    """Take out what counts as a comment only at the start of a script or of a line."""
    for child in parsed.root.children:
        if child.type in ("hash_bang_line", "html_comment") and child.start_byte < until:
            edits.replace(child.start_byte, child.end_byte, "")
