"""Top-level declarations of a source, as assignments to globals."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smooth_console.language.javascript.edits import Edits
from smooth_console.language.javascript.tree import (
    FUNCTION_DECLARATIONS,
    LEXICAL,
    LISTS,
    LOOPS,
    TRIVIA,
    bound_names,
    is_directive,
    statements,
    text,
    walk_statements,
)

if TYPE_CHECKING:
    from tree_sitter import Node

REFUSED = frozenset(["window", "document", "location", "top", "undefined", "NaN", "Infinity"])
"""Globals that cannot be declared anew: V8 says that the identifier has already been declared."""

KEPT = re.compile(
    "on[a-z]{3,}|name|customElements|history|status|navigator|closed|frameElement|styleMedia|isSecureContext|crossOriginIsolated"
    "|trustedTypes|crypto|indexedDB|localStorage|sessionStorage|crashReport|originAgentCluster|credentialless|fence"
    "|launchQueue|speechSynthesis|opener|caches|cookieStore|documentPictureInPicture|sharedStorage"
)
"""Names for which the window converts or ignores what is assigned (attributes without [Replaceable], HTML 7.2.2)."""

_PLAIN_VALUES = frozenset({"number", "string", "true", "false", "null", "arrow_function", "function_expression"})


class Declarations:
    """What a source declares at its top.

    Attributes:
        directives: The directives at the start.
        names: Every declared name that becomes a global.
        is_refused: JavaScript refuses the source as it stands; the server should see it untouched and say so.
    """

    def __init__(self, root: "Node") -> None:
        self._root = root
        self._body = statements(root)
        self.directives = self._leading_directives()
        self.is_strict = any(text(node).rstrip(";").strip()[1:-1] == "use strict" for node in self.directives)
        self._lexical = [text(name) for node in self._body for name in _lexical_names(node)]
        self._functions = [_name(node) for node in self._body if node.type in FUNCTION_DECLARATIONS and _name(node)]
        self._block_functions = [] if self.is_strict else list(self._functions_in_blocks())
        self._var_nodes = [n for n in walk_statements(root) if _is_var(n)]
        self._vars = [text(name) for node in self._var_nodes for name in _var_names(node)]
        self.names = {*self._lexical, *self._functions, *self._vars}
        self.is_refused = self._conflicts() or any(
            _lacks_initializer(n) or _is_lone_function(n) for n in walk_statements(root)
        )

    def _leading_directives(self) -> "list[Node]":
        found = []
        for node in self._body:
            if not is_directive(node):
                break
            found.append(node)
        return found

    def _functions_in_blocks(self) -> "Iterator[Node]":
        """Functions in blocks, which sloppy code sees outside too (ECMA-262, B.3.2)."""
        for node in walk_statements(self._root):
            is_plain = node.type == "function_declaration" and not text(node).startswith("async")
            if is_plain and node.parent is not None and node.parent.type != "program" and _name(node):
                yield node

    def _conflicts(self) -> bool:
        others = {*self._functions, *self._vars}
        return (
            len(set(self._lexical)) < len(self._lexical)
            or not others.isdisjoint(self._lexical)
            or "let" in self._lexical
        )

    def prelude(self) -> str:
        """Statements for the head of the body: names that must exist, or be ours, before anything runs."""
        firm = [*dict.fromkeys([*self._lexical, *self._functions])]
        for name in firm:
            if name in REFUSED:
                return f"throw new SyntaxError(\"Identifier '{name}' has already been declared\");"
        parts = [
            f'Object.defineProperty(globalThis, "{name}", '
            "{value: undefined, writable: true, configurable: true, enumerable: true});"
            for name in firm
            if KEPT.fullmatch(name)
        ]
        waiting = [name for name in self._vars if name not in self._functions and self._must_exist(name)]
        waiting += map(_name, self._block_functions)
        if self.is_strict:
            waiting += [name for name in firm if not KEPT.fullmatch(name)]
        parts += [f'"{name}" in globalThis || (globalThis.{name} = undefined);' for name in dict.fromkeys(waiting)]
        parts += [f"{self._hoist_name(node)}();" for node in self._late_functions()]
        return " ".join(parts)

    def _must_exist(self, name: str) -> bool:
        """Whether a var could be seen before its assignment. Not if the source starts with it and a plain value."""
        if self.is_strict or not self._body or not _is_var(self._body[0]) or name not in self._vars:
            return True
        for declarator in _declarators(self._body[0]):
            value = declarator.child_by_field_name("value")
            if value is None or value.type not in _PLAIN_VALUES:
                return True
            target = declarator.child_by_field_name("name")
            if target is not None and target.type == "identifier" and text(target) == name:
                return False
        return True

    def rewrite(self, edits: Edits) -> None:
        """Turn the declarations into assignments."""
        late = {node.id for node in self._late_functions()}
        for node in self._body:
            if node.type in FUNCTION_DECLARATIONS:
                self._function(node, edits, hoist=node.id in late)
            elif node.type == "class_declaration" and _name(node):
                edits.insert(node.start_byte, f"{_name(node)} = ")
                edits.insert(node.end_byte, ";")
            elif node.type == "lexical_declaration":
                _declaration(node, edits)
        for node in self._var_nodes:
            if node.type == "for_in_statement":
                _for_in_head(node, edits)
            else:
                _declaration(node, edits)
        for node in self._block_functions:
            listed = node.parent is not None and node.parent.type in LISTS
            edits.insert(node.start_byte, "" if listed else "{ ")
            edits.insert(node.end_byte, f" globalThis.{_name(node)} = {_name(node)};{'' if listed else ' }'}")

    def _late_functions(self) -> "list[Node]":
        """Functions behind other statements: they exist before those run, so their making is brought forward."""
        seen_other, found = False, []
        for node in self._body[len(self.directives) :]:
            if node.type in FUNCTION_DECLARATIONS:
                if seen_other:
                    found.append(node)
            elif node.type != "empty_statement":
                seen_other = True
        return found

    def _hoist_name(self, node: "Node") -> str:
        source = self._root.text or b""
        name = f"make_{_name(node)}"
        while name.encode() in source:
            name += "_"
        # A function that is declared twice is made twice, the last one winning.
        twins = [n.id for n in self._late_functions() if _name(n) == _name(node)]
        return name + str(twins.index(node.id) + 1) * (len(twins) > 1)

    def _function(self, node: "Node", edits: Edits, hoist: bool) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        maker = f"function {self._hoist_name(node)}() {{ " if hoist else ""
        edits.insert(node.start_byte, f"{maker}{text(name)} = ")
        # A name would bind inside; one that calls itself must see the global, as a declaration does.
        if _mentions(text(node), text(name)):
            edits.replace(name.start_byte, name.end_byte, "")
        edits.insert(node.end_byte, "; }" if hoist else ";")


def _declaration(node: "Node", edits: Edits) -> None:
    """`let a, {b} = c` as `a = undefined, {b} = c;`, in a statement list or in the head of a for."""
    in_head = node.parent is not None and node.parent.type == "for_statement" and _is_initializer(node)
    keyword = node.children[0]
    declarators = _declarators(node)
    first = declarators[0].child_by_field_name("name")
    # An assignment that begins with a brace or a bracket would be a block, or continue the line before.
    wrapped = not in_head and first is not None and first.type != "identifier"
    end = keyword.end_byte if wrapped or node.children[1].type in TRIVIA else node.children[1].start_byte
    edits.take_out(keyword.start_byte, end, "void (" if wrapped else "")
    for declarator in declarators:
        if declarator.child_by_field_name("value") is None and node.type == "lexical_declaration":
            edits.insert(declarator.end_byte, " = undefined")
    closing = ")" * wrapped + ("" if in_head or node.children[-1].type == ";" else ";")
    if closing:
        edits.insert(declarators[-1].end_byte, closing)


def _for_in_head(node: "Node", edits: Edits) -> None:
    kind, left = node.child_by_field_name("kind"), node.child_by_field_name("left")
    if kind is None or left is None or node.child_by_field_name("value") is not None:
        return
    edits.take_out(kind.start_byte, left.start_byte)
    if text(left) == "async":
        edits.insert(left.start_byte, "(")
        edits.insert(left.end_byte, ")")


def _is_var(node: "Node") -> bool:
    if node.type == "for_in_statement":
        kind = node.child_by_field_name("kind")
        return kind is not None and kind.type == "var"
    return node.type == "variable_declaration"


def _is_initializer(node: "Node") -> bool:
    parent = node.parent
    return parent is not None and parent.child_by_field_name("initializer") == node


def _declarators(node: "Node") -> "list[Node]":
    return [child for child in node.named_children if child.type == "variable_declarator"]


def _var_names(node: "Node") -> "Iterator[Node]":
    targets = (
        [node.child_by_field_name("left")]
        if node.type == "for_in_statement"
        else [declarator.child_by_field_name("name") for declarator in _declarators(node)]
    )
    for target in targets:
        if target is not None:
            yield from bound_names(target)


def _lexical_names(node: "Node") -> "Iterator[Node]":
    if node.type == "lexical_declaration":
        yield from _var_names(node)
    elif node.type in LEXICAL and (name := node.child_by_field_name("name")) is not None:
        yield name


def _name(node: "Node") -> str:
    name = node.child_by_field_name("name")
    return "" if name is None else text(name)


def _lacks_initializer(node: "Node") -> bool:
    """A constant or a pattern without a value, anywhere a declaration stands."""
    if node.type not in ("lexical_declaration", "variable_declaration"):
        return False
    is_const = node.children[0].type == "const"
    for declarator in _declarators(node):
        name = declarator.child_by_field_name("name")
        is_pattern = name is not None and name.type != "identifier"
        if declarator.child_by_field_name("value") is None and (is_const or is_pattern):
            return True
    return False


def _is_lone_function(node: "Node") -> bool:
    """A function that is all there is in a loop or a `with`."""
    parent = node.parent
    return node.type in FUNCTION_DECLARATIONS and parent is not None and parent.type in {*LOOPS, "with_statement"}


def _mentions(code: str, name: str) -> bool:
    """Whether a function's text names it again, or could through eval."""
    word = rf"(?<![\w$]){re.escape(name)}(?![\w$])"
    return len(re.findall(word, code)) > 1 or "eval" in code
