"""What expressions are made of (ECMA-262, 13.2): arrays and objects, which may be patterns, templates, regular
expressions, what is in brackets; `super` and `import`.
"""

from smooth_console.language.javascript.syntax.reading import Function, Reader
from smooth_console.language.javascript.syntax.regex import wrong_regex
from smooth_console.language.javascript.syntax.shapes import NO_TARGET, Shape
from smooth_console.language.javascript.syntax.tokens import Token

_SUPER = "'super' keyword unexpected here"
_NOT_LAST = "Rest element must be last element"


class Primary(Reader):
    """Reads them. The expressions in them are read by who builds upon it."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.no_in = False
        """Whether `in` is no operator here, but the head of a loop."""

    def expression(self) -> Shape:
        raise NotImplementedError

    def value(self) -> Shape:
        raise NotImplementedError

    def value_in(self) -> Shape:
        raise NotImplementedError

    def assignment(self) -> Shape:
        raise NotImplementedError

    def method(self, start: int, kind: str, function: Function) -> None:
        raise NotImplementedError

    def rest_binding(self) -> Shape:
        raise NotImplementedError

    def _regex(self) -> Shape:
        token = self.token
        found = self.words.regex(token.start)
        if found is None:
            self.wrong(token.start, token.end, "Invalid regular expression: missing /")
        end, behind = found
        wrong = wrong_regex(self.source[token.start + 1 : end], self.source[end + 1 : behind])
        if wrong:
            self.wrong(token.start, behind, wrong)
        self.last = Token("regex", token.start, behind)
        self.token = self.words.next()
        return Shape("other", token.start, behind)

    def _template(self, *, tagged: bool) -> Shape:
        start = self.token.start
        at = self.token.end
        outer, self.no_in = self.no_in, False
        while True:
            ended, wrong = self.words.template(at)
            if wrong and not tagged:
                self.wrong(wrong[0], wrong[0] + 1, wrong[1])
            self.last = Token("template", start, self.words.position)
            if ended == "`":
                break
            if not ended:
                self.wrong(len(self.source), len(self.source), "Unterminated template literal")
            self.token = self.words.next()
            inside = self.token.start
            self.expression()
            if self.token.kind != "}":
                self.wrong(inside, self.token.start, "Missing } in template expression")
            at = self.token.end
        self.no_in = outer
        self.token = self.words.next()
        return Shape("other", start, self.last.end)

    def _brackets(self) -> Shape:
        """What is in round brackets: a value, or the parameters of an arrow function."""
        start = self.next().start
        outer, self.no_in = self.no_in, False
        if self.check(")"):
            self.no_in = outer
            if self.token.kind != "=>":
                self.unexpected(self.last)
            return Shape("list", start, self.last.end, wrapped=True)
        items: list[Shape] = []
        while True:
            if self.token.kind == "...":
                dots = self.token
                items.append(self.rest_binding())
                if self.token.kind != ")" or self.ahead().kind != "=>":
                    self.unexpected(dots)
                break
            items.append(self.assignment())
            if not self.check(",") or (self.token.kind == ")" and self.ahead().kind == "=>"):
                break
        self.no_in = outer
        self.expect(")")
        inner = items[0]
        if len(items) == 1 and inner.kind != "rest":
            kind = "other" if inner.kind in ("string", "async") else inner.kind
            return Shape(
                kind, start, self.last.end, True, inner.is_private, inner.value, inner.target, inner.binding,
                inner.names, [inner],
            )  # fmt: skip
        value = next((item.value for item in items if item.value), None)
        return Shape("list", start, self.last.end, wrapped=True, value=value, items=items)

    def _array(self) -> Shape:
        shape = Shape("array", self.next().start)
        outer, self.no_in = self.no_in, False
        while self.token.kind != "]":
            if self.check(","):
                continue
            start = self.token.start
            spread = self.check("...")
            item = self.assignment()
            shape.take(item, self.function.is_strict)
            if spread and item.kind == "assign":
                shape.target = shape.binding = shape.target or (item.start, item.end, NO_TARGET)
            if spread and self.token.kind == ",":
                shape.target = shape.binding = shape.target or (start, self.last.end, _NOT_LAST)
            if self.token.kind != "]":
                self.expect(",")
        self.no_in = outer
        self.next()
        shape.end = self.last.end
        return shape

    def object_literal(self) -> Shape:
        """An object, or the pattern of one."""
        shape = Shape("object", self.next().start)
        outer, self.no_in = self.no_in, False
        protos = 0
        while self.token.kind != "}":
            start = self.token
            is_proto = self._member(shape)
            protos += is_proto
            if is_proto and protos == 2:
                words = "Duplicate __proto__ fields are not allowed in object literals"
                shape.value = shape.value or (start.start, start.end, words)
            if self.token.kind != "}":
                self.expect(",")
        self.no_in = outer
        self.next()
        shape.end = self.last.end
        return shape

    def _member(self, shape: Shape) -> bool:
        """One member; whether it sets the prototype."""
        start = self.token
        if self.check("..."):
            item = self.assignment()
            shape.take(item, self.function.is_strict)
            if item.kind not in ("name", "member"):
                words = "`...` must be followed by an assignable reference in assignment contexts"
                shape.target = shape.binding = (item.start, item.end, words)
            if self.token.kind != "}":
                shape.target = shape.binding = shape.target or (self.last.start, self.last.end, _NOT_LAST)
            return False
        kind, is_async, is_generator = self.member_kind(("(", ",", "}", ":", "="))
        name = self.token
        computed = self.property_name(private=False)
        if kind or is_async or is_generator or self.token.kind == "(":
            self.method(name.start, kind, Function(is_async, is_generator, super_property=True, new_target=True))
            shape.target = shape.binding = shape.target or (start.start, self.last.end, NO_TARGET)
            return False
        if self.check(":"):
            shape.take(self.assignment(), self.function.is_strict)
            quoted = name.kind == "string" and self.source[name.start + 1 : name.end - 1]
            return not computed and "__proto__" in (name.word, quoted)
        if not self.is_identifier(name):
            self.unexpected(name if self.token.kind in (",", "}", "=") else None)
        item = Shape("name", name.start, name.end, names=[(name.word, name.start, name.end)])
        shape.take(item, self.function.is_strict)
        if name.word == "arguments" and self.function.is_field:
            self.wrong_last("'arguments' is not allowed in class field initializer or static initialization block")
        if self.check("="):
            self.value()
            mistake = (name.start, self.last.end, "Invalid shorthand property initializer")
            shape.value = shape.value or mistake
        return False

    def member_kind(self, ends: tuple[str, ...]) -> tuple[str, bool, bool]:
        """Take the words before a member's name: get or set, async, and the star."""
        is_async = is_generator = False
        kind = ""
        if self.is_word("async"):
            ahead = self.ahead()
            if ahead.kind not in ends and not ahead.line_before:
                self.next()
                is_async = True
        if self.check("*"):
            is_generator = True
        elif not is_async and (self.is_word("get") or self.is_word("set")) and self.ahead().kind not in ends:
            kind = self.next().word
        return kind, is_async, is_generator

    def property_name(self, *, private: bool) -> bool:
        """Take the name of a member; whether it is computed."""
        token = self.token
        if token.kind == "[":
            self.next()
            self.value_in()
            self.expect("]")
            return True
        named = token.word and token.kind not in ("bad", "private")
        if not (named or token.kind in ("number", "string") or (private and token.kind == "private")):
            self.unexpected()
        self.next()
        return False

    def _super(self) -> Shape:
        token = self.next()
        kind, function = self.token.kind, self.function
        if kind in (".", "[") and function.super_property:
            if kind == "." and self.ahead().kind == "private":
                self.next()
                self.wrong(self.token.start, self.token.end, "Unexpected private field")
            return Shape("other", token.start, token.end)
        if kind == "(" and function.super_call:
            return Shape("other", token.start, token.end)
        return self.wrong_last(_SUPER)

    def _import(self) -> Shape:
        start = self.next().start
        if self.check("."):
            if not self.is_word("meta"):
                self.unexpected()
            self.next()
            self.wrong_last("Cannot use 'import.meta' outside a module")
        if self.token.kind != "(":
            self.wrong_last("Cannot use import statement outside a module")
        self.next()
        if self.token.kind == ")":
            self.wrong(self.token.start, self.token.end, "import() requires a specifier")
        self.value_in()
        if self.check(",") and self.token.kind != ")":
            self.value_in()
            self.check(",")
        self.expect(")")
        return Shape("call", start, self.last.end)
