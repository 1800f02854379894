"""JSON as text being written: its first mistake with a helpful word, and where each value stands.

It never decides what JSON means; `json` does that. tree-sitter is imported at the first use.
"""

import json
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Mark = tuple[int, int, int, int, str]
"""Line, column, end line, end column (from 1, in characters; the end is behind the last wrong character), message."""

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<comment>//[^\n\r]*|/\*[\s\S]*?(?:\*/|\Z)|\#[^\n\r]*)
      | (?P<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*")
      | (?P<single>'(?:[^'\\\n\r]|\\.)*'?)
      | (?P<broken>"(?:[^"\\\n\r]|\\.)*"?)
      | (?P<number>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.+-]))
      | (?P<mark>[{}\[\]:,])
      | (?P<word>[-+.\w$\u00a0-\uffff]+)
      | (?P<other>[\s\S])""",
    re.VERBOSE,
)
_WORDS = {
    "True": "write true in lower case", "False": "write false in lower case", "None": "JSON has null, not None",
    "undefined": "JSON has null, not undefined", "NaN": "JSON has no NaN", "Infinity": "JSON has no Infinity",
}  # fmt: skip
_END = ("end", "", 0, 0)

_Token = tuple[str, str, int, int]


class _MistakeError(Exception):
    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start, self.end, self.message = start, end, message


def problems(text: str) -> list[Mark]:
    """The first syntax error of a JSON text (RFC 8259); empty if there is none."""
    try:
        _Reader(text).read()
    except _MistakeError as mistake:
        return [(*_place(text, mistake.start), *_place(text, mistake.end), mistake.message)]
    return []


class _Reader:
    """Follows the grammar with a stack of its own, so that no depth of nesting is too deep."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._last_end = 0
        self._comma: _Token | None = None
        self._token = _END
        self._advance()

    def read(self) -> None:
        """Read one value and the end; raises at the first mistake."""
        open_brackets: list[_Token] = []
        closed = self._value(open_brackets)
        while open_brackets:
            if closed:
                closed = self._behind_value(open_brackets)
            else:
                closed = self._first_or_next(open_brackets)
        if self._token[0] != "end":
            _, text, start, end = self._token
            raise _MistakeError(start, end, f"nothing may follow the value; found {_shown(text)}")

    def _first_or_next(self, open_brackets: list[_Token]) -> bool:
        """A member or element, or the end of the bracket. Whether a value is whole."""
        opener = open_brackets[-1]
        closer = "}" if opener[1] == "{" else "]"
        if self._token[1] == closer:
            if self._comma is not None:
                raise _MistakeError(self._comma[2], self._comma[3], f"trailing comma before {closer}")
            open_brackets.pop()
            self._advance()
            return True
        if opener[1] == "{":
            self._key(opener)
        return self._value(open_brackets)

    def _behind_value(self, open_brackets: list[_Token]) -> bool:
        opener = open_brackets[-1]
        closer = "}" if opener[1] == "{" else "]"
        kind, text, start, end = self._token
        if text == ",":
            comma = self._token
            self._advance()
            self._comma = comma
            return False
        if text == closer:
            open_brackets.pop()
            self._advance()
            return True
        if kind == "end":
            raise _MistakeError(opener[2], opener[3], f"{opener[1]} is not closed: {closer} is missing")
        if text in ("}", "]"):
            raise _MistakeError(start, end, f"found {text} where {closer} is due")
        if text == ":" or kind == "broken":
            raise _MistakeError(start, end, _wrong(kind, text, f"{closer} or a comma"))
        raise _MistakeError(self._last_end, self._last_end, f"a comma is missing before {_shown(text)}")

    def _key(self, opener: _Token) -> None:
        kind, text, start, end = self._token
        if kind == "end":
            raise _MistakeError(opener[2], opener[3], "{ is not closed: } is missing")
        if kind != "string":
            word = f'a key needs double quotes: "{text}"' if kind in ("word", "number") else _wrong(kind, text, "a key")
            raise _MistakeError(start, end, word)
        self._advance()
        if self._token[1] != ":":
            raise _MistakeError(self._last_end, self._last_end, f"a colon is missing after the key {_shown(text)}")
        self._advance()

    def _value(self, open_brackets: list[_Token]) -> bool:
        """Take a value, or open one. Whether it is whole."""
        kind, text, start, end = self._token
        if text in ("{", "["):
            open_brackets.append(self._token)
            self._advance()
            return False
        if kind in ("string", "number") or text in ("true", "false", "null"):
            self._advance()
            return True
        if kind == "end":
            if open_brackets and self._comma is not None:
                opener = open_brackets[-1]
                closer = "}" if opener[1] == "{" else "]"
                raise _MistakeError(opener[2], opener[3], f"{opener[1]} is not closed: {closer} is missing")
            raise _MistakeError(len(self._text), len(self._text), "a value is missing")
        raise _MistakeError(start, end, _wrong(kind, text, "a value"))

    def _advance(self) -> None:
        self._comma = None
        self._last_end = self._token[3]
        while True:
            found = _TOKEN.match(self._text, self._position)
            if found is None:
                self._token = ("end", "", len(self._text), len(self._text))
                return
            self._position = found.end()
            kind = found.lastgroup or "other"
            if kind == "comment":
                raise _MistakeError(found.start(), found.end(), "JSON has no comments")
            if kind != "space":
                self._token = (kind, found.group(), found.start(), found.end())
                return


def _wrong(kind: str, text: str, due: str) -> str:
    if kind == "single":
        return "strings need double quotes"
    if kind == "broken":
        if len(text) < 2 or not text.endswith('"') or text.endswith('\\"'):
            return "the closing quote is missing"
        control = re.search(r"[\x00-\x1f]", text)
        return (
            "a control character in a string is written \\u00XX, a tab \\t" if control else "unknown escape in a string"
        )
    if kind == "word":
        if re.fullmatch(r"[-+.]?[\d.].*", text):
            return f"{_shown(text)} is not a JSON number"
        return _WORDS.get(text, f"{_shown(text)} needs double quotes, or is not JSON")
    return f"found {_shown(text)} where {due} is due"


def _shown(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@cache
def _parser() -> "Parser":
    import tree_sitter_json
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_json.language()))


def pointer_positions(text: str) -> dict[str, tuple[int, int]]:
    """Where the value of each JSON Pointer (RFC 6901) begins: pointer -> line, column, from 1, in characters.

    The place of a member is that of its key; of an element, and of the whole (""), that of the value. Of a text with
    mistakes, whatever can be read; of a key that is there twice, the last, which is the one that counts.
    """
    data = text.encode("utf-8", "surrogatepass")
    places: dict[str, tuple[int, int]] = {}
    columns = _Columns(data)
    waiting = [("", node) for node in _parser().parse(data).root_node.named_children if node.type != "comment"][:1]
    if waiting:
        places[""] = columns.place(waiting[0][1])
    while waiting:
        pointer, node = waiting.pop()
        if node.type == "array":
            elements = [child for child in node.named_children if child.type not in ("comment", "ERROR")]
            for index, element in enumerate(elements):
                places[f"{pointer}/{index}"] = columns.place(element)
                waiting.append((f"{pointer}/{index}", element))
        elif node.type in ("object", "ERROR"):
            for pair in node.named_children:
                _member(pair, pointer, places, waiting, columns)
    return places


def _member(
    pair: "Node",
    pointer: str,
    places: dict[str, tuple[int, int]],
    waiting: "list[tuple[str, Node]]",
    columns: "_Columns",
) -> None:
    key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
    if pair.type != "pair" or key is None or key.type != "string":
        return
    try:
        name = str(json.loads((key.text or b"").decode("utf-8", "surrogatepass"), strict=False))
    except ValueError:
        return
    inner = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
    for old in (
        [known for known in places if known == inner or known.startswith(inner + "/")] if inner in places else []
    ):
        del places[old]
    places[inner] = columns.place(key)
    if value is not None:
        waiting.append((inner, value))


class _Columns:
    """Places in characters of nodes, whose columns are in bytes."""

    def __init__(self, data: bytes) -> None:
        self._lines = None if data.isascii() else data.split(b"\n")

    def place(self, node: "Node") -> tuple[int, int]:
        row, column = node.start_point
        if self._lines is not None:
            column = len(self._lines[row][:column].decode("utf-8", "replace"))
        return row + 1, column + 1
