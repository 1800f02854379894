"""The completion value of a list of statements, returned (ECMA-262, runtime semantics: UpdateEmpty)."""

from typing import TYPE_CHECKING

from smooth_console.language.javascript.edits import Edits
from smooth_console.language.javascript.tree import (
    FUNCTION_DECLARATIONS,
    LISTS,
    LOOPS,
    Parsed,
    expression,
    is_directive,
    statements,
    text,
    walk_statements,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_INERT = FUNCTION_DECLARATIONS | {"empty_statement"}
_EMPTY = _INERT | {
    "lexical_declaration", "variable_declaration", "class_declaration", "using_declaration", "debugger_statement",
    "import_statement", "export_statement",
}  # fmt: skip
_ABRUPT = frozenset({"return_statement", "throw_statement"})
_RESETTING = LOOPS | {"if_statement", "switch_statement", "try_statement", "with_statement"}
"""Statements whose value is undefined, not empty, when nothing in them has one."""


def return_completion(parsed: Parsed, edits: Edits) -> tuple[str, str]:
    """Change the statements that make the value so that it is returned.

    Returns what must be declared at the head of the body, and what must be said at its end; both may be empty.
    """
    body = statements(parsed.root)
    index = _last_with_value(body)
    if index is None or body[index].type in _ABRUPT:
        return "", ""
    last = body[index]
    if is_directive(last) and all(map(is_directive, body[:index])):
        return "", f"; return {text(expression(last))};"
    if all(node.type in _INERT for node in body[index + 1 :]) and _is_tail(last):
        _return(last, edits)
        return "", ""
    writer = _ValueWriter(parsed, edits)
    writer.statement(last)
    separator = "" if parsed.data.rstrip()[-1:] in (b";", b"}") else "; "
    return f"let {writer.name};", f"{separator}return {writer.name};"


def _has_value(node: "Node") -> bool:
    if node.type == "statement_block":
        return any(map(_has_value, statements(node)))
    if node.type == "labeled_statement":
        body = node.child_by_field_name("body")
        return body is not None and _has_value(body)
    return node.type not in _EMPTY


def _last_with_value(body: "list[Node]") -> int | None:
    return next((i for i in range(len(body) - 1, -1, -1) if _has_value(body[i])), None)


def _is_tail(node: "Node") -> bool:
    """Whether every expression that can be the value is the last thing to run, so that `return` changes nothing."""
    if node.type == "expression_statement" or node.type in _ABRUPT:
        return True
    if node.type == "statement_block":
        body = statements(node)
        index = _last_with_value(body)
        if index is None:
            return True
        return _is_tail(body[index]) and all(after.type in _INERT for after in body[index + 1 :])
    return node.type in ("if_statement", "try_statement", "with_statement") and all(map(_is_tail, _branches(node)))


def _branches(node: "Node") -> "list[Node]":
    """The parts of a statement that can hold its value; never those of `finally`."""
    found = [node.child_by_field_name(field) for field in ("consequence", "alternative", "body", "handler")]
    parts = []
    for part in found:
        if part is not None and part.type == "catch_clause":
            part = part.child_by_field_name("body")
        elif part is not None and part.type == "else_clause":
            part = statements(part)[0]
        if part is not None:
            parts.append(part)
    return parts


def _return(node: "Node", edits: Edits) -> None:
    if node.type == "expression_statement":
        _wrap(node, "return (", edits)
    elif node.type == "statement_block":
        body = statements(node)
        index = _last_with_value(body)
        if index is not None:
            _return(body[index], edits)
    elif node.type not in _ABRUPT:
        for branch in _branches(node):
            _return(branch, edits)


def _wrap(statement: "Node", opening: str, edits: Edits) -> None:
    edits.insert(statement.start_byte, opening)
    terminated = bool(statement.children) and statement.children[-1].type == ";"
    edits.insert(expression(statement).end_byte, ")" if terminated else ");")


class _ValueWriter:
    """Keeps the value in a variable, where statements run behind the one that makes it (loops, switch, labels)."""

    def __init__(self, parsed: Parsed, edits: Edits) -> None:
        self.name = "value_"
        while self.name.encode() in parsed.data:
            self.name += "_"
        self._edits = edits

    def statement(self, node: "Node") -> None:
        """Write down the value of a statement and of those in it."""
        if node.type == "expression_statement":
            _wrap(node, f"{self.name} = (", self._edits)
        elif node.type == "labeled_statement":
            body = node.child_by_field_name("body")
            if body is not None:
                self.statement(body)
        elif node.type in LISTS:
            for child in statements(node):
                self._inner(child)
        elif node.type == "switch_statement":
            cases = node.child_by_field_name("body")
            for case in statements(cases) if cases is not None else []:
                self.statement(case)
        else:
            self._parts(node)

    def _parts(self, node: "Node") -> None:
        for branch in _branches(node):
            if branch.parent is not None and branch.parent.type == "catch_clause":
                self._edits.insert(branch.start_byte + 1, f" {self.name} = undefined;")
            if branch.type in LISTS:
                self.statement(branch)
            else:
                self._inner(branch)
        finalizer = node.child_by_field_name("finalizer")
        # The value of `finally` counts only when it leaves the statement.
        if finalizer is not None and any(n.type.startswith(("break", "continue")) for n in walk_statements(finalizer)):
            self.statement(statements(finalizer)[0])

    def _inner(self, node: "Node") -> None:
        target = node
        while target.type == "labeled_statement" and (body := target.child_by_field_name("body")) is not None:
            target = body
        if target.type not in _RESETTING:
            self.statement(node)
            return
        listed = node.parent is not None and node.parent.type in LISTS
        self._edits.insert(node.start_byte, f"{'' if listed else '{ '}{self.name} = undefined; ")
        self.statement(node)
        if not listed:
            self._edits.insert(node.end_byte, " }")
