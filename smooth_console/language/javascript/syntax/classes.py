"""Classes of JavaScript (ECMA-262, 15.7): members, private names, what may be where."""

from collections.abc import Callable

from smooth_console.language.javascript.syntax.functions import Functions
from smooth_console.language.javascript.syntax.reading import REDECLARED, STRICT_NAME, Function, Scope
from smooth_console.language.javascript.syntax.shapes import Shape
from smooth_console.language.javascript.syntax.tokens import Token


class Classes(Functions):
    """Reads classes."""

    def class_declaration(self) -> None:
        """A class as a statement."""
        self.next()
        strict, self.function.is_strict = self.function.is_strict, True
        name = self.identifier()
        self._class_name(name)
        self.function.is_strict = strict
        self.declare_lexical(name.word, name.start, name.end)
        self._class_rest()

    def class_expression(self) -> Shape:
        start = self.next().start
        if self.token.kind not in ("{", "extends"):
            strict, self.function.is_strict = self.function.is_strict, True
            self._class_name(self.identifier())
            self.function.is_strict = strict
        self._class_rest()
        return Shape("other", start, self.last.end)

    def _class_name(self, name: Token) -> None:
        if name.word in ("eval", "arguments"):
            self.wrong_last(STRICT_NAME)

    def _class_rest(self) -> None:
        strict, self.function.is_strict = self.function.is_strict, True
        since = self.token.start
        extends = self.check("extends")
        if extends:
            self._plain(self._left_hand())
        self.expect("{")
        self.classes.append(({}, []))
        constructed = False
        while not self.check("}"):
            if not self.check(";"):
                constructed = self._class_member(extends, constructed)
        declared, asked = self.classes.pop()
        for private, at in asked:
            if private not in declared:
                self.use_private(private, at)
        self.no_octals(since)
        self.function.is_strict = strict

    def _class_member(self, extends: bool, constructed: bool) -> bool:
        is_static = False
        ends = ("(", "=", ";", "}")
        if self.is_word("static") and self.ahead().kind not in ends:
            self.next()
            is_static = True
            if self.token.kind == "{":
                self._static_block()
                return constructed
        kind, is_async, is_generator = self._member_words(ends)
        name = self.token
        computed = self.property_name(private=True)
        word = self._said(name) if not computed else ""
        is_method = bool(kind) or is_async or is_generator or self.token.kind == "("
        if name.kind == "private":
            self._declare_private(name, f"{kind}{'!' * is_static}" if kind else "")
        if not is_method:
            if word == "constructor" or (is_static and word == "prototype"):
                static = "static property" if word == "prototype" else "field"
                self.wrong(name.start, name.end, f"Classes may not have a {static} named '{word}'")
            self._field()
            return constructed
        if is_static and word == "prototype":
            self.wrong(name.start, name.end, "Classes may not have a static property named 'prototype'")
        is_constructor = word == "constructor" and not is_static
        if is_constructor:
            self._constructor(name, kind, is_async, is_generator, constructed)
        function = Function(is_async, is_generator, True, True, True, is_constructor and extends)
        self.method(name.start, kind, function)
        return constructed or is_constructor

    def _member_words(self, ends: tuple[str, ...]) -> tuple[str, bool, bool]:
        """As in an object; but a field whose name is get or set can end with its line."""
        if self.is_word("get") or self.is_word("set"):
            ahead = self.ahead()
            if ahead.line_before and ahead.kind == "*":
                return "", False, False
        return self.member_kind(ends)

    def _constructor(self, name: Token, kind: str, is_async: bool, is_generator: bool, constructed: bool) -> None:
        what = "an accessor" if kind else "an async method" if is_async else "a generator" if is_generator else ""
        if what:
            self.wrong(name.start, name.end, f"Class constructor may not be {what}")
        if constructed:
            self.wrong(name.start, name.end, "A class may only have one constructor")

    def _said(self, name: Token) -> str:
        return self.source[name.start + 1 : name.end - 1] if name.kind == "string" else name.word

    def _declare_private(self, name: Token, kind: str) -> None:
        declared = self.classes[-1][0]
        if name.word == "#constructor":
            self.wrong(name.start, name.end, "Classes may not have a private field named '#constructor'")
        before = declared.get(name.word)
        paired = {before, kind} in ({"get", "set"}, {"get!", "set!"})
        if before is not None and not paired:
            self.wrong(name.start, name.end, REDECLARED.format(name.word))
        declared[name.word] = "both" if before is not None else kind

    def _field(self) -> None:
        if self.check("="):
            self._inside(Function(is_strict=True, new_target=True, super_property=True, is_field=True), self.value)
        self.semicolon()

    def _static_block(self) -> None:
        self.next()
        function = Function(is_strict=True, new_target=True, super_property=True, is_field=True, is_block=True)
        self._inside(function, lambda: self.statement_list("}", loose=None))

    def _inside(self, function: Function, read: Callable[[], object]) -> None:
        outer, around, no_in = self.function, self.scope, self.no_in
        self.function, self.scope, self.no_in = function, Scope(around, is_function=True), False
        read()
        self.function, self.scope, self.no_in = outer, around, no_in
