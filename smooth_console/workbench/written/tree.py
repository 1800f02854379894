"""What is written as a tree of nodes with places, before it is decided what it means.

value  = object | array | string | number | word, with `| value` and `[]` behind it in the short form
object = "{" [member {"," member} [","]] "}"
member = name ["?"] [":" value]
array  = "[" [value {"," value} [","]] "]"
"""

import json
from dataclasses import dataclass, field
from typing import Literal

from smooth_console.workbench.edits import Edit, Fix
from smooth_console.workbench.written.tokens import Comment, MistakeError, Token, shown, tokenise

DEEPEST = 120
"""Levels of brackets; a schema that is nested deeper is no schema that anybody wrote."""

_CLOSERS = {"{": "}", "[": "]"}
_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}
_NO_NUMBER = ("NaN", "Infinity")


@dataclass(slots=True)
class Node:
    """A value as written.

    Attributes:
        value: Of a string, number or word.
        members: Of an object.
        items: Of an array or a union.
    """

    kind: Literal["object", "array", "string", "number", "word", "union", "many"]
    start: int
    end: int
    value: str | int | float = ""
    members: "list[Member]" = field(default_factory=list)
    items: "list[Node]" = field(default_factory=list)


@dataclass(slots=True)
class Member:
    """A member of an object; in the short form it may have no value, and a `?` behind its name.

    Attributes:
        note: The comment behind it, in the same line.
    """

    name: str
    start: int
    key_end: int
    value: Node | None = None
    optional: bool = False
    quoted: bool = False
    note: str = ""

    @property
    def end(self) -> int:
        """Offset behind its value, or its name."""
        return self.value.end if self.value is not None else self.key_end


def read_tree(text: str) -> Node:
    """The tree of a text.

    Raises:
        MistakeError: At the first mistake.
    """
    tokens, comments = tokenise(text)
    return _Reader(text, tokens, comments).read()


class _Reader:
    def __init__(self, text: str, tokens: list[Token], comments: list[Comment]) -> None:
        self._text = text
        self._tokens = tokens
        self._comments = comments
        self._comment_at = 0
        self._at = 0
        self._open: list[Token] = []

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def read(self) -> Node:
        node = self._value()
        token = self._token
        if token.kind != "end":
            hint = "one schema is one value" if token.text in ("{", "[") else ""
            raise MistakeError(f"nothing may follow the value; found {shown(token.text)}", token.start, token.end, hint)
        return node

    def _value(self) -> Node:
        node = self._many()
        if self._token.text != "|":
            return node
        items = [node]
        while self._token.text == "|":
            self._at += 1
            items.append(self._many())
        return Node("union", node.start, items[-1].end, items=items)

    def _many(self) -> Node:
        """A value, and `[]` behind it as often as one likes."""
        node = self._plain()
        while self._token.text == "[" and self._tokens[self._at + 1].text == "]" and node.kind in ("word", "object"):
            node = Node("many", node.start, self._tokens[self._at + 1].end, items=[node])
            self._at += 2
        return node

    def _plain(self) -> Node:
        token = self._token
        if token.text in _CLOSERS and token.kind == "mark":
            if len(self._open) >= DEEPEST:
                raise MistakeError(f"nested more than {DEEPEST} levels deep", token.start, token.end)
            self._open.append(token)
            node = self._object(token) if token.text == "{" else self._array(token)
            self._open.pop()
            return node
        if token.kind == "mark" or token.kind == "end":
            raise self._no_value(token)
        self._at += 1
        if token.kind == "string":
            return Node("string", token.start, token.end, token.value)
        if token.kind == "number":
            return Node("number", token.start, token.end, token.value)
        if token.text in _WORDS:
            right = _WORDS[token.text]
            fix = Fix(f"write {right}", (Edit(token.start, token.end, right),))
            raise MistakeError(f"JSON has no {token.text}", token.start, token.end, f"write {right}", fix)
        if token.text in _NO_NUMBER:
            raise MistakeError(f"JSON has no {token.text}", token.start, token.end, "leave the bound out")
        return Node("word", token.start, token.end, token.text)

    def _no_value(self, token: Token) -> MistakeError:
        before = self._tokens[self._at - 1] if self._at else None
        if token.kind == "end":
            return self._unclosed() if self._open else MistakeError("a schema is missing", token.start, token.end)
        if before is not None and before.text == "," and token.text in ("}", "]", ","):
            fix = Fix("take the comma away", (Edit(before.start, before.end, ""),))
            return MistakeError("a comma too many", before.start, before.end, fix=fix)
        if before is not None and before.text == ":":
            return MistakeError("a value is missing behind the colon", before.start, before.end)
        return MistakeError(f"found {shown(token.text)} where a value is due", token.start, token.end)

    def _object(self, opener: Token) -> Node:
        self._at += 1
        node = Node("object", opener.start, opener.end)
        while self._token.text != "}" or self._token.kind == "string":
            node.members.append(self._member())
            self._between(node.members[-1])
        node.end = self._token.end
        self._at += 1
        return node

    def _array(self, opener: Token) -> Node:
        self._at += 1
        node = Node("array", opener.start, opener.end)
        while self._token.text != "]" or self._token.kind == "string":
            node.items.append(self._value())
            self._between(None)
        node.end = self._token.end
        self._at += 1
        return node

    def _between(self, member: Member | None) -> None:
        """What may stand behind a member or an element: a comma, or the end of its bracket."""
        token, opener = self._token, self._open[-1]
        closer = _CLOSERS[opener.text]
        if token.text == "," and token.kind == "mark":
            self._at += 1
        elif token.text == closer and token.kind == "mark":
            pass
        elif token.kind == "end":
            raise self._unclosed()
        elif token.text in ("}", "]"):
            fix = Fix(f"write {closer}", (Edit(token.start, token.end, closer),))
            raise MistakeError(f"found {token.text} where {closer} is due", token.start, token.end, fix=fix)
        elif token.text == ";":
            fix = Fix("write a comma", (Edit(token.start, token.end, ","),))
            raise MistakeError("members are parted by commas, not by ;", token.start, token.end, fix=fix)
        elif member is not None and member.value is None and (member.quoted or token.text in ("=", "(")):
            self._no_colon(member, token)
        else:
            behind = self._tokens[self._at - 1].end
            fix = Fix("put a comma there", (Edit(behind, behind, ","),))
            raise MistakeError(f"a comma is missing before {shown(token.text)}", behind, behind, fix=fix)
        if member is not None:
            member.note = self._note(member.end)

    def _no_colon(self, member: Member, token: Token) -> None:
        name = shown(member.name)
        if token.text == "=":
            arrow = self._text[token.start : token.start + 2] == "=>"
            end = token.end + 1 if arrow else token.end
            fix = Fix("write a colon", (Edit(token.start, end, ":"),))
            raise MistakeError(f"a colon stands behind the name {name}, not =", token.start, end, fix=fix)
        fix = Fix("put a colon there", (Edit(member.key_end, member.key_end, ":"),))
        raise MistakeError(f"a colon is missing after {name}", member.key_end, member.key_end, fix=fix)

    def _member(self) -> Member:
        token = self._token
        if token.kind not in ("string", "word", "number"):
            if token.kind == "end":
                raise self._unclosed()
            before = self._tokens[self._at - 1]
            if token.text == "," and before.text in (",", "{"):
                fix = Fix("take the comma away", (Edit(token.start, token.end, ""),))
                raise MistakeError("a comma too many", token.start, token.end, fix=fix)
            if token.text in "{[":
                hint = "in an object each value has a name: {name: ...}"
                raise MistakeError("a name is missing", token.start, token.end, hint)
            raise MistakeError(f"found {shown(token.text)} where a name is due", token.start, token.end)
        self._at += 1
        name = str(token.value) if token.kind == "string" else token.text
        member = Member(name, token.start, token.end, quoted=token.kind == "string")
        if self._token.text == "?":
            member.optional, member.key_end = True, self._token.end
            self._at += 1
        if self._token.text == ":" and self._token.kind == "mark":
            self._at += 1
            member.value = self._value()
        return member

    def _unclosed(self) -> MistakeError:
        opener = self._open[-1]
        closer = _CLOSERS[opener.text]
        missing = "".join(_CLOSERS[token.text] for token in reversed(self._open))
        at = len(self._text.rstrip())
        fix = Fix(f"close it with {missing}", (Edit(at, at, missing),))
        message = f"{opener.text} is not closed: {closer} is missing"
        return MistakeError(message, opener.start, opener.end, fix=fix)

    def _note(self, behind: int) -> str:
        """The comment that stands behind an offset in the same line."""
        while self._comment_at < len(self._comments) and self._comments[self._comment_at].start < behind:
            self._comment_at += 1
        if self._comment_at == len(self._comments):
            return ""
        comment = self._comments[self._comment_at]
        between = self._text[behind : comment.start]
        return comment.text if not between.strip(" \t,") else ""


def plain_value(node: Node) -> object:
    """The JSON value of a tree in which every member has a value and every word is one of JSON's.

    Raises:
        MistakeError: Something in it is not.
    """
    match node.kind:
        case "object":
            found: dict[str, object] = {}
            for member in node.members:
                if member.value is None or member.optional:
                    raise _no_member_value(member)
                found[member.name] = plain_value(member.value)
            return found
        case "array":
            return [plain_value(item) for item in node.items]
        case "word":
            words = {"true": True, "false": False, "null": None}
            if node.value in words:
                return words[str(node.value)]
            text = json.dumps(str(node.value), ensure_ascii=False)
            fix = Fix(f"write {text}", (Edit(node.start, node.end, text),))
            raise MistakeError(f"{shown(str(node.value))} needs quotes", node.start, node.end, f"write {text}", fix)
        case "union" | "many":
            message = "this is the short form, and the rest is JSON"
            raise MistakeError(message, node.start, node.end, 'in JSON, several types are ["number", "null"]')
        case _:
            return node.value


def _no_member_value(member: Member) -> MistakeError:
    message = f"{shown(member.name)} has no value"
    hint = "in JSON it is written {}".format(json.dumps(member.name, ensure_ascii=False) + ": ...")
    return MistakeError(message, member.start, member.key_end, hint)
