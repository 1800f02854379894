"""Expressions of JavaScript (ECMA-262, 13): what is wrong with them, as V8 says it first."""

from smooth_console.language.javascript.syntax.primary import Primary
from smooth_console.language.javascript.syntax.reading import STRICT_NAME
from smooth_console.language.javascript.syntax.shapes import NO_TARGET, Mistake, Shape
from smooth_console.language.javascript.syntax.tokens import Token

_ASSIGNMENTS = frozenset(
    ("=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^=", "&&=", "||=", "??=")
)
_PRECEDENCE = {
    **dict.fromkeys(("||",), 4),
    **dict.fromkeys(("&&",), 5),
    "|": 6,
    "^": 7,
    "&": 8,
    **dict.fromkeys(("==", "!=", "===", "!=="), 9),
    **dict.fromkeys(("<", ">", "<=", ">=", "instanceof", "in"), 10),
    **dict.fromkeys(("<<", ">>", ">>>"), 11),
    **dict.fromkeys(("+", "-"), 12),
    **dict.fromkeys(("*", "/", "%"), 13),
    "**": 14,
}
_UNARY = frozenset(["+", "-", "!", "~", "typeof", "void", "delete"])


class Expressions(Primary):
    """Reads expressions. Functions and classes in them are read by who builds upon it."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.classes: list[tuple[dict[str, str], list[tuple[str, int]]]] = []
        """Of each class around: private names with their kinds, and those that were asked for with the place."""

    def function_expression(self, start: int, *, is_async: bool) -> Shape:
        raise NotImplementedError

    def class_expression(self) -> Shape:
        raise NotImplementedError

    def arrow(self, head: Shape, *, is_async: bool) -> Shape:
        raise NotImplementedError

    def expression(self) -> Shape:
        """Values with commas between them, each of which can stand alone."""
        shape = self._one_of_list()
        while self.check(","):
            self._one_of_list()
            shape = Shape("other", shape.start, self.last.end)
        return shape

    def _one_of_list(self) -> Shape:
        if self.token.kind == "...":
            dots = self.token
            self.rest_binding()
            self.unexpected(dots)
        return self.value()

    def value(self) -> Shape:
        """One that is meant as a value."""
        return self._plain(self.assignment())

    def value_in(self) -> Shape:
        """One inside brackets, where `in` is an operator whatever is around them."""
        outer, self.no_in = self.no_in, False
        shape = self.value()
        self.no_in = outer
        return shape

    def assignment(self) -> Shape:
        """One that may still turn out to be a pattern."""
        if self.token.word == "yield" and self.token.kind == "name" and self.function.is_generator:
            return self._yield()
        left = self._conditional()
        operator = self.token.kind
        if operator == "=>":
            return self.arrow(left, is_async=left.kind == "async")
        if operator not in _ASSIGNMENTS:
            return left
        found = Shape("assign" if operator == "=" else "other", left.start)
        if left.kind in ("object", "array") and operator == "=":
            if left.wrapped:
                self.wrong(left.start, left.end, NO_TARGET)
            self._raise(left.target)
            found.names, found.binding = left.names, left.binding
        else:
            self._target(left, "Invalid left-hand side in assignment", logical=operator in ("&&=", "||=", "??="))
            bound = Shape("array", left.start)
            bound.take(left, self.function.is_strict)
            found.names, found.binding = bound.names, bound.binding
        self.next()
        self.value()
        found.end = self.last.end
        return found

    def _plain(self, shape: Shape) -> Shape:
        self._raise(shape.value)
        return shape

    def _raise(self, mistake: Mistake | None) -> None:
        if mistake is not None:
            self.wrong(*mistake)

    def _target(self, shape: Shape, words: str, *, logical: bool = False) -> None:
        """Raise that something cannot be assigned to. A call can in sloppy code: it throws as it runs."""
        self._plain(shape)
        strict = self.function.is_strict
        if shape.kind == "name":
            if strict and shape.names[0][0] in ("eval", "arguments"):
                self.wrong(shape.start, shape.end, STRICT_NAME)
        elif shape.kind != "member" and not (shape.kind in ("call", "async") and not strict and not logical):
            self.wrong(shape.start, shape.end, words)

    def _yield(self) -> Shape:
        start = self.next().start
        if self.function.in_parameters:
            self.wrong_last("Yield expression not allowed in formal parameter")
        ends = ("end", ";", "}", "]", ")", ":", ",", "in")
        if not self.token.line_before and (self.check("*") or self.token.kind not in ends):
            self.value()
        return Shape("other", start, self.last.end)

    def _conditional(self) -> Shape:
        shape = self._logical()
        if self.token.kind != "?":
            return shape
        self._plain(shape)
        self.next()
        self.value_in()
        self.expect(":")
        self.value()
        return Shape("other", shape.start, self.last.end)

    def _logical(self) -> Shape:
        shape = self._binary(6, None)
        if self.token.kind in ("&&", "||"):
            return self._binary(4, shape)
        while self.token.kind == "??":
            self._plain(shape)
            self.next()
            self._plain(self._binary(6, None))
            shape = Shape("other", shape.start, self.last.end)
        return shape

    def _binary(self, least: int, left: Shape | None) -> Shape:
        """Operators that bind so much at least."""
        if left is None:
            left = self._private_in(least) if self.token.kind == "private" else self._unary()
        while (binds := self._precedence()) >= least:
            self._plain(left)
            self.next()
            self._plain(self._binary(binds if binds == 14 else binds + 1, None))
            left = Shape("other", left.start, self.last.end)
        return left

    def _precedence(self) -> int:
        kind = self.token.kind
        return 0 if kind == "in" and self.no_in else _PRECEDENCE.get(kind, 0)

    def _private_in(self, least: int) -> Shape:
        at = self.last.start
        token = self.next()
        self.use_private(token.word, at)
        if self.token.kind != "in" or self._precedence() < least:
            self.unexpected(token)
        return Shape("other", token.start, token.end)

    def use_private(self, name: str, at: int) -> None:
        """A private name that a class around must declare; V8 counts it from the token before."""
        if not self.classes:
            self.wrong(at, at + 1, f"Private field '{name}' must be declared in an enclosing class")
        self.classes[-1][1].append((name, at))

    def _unary(self) -> Shape:
        token = self.token
        if token.kind in _UNARY:
            self.next()
            shape = self._plain(self._unary())
            if token.kind == "delete":
                if self.function.is_strict and shape.kind == "name":
                    self.wrong_last("Delete of an unqualified identifier in strict mode.")
                if shape.is_private:
                    self.wrong_last("Private fields can not be deleted")
            return self._no_power(token)
        if token.kind in ("++", "--"):
            self.next()
            shape = self._unary()
            self._target(shape, "Invalid left-hand side expression in prefix operation")
            return Shape("other", token.start, self.last.end)
        if token.word == "await" and token.kind == "name" and self.function.is_async:
            self.next()
            if self.function.in_parameters:
                self.wrong_last("Illegal await-expression in formal parameters of async function")
            self._plain(self._unary())
            return self._no_power(token)
        shape = self._left_hand()
        if self.token.kind in ("++", "--") and not self.token.line_before:
            self._target(shape, "Invalid left-hand side expression in postfix operation")
            self.next()
            return Shape("other", shape.start, self.last.end)
        return shape

    def _no_power(self, token: Token) -> Shape:
        if self.token.kind == "**":
            words = "Unary operator used immediately before exponentiation expression. "
            words += "Parenthesis must be used to disambiguate operator precedence"
            self.wrong(token.start, self.last.end, words)
        return Shape("other", token.start, self.last.end)

    def _left_hand(self) -> Shape:
        start = self.token.start
        shape = self._new() if self.token.kind == "new" else self._primary()
        chained = False
        while True:
            kind = self.token.kind
            if kind == "?.":
                self._plain(shape)
                self.next()
                chained = True
                if self.token.kind not in ("(", "[", "template"):
                    shape = self._property(start)
            elif kind == "." and self._plain(shape):
                self.next()
                shape = self._property(start)
            elif kind == "[" and self._plain(shape):
                self._index()
                shape = Shape("member", start, self.last.end)
            elif kind == "(":
                shape = self._call(self._plain(shape), start)
            elif kind == "template" and self._plain(shape):
                if chained:
                    self.wrong(self.token.start, self.token.end, "Invalid tagged template on optional chain")
                self._template(tagged=True)
                shape = Shape("other", start, self.last.end)
            else:
                return shape
            if chained:
                shape.kind = "optional"

    def _property(self, start: int) -> Shape:
        """A name behind a dot."""
        token = self.token
        if token.kind == "private":
            self.use_private(token.word, self.last.start)
            self.next()
            return Shape("member", start, token.end, is_private=True)
        if not token.word or token.kind in ("bad", "number", "string"):
            self.unexpected()
        self.next()
        return Shape("member", start, token.end)

    def _index(self) -> None:
        self.next()
        outer, self.no_in = self.no_in, False
        self.expression()
        self.no_in = outer
        self.expect("]")

    def _call(self, callee: Shape, start: int) -> Shape:
        may_be_head = callee.kind == "name" and not callee.wrapped and not self.token.line_before
        if may_be_head and callee.names[0][0] == "async" and callee.end - callee.start == 5:
            items = self.arguments()
            shape = Shape("async", start, self.last.end, items=items)
            if self.token.kind != "=>":
                for item in items:
                    self._plain(item)
            return shape
        for item in self.arguments():
            self._plain(item)
        return Shape("call", start, self.last.end)

    def arguments(self) -> list[Shape]:
        """What a call is given, which may be the parameters of an async arrow function."""
        self.next()
        outer, self.no_in = self.no_in, False
        items = []
        while self.token.kind != ")":
            start = self.token.start
            spread = self.check("...")
            item = self.assignment()
            if spread:
                rest = Shape("rest", start, self.last.end, value=item.value)
                rest.take(item, self.function.is_strict)
                if item.kind == "assign":
                    rest.binding = (start, self.last.end, "Rest parameter may not have a default initializer")
                if self.token.kind == ",":
                    words = "Rest parameter must be last formal parameter"
                    rest.binding = rest.binding or (start, self.last.end, words)
                item = rest
            items.append(item)
            if not self.check(","):
                break
        self.no_in = outer
        if not self.check(")"):
            self.wrong_last("missing ) after argument list")
        return items

    def _new(self) -> Shape:
        start = self.next().start
        if self.check("."):
            if not self.is_word("target"):
                self.unexpected()
            self.next()
            if not self.function.new_target:
                self.wrong_last("new.target expression is not allowed here")
            return Shape("other", start, self.last.end)
        if self.token.kind == "import" and self.ahead().kind == "(":
            self.next()
            self.wrong_last("Cannot use new with import")
        self._plain(self._new() if self.token.kind == "new" else self._primary())
        while self.token.kind in (".", "[", "template"):
            if self.token.kind == "[":
                self._index()
            elif self.check("."):
                self._property(start)
            else:
                self._template(tagged=True)
        if self.token.kind == "?.":
            self.wrong(self.token.start, self.token.end, "Invalid optional chain from new expression")
        if self.token.kind == "(":
            for item in self.arguments():
                self._plain(item)
        return Shape("other", start, self.last.end)

    def _primary(self) -> Shape:
        token = self.token
        kind = token.kind
        if kind in ("name", "escaped"):
            return self._name()
        if kind in ("number", "this", "null", "true", "false"):
            self.next()
            return Shape("other", token.start, token.end)
        if kind == "string":
            self.next()
            return Shape("string", token.start, token.end)
        if kind == "(":
            return self._brackets()
        if kind == "[":
            return self._array()
        if kind == "{":
            return self.object_literal()
        if kind in ("/", "/="):
            return self._regex()
        if kind == "template":
            return self._template(tagged=False)
        if kind == "function":
            self.next()
            return self.function_expression(token.start, is_async=False)
        if kind == "class":
            return self.class_expression()
        if kind == "super":
            return self._super()
        if kind == "import":
            return self._import()
        return self.unexpected()

    def _name(self) -> Shape:
        token = self.token
        if self.is_word("async"):
            ahead = self.ahead()
            if ahead.kind == "function" and not ahead.line_before:
                self.next()
                self.next()
                return self.function_expression(token.start, is_async=True)
            if ahead.kind == "name" and not ahead.line_before:
                at = self.words.position
                self.words.next()
                is_head = self.words.next().kind == "=>"
                self.words.position = at
                if is_head:
                    self.next()
                    name = self.next()
                    if name.word == "await":
                        self.unexpected(name)
                    item = Shape("name", name.start, name.end, names=[(name.word, name.start, name.end)])
                    return Shape("async", token.start, name.end, items=[item])
        self.identifier()
        return Shape("name", token.start, token.end, names=[(token.word, token.start, token.end)])
