"""Playwright's scripts as chains of calls, in one spelling for Python and JavaScript. They are parsed, never run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from smooth_console.imports.script import ImportProblemError

if TYPE_CHECKING:
    from tree_sitter import Node


class Unknown:
    """A value that is not written out: a variable, a call, a pattern."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Call:
    """One call in a chain.

    Attributes:
        name: In snake case: `get_by_role`, whatever the language.
        given: Values by their place: text, numbers, lists, `Unknown`, or the chain that `expect` is about.
        options: Values by their name.
    """

    name: str
    given: list[Any] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """A statement: a chain of calls on something, or one that is not understood.

    Attributes:
        root: What the chain begins with: `page`.
        calls: In their order.
        text: As it stands in the source.
        title: Of a test that begins here.
    """

    root: str
    calls: list[Call]
    text: str
    title: str = ""


def python_statements(text: str) -> list[Statement]:
    """The statements of a script in Python, in order, those of functions too.

    Raises:
        ImportProblemError: It is no Python.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError) as problem:
        raise ImportProblemError(f"it is no Python: {problem}") from None
    return list(_python_body(tree.body, text))


def _python_body(body: list[ast.stmt], text: str) -> Iterator[Statement]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            title = statement.name.removeprefix("test_").replace("_", " ") if statement.name.startswith("test") else ""
            if title:
                yield Statement("", [], "", title)
            yield from _python_body(statement.body, text)
        elif isinstance(statement, ast.With | ast.AsyncWith):
            heads = [ast.get_source_segment(text, item.context_expr) or "" for item in statement.items]
            if not any("playwright" in head for head in heads):
                yield Statement("with", [], f"with {', '.join(heads)}")
            yield from _python_body(statement.body, text)
        elif isinstance(statement, ast.ClassDef | ast.If | ast.Try):
            yield from _python_body(statement.body, text)
        elif isinstance(statement, ast.Expr | ast.Assign):
            yield _python_chain(statement.value, text)
        elif not isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
            yield Statement("", [], ast.get_source_segment(text, statement) or "")


def _python_chain(node: ast.expr, text: str) -> Statement:
    whole = ast.get_source_segment(text, node) or ""
    root, calls = _python_calls(node, text)
    return Statement(root, calls, whole)


def _python_calls(node: ast.expr, text: str) -> tuple[str, list[Call]]:
    calls: list[Call] = []
    while True:
        if isinstance(node, ast.Await):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            calls.append(_python_call(node.func.attr, node, text))
            node = node.func.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            calls.append(_python_call(node.func.id, node, text))
            return node.func.id, calls[::-1]
        elif isinstance(node, ast.Attribute):
            calls.append(Call(node.attr))
            node = node.value
        else:
            return node.id if isinstance(node, ast.Name) else "", calls[::-1]


def _python_call(name: str, node: ast.Call, text: str) -> Call:
    options = {keyword.arg or "": _python_value(keyword.value, text) for keyword in node.keywords}
    return Call(name, [_python_value(value, text) for value in node.args], options)


def _python_value(node: ast.expr, text: str) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        pass
    root, calls = _python_calls(node, text)
    if root and calls:
        return Statement(root, calls, ast.get_source_segment(text, node) or "")
    return Unknown(ast.get_source_segment(text, node) or "")


def javascript_statements(text: str) -> list[Statement]:
    """The statements of a script in JavaScript, in order, those of functions too.

    Raises:
        ImportProblemError: It is no JavaScript.
    """
    from smooth_console.language.javascript.tree import encode, parse

    # What TypeScript says of types means nothing here.
    data = encode(re.sub(r"import\s+type\s[^\n]*|(?<=\))\s*:\s*Promise<\w+>", "", text))
    root = parse(data).root_node
    if root.has_error:
        raise ImportProblemError("it is no JavaScript that can be read")
    return list(_javascript_body(root))


_FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration"})
_TEST = re.compile(r"^test(?:\.(?:describe|only|step|skip|fixme|beforeEach|afterEach|beforeAll|afterAll))*$")


def _javascript_body(node: "Node") -> Iterator[Statement]:
    for child in node.named_children:
        match child.type:
            case "expression_statement":
                yield from _javascript_expression(child.named_children[0])
            case "lexical_declaration" | "variable_declaration":
                for declared in child.named_children:
                    value = declared.child_by_field_name("value")
                    if value is not None and not _text(value).startswith("require("):
                        yield from _javascript_expression(value)
            case "import_statement" | "comment" | "export_statement" | "empty_statement":
                pass
            case "statement_block" | "if_statement" | "try_statement" | "function_declaration":
                yield from _javascript_body(child.child_by_field_name("body") or child)
            case _:
                yield Statement("", [], _text(child))


def _javascript_expression(node: "Node") -> Iterator[Statement]:
    inner = node.named_children[0] if node.type in ("await_expression", "parenthesized_expression") else node
    function = _function_in(inner)
    if function is not None:
        callee = inner.child_by_field_name("function")
        head = _text(callee) if callee is not None else ""
        arguments = inner.child_by_field_name("arguments")
        first = arguments.named_children[0] if arguments is not None and arguments.named_children else None
        title = _javascript_value(first) if first is not None and _TEST.match(head) else ""
        if isinstance(title, str) and title:
            yield Statement("", [], "", title)
        body = function.child_by_field_name("body")
        if body is not None and (_TEST.match(head) or not head or head.startswith("(")):
            yield from _javascript_body(body)
            return
    root, calls = _javascript_calls(inner)
    yield Statement(root, calls, _text(node))


def _function_in(node: "Node") -> "Node | None":
    """The function that a call is of or is given last: a test, or one that calls itself."""
    if node.type != "call_expression":
        return None
    callee = node.child_by_field_name("function")
    if callee is not None and callee.type == "parenthesized_expression":
        inside = callee.named_children[0]
        return inside if inside.type in _FUNCTIONS else None
    arguments = node.child_by_field_name("arguments")
    last = arguments.named_children[-1] if arguments is not None and arguments.named_children else None
    return last if last is not None and last.type in _FUNCTIONS else None


def _javascript_calls(node: "Node") -> tuple[str, list[Call]]:
    calls: list[Call] = []
    while True:
        if node.type in ("await_expression", "parenthesized_expression"):
            node = node.named_children[0]
        elif node.type == "call_expression":
            callee = node.child_by_field_name("function")
            if callee is None:
                return "", calls[::-1]
            if callee.type == "member_expression":
                calls.append(_javascript_call(_member(callee), node))
                node = callee.child_by_field_name("object") or callee.named_children[0]
            else:
                calls.append(_javascript_call(_text(callee), node))
                return _text(callee), calls[::-1]
        elif node.type == "member_expression":
            calls.append(Call(_snake(_member(node))))
            node = node.child_by_field_name("object") or node.named_children[0]
        else:
            return _text(node) if node.type == "identifier" else "", calls[::-1]


def _member(node: "Node") -> str:
    name = node.child_by_field_name("property")
    return "" if name is None else _text(name)


def _javascript_call(name: str, node: "Node") -> Call:
    arguments = node.child_by_field_name("arguments")
    values = [_javascript_value(value) for value in (arguments.named_children if arguments is not None else [])]
    options: dict[str, Any] = {}
    if values and isinstance(values[-1], dict):
        options = {_snake(str(key)): value for key, value in values.pop().items()}
    return Call(_snake(name), values, options)


def _javascript_value(node: "Node") -> Any:
    match node.type:
        case "string":
            return "".join(_piece(child) for child in node.named_children)
        case "template_string" if all(c.type in ("string_fragment", "escape_sequence") for c in node.named_children):
            return "".join(_piece(child) for child in node.named_children)
        case "number":
            try:
                return float(_text(node)) if "." in _text(node) else int(_text(node), 0)
            except ValueError:
                return Unknown(_text(node))
        case "true" | "false":
            return node.type == "true"
        case "null" | "undefined":
            return None
        case "array":
            return [_javascript_value(child) for child in node.named_children]
        case "object":
            return _javascript_object(node)
    root, calls = _javascript_calls(node)
    return Statement(root, calls, _text(node)) if root and calls else Unknown(_text(node))


def _javascript_object(node: "Node") -> Any:
    found: dict[str, Any] = {}
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is None or value is None:
            return Unknown(_text(node))
        name = _javascript_value(key) if key.type == "string" else _text(key)
        found[str(name)] = _javascript_value(value)
    return found


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def _piece(node: "Node") -> str:
    text = _text(node)
    if node.type != "escape_sequence":
        return text
    code = text[1:]
    if code[:1] in "ux" and len(code) > 1:
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(code, "" if code == "\n" else code)


def _text(node: "Node") -> str:
    return (node.text or b"").decode("utf-8", "surrogatepass")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
