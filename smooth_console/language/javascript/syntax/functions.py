"""Functions of JavaScript (ECMA-262, 15.1 to 15.8): their parameters, and what holds inside."""

from smooth_console.language.javascript.syntax.bindings import Bindings, Name
from smooth_console.language.javascript.syntax.reading import STRICT_NAME, Function, Scope
from smooth_console.language.javascript.syntax.shapes import Shape
from smooth_console.language.javascript.syntax.tokens import STRICT_RESERVED, Token

_TWICE = "Duplicate parameter name not allowed in this context"


class Functions(Bindings):
    """Reads functions. Their statements are read by who builds upon it."""

    def statement_list(self, end: str, loose: bool | None) -> None:
        raise NotImplementedError

    def function_declaration(self, *, is_async: bool, start: int, in_block: bool) -> None:
        """Behind the word `function`: what is declared is seen around it."""
        generator = self.check("*")
        if self.token.kind == "(":
            self.wrong_last("Function statements require a function name")
        name = self.identifier()
        if self.function.is_strict and name.word in ("eval", "arguments"):
            self.wrong_last(STRICT_NAME)
        if in_block:
            kind = "let" if is_async or generator else "function"
            self.declare_lexical(name.word, start, name.end, kind=kind)
        else:
            self.declare_var(name.word, start, name.end)
        self.function_rest(name, Function(is_async, generator, new_target=True))

    def function_expression(self, start: int, *, is_async: bool) -> Shape:
        generator = self.check("*")
        name = None
        if self.token.kind != "(":
            outer = self.function
            self.function = Function(is_async, generator, is_strict=outer.is_strict)
            name = self.identifier()
            self.function = outer
        self.function_rest(name, Function(is_async, generator, new_target=True))
        return Shape("other", start, self.last.end)

    def function_rest(self, name: Token | None, function: Function) -> None:
        """Parameters and body."""
        outer, around, no_in, since = self.function, self.scope, self.no_in, self.token.start
        function.is_strict = function.is_strict or outer.is_strict
        self.function, self.no_in = function, False
        if name is not None and function.is_strict and name.word in ("eval", "arguments"):
            self.wrong(name.start, name.end, STRICT_NAME)
        self.expect("(")
        function.in_parameters = function.is_async or function.is_generator
        names, simple = self._parameters()
        function.in_parameters = False
        self.body(names, simple, since, once=not simple, name=name)
        self.function, self.scope, self.no_in = outer, around, no_in

    def body(self, names: list[Name], simple: bool, since: int, *, once: bool, name: Token | None = None) -> None:
        """The braces of a function, which is the one around here already."""
        function = self.function
        self.scope = Scope(self.scope, is_function=True, parameters={each[0] for each in names})
        was_strict = function.is_strict
        self.expect("{")
        twice = _twice(names)
        if twice and (once or function.is_strict):
            self.wrong(twice[1], twice[2], _TWICE)
        self.statement_list("}", loose=not simple)
        if function.is_strict:
            if not was_strict:
                self._names_in_strict(name, names)
            if twice:
                self.wrong(twice[1], twice[2], _TWICE)
            self.no_octals(since)

    def _names_in_strict(self, name: Token | None, names: list[Name]) -> None:
        """What the name and the parameters of a function cannot be, now that its body says that it is strict."""
        named = [(name.word, name.start, name.end)] if name is not None else []
        for word, start, end in [*named, *names]:
            if word in ("eval", "arguments"):
                self.wrong(start, end, STRICT_NAME)
            if word in STRICT_RESERVED:
                self.wrong(start, end, "Unexpected strict mode reserved word")

    def _parameters(self) -> tuple[list[Name], bool]:
        names: list[Name] = []
        simple = True
        while self.token.kind != ")":
            rest = self.check("...")
            simple = simple and not rest and self.token.kind not in ("[", "{")
            names += self.binding()
            if self.check("="):
                if rest:
                    self.wrong_last("Rest parameter may not have a default initializer")
                simple = False
                self.value()
            if rest and self.token.kind == ",":
                words = "Rest parameter must be last formal parameter"
                self.wrong(self.token.start, self.token.end, words)
            if rest or not self.check(","):
                break
        self.expect(")")
        return names, simple

    def arrow(self, head: Shape, *, is_async: bool) -> Shape:
        """An arrow function whose parameters were read, and whose arrow is there."""
        bare = head.kind == "name" and not head.wrapped
        if self.token.line_before:
            self.unexpected()
        if not (bare or head.wrapped or head.kind == "async"):
            self.wrong(head.start, self.last.end, "Malformed arrow function parameter list")
        items = [head] if bare else head.items
        list_shape = Shape("array", head.start)
        simple = True
        for item in items:
            simple = simple and item.kind == "name"
            if item.kind == "rest":
                list_shape.names += item.names
                list_shape.binding = list_shape.binding or item.binding
            else:
                list_shape.take(item, self.function.is_strict)
        if list_shape.binding is not None:
            self.wrong(*list_shape.binding)
        outer, around, no_in = self.function, self.scope, self.no_in
        self.function = Function(
            is_async,
            is_strict=outer.is_strict,
            new_target=outer.new_target,
            super_property=outer.super_property,
            super_call=outer.super_call,
            is_field=outer.is_field,
        )
        for word, start, end in list_shape.names:
            if word == "await" and is_async:
                self.wrong(start, end, "Unexpected reserved word")
        twice = _twice(list_shape.names)
        if twice:
            self.wrong(twice[1], twice[2], _TWICE)
        self.next()
        if self.token.kind == "{":
            self.no_in = False
            self.body(list_shape.names, simple, head.start, once=True)
        else:
            self.scope = Scope(self.scope, is_function=True, parameters={each[0] for each in list_shape.names})
            self.value()
        self.function, self.scope, self.no_in = outer, around, no_in
        return Shape("other", head.start, self.last.end)

    def method(self, start: int, kind: str, function: Function) -> None:
        """Parameters and body of a method, or of a getter or setter."""
        outer, around, no_in, since = self.function, self.scope, self.no_in, self.token.start
        function.is_strict = outer.is_strict
        self.function, self.no_in = function, False
        opened = self.token
        self.expect("(")
        function.in_parameters = function.is_async or function.is_generator
        is_rest = self.token.kind == "..."
        names, simple = self._parameters()
        function.in_parameters = False
        count = self._count(opened.end)
        if kind == "get" and count:
            self.wrong(opened.start, self.last.end, "Getter must not have any formal parameters.")
        if kind == "set" and count != 1:
            self.wrong(opened.start, self.last.end, "Setter must have exactly one formal parameter.")
        if kind == "set" and is_rest:
            self.wrong(opened.start, self.last.end, "Setter function argument must not be a rest parameter")
        self.body(names, simple, since, once=True)
        self.function, self.scope, self.no_in = outer, around, no_in

    def _count(self, start: int) -> int:
        """How many parameters were read since an offset: none, one or more."""
        depth, count = 0, 0
        for char in self.source[start : self.last.start]:
            depth += (char in "([{") - (char in ")]}")
            if not char.isspace() and not count:
                count = 1
            if char == "," and not depth:
                count += 1
        return count


def _twice(names: list[Name]) -> Name | None:
    """The first name that was there before."""
    seen: set[str] = set()
    for name in names:
        if name[0] in seen:
            return name
        seen.add(name[0])
    return None
