"""What declarations and parameters bind (ECMA-262, 14.3.3)."""

from smooth_console.language.javascript.syntax.expressions import Expressions
from smooth_console.language.javascript.syntax.reading import STRICT_NAME
from smooth_console.language.javascript.syntax.shapes import NO_TARGET, Shape

Name = tuple[str, int, int]
"""A name, and where it is."""


class Bindings(Expressions):
    """Reads patterns of names."""

    def binding(self) -> list[Name]:
        """What a declaration or parameter binds: a name, or a pattern."""
        token = self.token
        if token.kind not in ("[", "{"):
            name = self.identifier()
            if self.function.is_strict and name.word in ("eval", "arguments"):
                self.wrong_last(STRICT_NAME)
            return [(name.word, name.start, name.end)]
        self.next()
        outer, self.no_in = self.no_in, False
        names = self._array_pattern() if token.kind == "[" else self._object_pattern()
        self.no_in = outer
        return names

    def _array_pattern(self) -> list[Name]:
        names: list[Name] = []
        while not self.check("]"):
            if self.check(","):
                continue
            start = self.token.start
            if self.check("..."):
                names += self._bound()
                if self.token.kind == ",":
                    self.wrong(start, self.last.end, "Rest element must be last element")
            else:
                names += self._element()
            if self.token.kind != "]":
                self.expect(",")
        return names

    def _object_pattern(self) -> list[Name]:
        names: list[Name] = []
        while not self.check("}"):
            if self.check("..."):
                if self.token.kind != "name":
                    words = "`...` must be followed by an identifier in declaration contexts"
                    self.wrong(self.token.start, self.token.end, words)
                names += self.binding()
                if self.token.kind != "}":
                    self.wrong_last("Rest element must be last element")
            else:
                names += self._pattern_member()
            if self.token.kind != "}":
                self.expect(",")
        return names

    def _pattern_member(self) -> list[Name]:
        name = self.token
        self.property_name(private=False)
        if self.check(":"):
            return self._element()
        if self.token.kind == "(":
            self.wrong(name.start, name.end, NO_TARGET)
        if not self.is_identifier(name):
            self.unexpected(name if self.token.kind in (",", "}", "=") else None)
        if self.function.is_strict and name.word in ("eval", "arguments"):
            self.wrong(name.start, name.end, STRICT_NAME)
        if self.check("="):
            self.value()
        return [(name.word, name.start, name.end)]

    def _element(self) -> list[Name]:
        names = self._bound()
        if self.check("="):
            self.value()
        return names

    def _bound(self) -> list[Name]:
        token = self.token
        simple = ("number", "string", "this", "null", "true", "false", "(", "function", "class", "new", "template")
        if token.kind in simple:
            self.wrong(token.start, token.end, NO_TARGET)
        names = self.binding()
        if self.token.kind in (".", "[", "?.", "("):
            dotted = self.token.kind in (".", "[")
            words = "Illegal property in declaration context" if dotted else NO_TARGET
            self.wrong(token.start, self.token.end, words)
        return names

    def rest_binding(self) -> Shape:
        """`...name` at the end of what may be parameters."""
        start = self.next().start
        names = self.binding()
        if self.token.kind == "=":
            self.wrong_last("Rest parameter may not have a default initializer")
        if self.token.kind == ",":
            self.wrong_last("Rest parameter must be last formal parameter")
        return Shape("rest", start, self.last.end, names=names)
