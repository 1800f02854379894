"""Syntax trees of JavaScript: the parser, and the words of the grammar that the rewriter needs."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

TRIVIA = frozenset({"comment", "html_comment", "hash_bang_line"})
FUNCTION_DECLARATIONS = frozenset({"function_declaration", "generator_function_declaration"})
LEXICAL = frozenset({"lexical_declaration", "class_declaration"})
LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
STATEMENTS = LOOPS | {
    "program", "statement_block", "if_statement", "else_clause", "switch_statement", "switch_body", "switch_case",
    "switch_default", "try_statement", "catch_clause", "finally_clause", "with_statement", "labeled_statement",
}  # fmt: skip
"""Nodes that hold statements of the same function."""
LISTS = frozenset({"program", "statement_block", "switch_case", "switch_default"})
"""Nodes in which a statement can stand beside others."""

_CLOSERS = {"}": ("{", "${"), "]": ("[",), ")": ("(",)}
_OPENERS = frozenset({"{", "${", "[", "("})
_LONE_RETURN = re.compile(rb"\r(?!\n)")


@cache
def _parser() -> "Parser":
    import tree_sitter_javascript
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_javascript.language()))


def encode(source: str) -> bytes:
    """UTF-8 of a source; lone surrogates, which JavaScript strings may hold, survive."""
    return source.encode("utf-8", "surrogatepass")


def parse(data: bytes) -> "Tree":
    """The syntax tree of a source in UTF-8."""
    # A carriage return alone ends a line in JavaScript, which the grammar does not know.
    return _parser().parse(_LONE_RETURN.sub(b"\n", data) if b"\r" in data else data)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, and where a `;` was put in to make it the tree that JavaScript means.

    A statement that begins with `{` is a block, never an object; the grammar takes `if (x) {a: 1}` for an object. An
    empty statement at its start settles it. `inserted` are their offsets in `data`, in order.
    """

    root: "Node"
    data: bytes
    inserted: tuple[int, ...]

    def original(self, offset: int) -> int:
        """The offset in the source of an offset in `data`."""
        return offset - bisect_left(self.inserted, offset)


def parse_statements(data: bytes) -> Parsed:
    """The tree of a source as a list of statements."""
    root = parse(data).root_node
    if b"let" in data:
        data = _join_let(root, data)
        root = parse(data).root_node
    inserted: list[int] = []
    while not root.has_error and (found := [n.start_byte + 1 for n in _objects_for_blocks(root, data)]):
        for count, offset in enumerate(found):
            inserted = [o + 1 if o >= offset + count else o for o in inserted] + [offset + count]
            data = data[: offset + count] + b";" + data[offset + count :]
        root = parse(data).root_node
    return Parsed(root, data, tuple(sorted(inserted)))


def _join_let(root: "Node", data: bytes) -> bytes:
    """The text with `let` and its first name on one line, which the grammar wants; offsets stay."""
    for node in statements(root):
        following = node.next_named_sibling
        while following is not None and following.type in TRIVIA:
            following = following.next_named_sibling
        if following is None or node.type != "expression_statement":
            continue
        if text(expression(node)) == "let":
            start, end = node.start_byte + 3, following.start_byte
            data = data[:start] + b" " * (end - start) + data[end:]
    return data


def _objects_for_blocks(root: "Node", data: bytes) -> "Iterator[Node]":
    for node in walk_statements(root):
        if node.type == "expression_statement" and data[node.start_byte : node.start_byte + 1] == b"{":
            yield node


def walk_statements(node: "Node") -> "Iterator[Node]":
    """Every statement under a node, outer ones first, without going into functions, classes or expressions."""
    for child in node.named_children:
        yield child
        if child.type in STATEMENTS:
            yield from walk_statements(child)


def statements(node: "Node") -> "list[Node]":
    """The statements directly in a list of statements (for a switch case: of its body)."""
    if node.type in ("switch_case", "switch_default"):
        return node.children_by_field_name("body")
    return [child for child in node.named_children if child.type not in TRIVIA]


def text(node: "Node") -> str:
    """The source text of a node."""
    return (node.text or b"").decode("utf-8", "surrogatepass")


def expression(statement: "Node") -> "Node":
    """The expression of an expression statement."""
    return next(child for child in statement.named_children if child.type not in TRIVIA)


def is_directive(statement: "Node") -> bool:
    """Whether a statement is a string alone, as 'use strict' is. Counts only at the start of a source."""
    return statement.type == "expression_statement" and expression(statement).type == "string"


def bound_names(pattern: "Node") -> "Iterator[Node]":
    """The identifiers that a binding pattern binds."""
    kind = pattern.type
    if kind in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern
    elif kind in ("assignment_pattern", "object_assignment_pattern"):
        left = pattern.child_by_field_name("left")
        if left is not None:
            yield from bound_names(left)
    elif kind == "pair_pattern":
        value = pattern.child_by_field_name("value")
        if value is not None:
            yield from bound_names(value)
    elif kind in ("object_pattern", "array_pattern", "rest_pattern"):
        for child in pattern.named_children:
            yield from bound_names(child)


def partner_of(bracket: "Node") -> tuple[int, int] | None:
    """Row and byte of the bracket that belongs to one; None for what is none, and one that nothing closes."""
    around = bracket.parent
    if around is None or bracket.type not in _OPENERS | _CLOSERS.keys():
        return None
    opened: list[Node] = []
    for token in around.children:
        if token.type in _OPENERS:
            opened.append(token)
        elif token.type in _CLOSERS and any(each.type in _CLOSERS[token.type] for each in opened):
            while opened[-1].type not in _CLOSERS[token.type]:
                opened.pop()
            pair = (opened.pop(), token)
            if bracket in pair:
                other = pair[1] if bracket == pair[0] else pair[0]
                return other.end_point[0], other.end_point[1] - 1
    return None
