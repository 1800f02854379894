"""Declarations and the heads of loops (ECMA-262, 14.3 and 14.7)."""

from smooth_console.language.javascript.syntax.classes import Classes
from smooth_console.language.javascript.syntax.reading import Scope
from smooth_console.language.javascript.syntax.shapes import Shape
from smooth_console.language.javascript.syntax.tokens import STRICT_RESERVED, Token


class Loops(Classes):
    """Reads declarations and loops. Other statements are read by who builds upon it."""

    def statement(self) -> Shape | None:
        raise NotImplementedError

    def _let_declares(self) -> bool:
        ahead = self.ahead()
        if ahead.kind in ("[", "{"):
            return True
        if ahead.kind not in ("name", "escaped"):
            return False
        own = ahead.word not in STRICT_RESERVED or ahead.word in ("let", "static", "yield")
        return own or not self.function.is_strict

    def _function_follows(self) -> bool:
        ahead = self.ahead()
        return ahead.kind == "function" and not ahead.line_before

    def _declarations(self, kind: str, *, in_head: bool = False) -> tuple[int, int, bool, bool]:
        """`let a = 1, b`: where they begin, how many, whether one has a value, whether the first is a plain name."""
        self.next()
        begin, count, with_value, plain = self.token.start, 0, False, self.token.kind == "name"
        while True:
            start = self.token
            if self.token.word == "let" and kind != "var":
                self.next()
                self.wrong_last("let is disallowed as a lexically bound name")
            for name, at, end in self.binding():
                (self.declare_var if kind == "var" else self.declare_lexical)(name, at, end)
            count += 1
            if self.check("="):
                with_value = True
                self.value()
            elif not (in_head and (self.token.kind == "in" or self.is_word("of"))):
                self._no_value_needed(kind, start)
            if not self.check(","):
                return begin, count, with_value, plain

    def _no_value_needed(self, kind: str, start: Token) -> None:
        is_pattern = start.kind in ("[", "{")
        if kind == "const" or is_pattern:
            what = "destructuring" if is_pattern else "const"
            self.wrong(start.start, self.last.end, f"Missing initializer in {what} declaration")

    def _head(self) -> None:
        self.expect("(")
        self.expression()
        self.expect(")")

    def _loop_body(self) -> None:
        self.function.loops += 1
        self.statement()
        self.function.loops -= 1

    def _while(self) -> None:
        self.next()
        self._head()
        self._loop_body()

    def _do(self) -> None:
        self.next()
        self._loop_body()
        self.expect("while")
        self._head()
        self.check(";")

    def _for(self) -> None:
        self.next()
        waits = self.token.word == "await" and self.function.is_async and self.token.kind == "name"
        if waits:
            self.next()
        self.expect("(")
        self.scope = Scope(self.scope)
        self.no_in = True
        declares = self.token.kind in ("var", "const") or (self.is_word("let") and self._let_declares())
        if declares:
            self._declaring_head(waits)
        elif self.token.kind == ";" and not waits:
            self.no_in = False
            self._three_parts()
        else:
            self._plain_head(waits)
        self.expect(")")
        self._loop_body()
        assert self.scope.above is not None
        self.scope = self.scope.above

    def _declaring_head(self, waits: bool) -> None:
        kind = self.token.word
        begin, count, with_value, plain = self._declarations(kind, in_head=True)
        end, each = self.last.end, "of" if self.is_word("of") else "in"
        self.no_in = False
        if not (each == "of" or self.token.kind == "in") or (waits and each == "in"):
            if waits:
                self.unexpected()
            self._three_parts()
            return
        if count > 1:
            words = f"Invalid left-hand side in for-{each} loop: Must have a single binding."
            self.wrong(begin, end, words)
        if with_value and not (each == "in" and kind == "var" and plain and not self.function.is_strict):
            self.wrong(begin, end, f"for-{each} loop variable declaration may not have an initializer.")
        self.next()
        self._over(each)

    def _plain_head(self, waits: bool) -> None:
        start = self.token
        shape = self.assignment()
        while self.check(","):
            self._plain(shape)
            self.value()
            shape = Shape("other", start.start, self.last.end)
        is_of = self.is_word("of")
        self.no_in = False
        if is_of and start.word == "async" and shape.kind == "name" and not waits:
            self.wrong(start.start, start.end, "The left-hand side of a for-of loop may not be 'async'.")
        if is_of and start.word == "let" and start.kind == "name":
            self.wrong(start.start, start.end, "The left-hand side of a for-of loop may not be 'let'.")
        if is_of or (self.token.kind == "in" and not waits):
            if shape.kind in ("object", "array") and not shape.wrapped:
                self._raise(shape.target)
            else:
                self._target(shape, f"Invalid left-hand side in {'for-loop' if is_of else 'for-in loop'}")
            self.next()
            self._over("of" if is_of else "in")
            return
        self._plain(shape)
        if waits:
            self.unexpected()
        self._three_parts()

    def _over(self, each: str) -> None:
        if each == "of":
            self.value()
        else:
            self.expression()

    def _three_parts(self) -> None:
        self.expect(";")
        if self.token.kind != ";":
            self.expression()
        self.expect(";")
        if self.token.kind != ")":
            self.expression()
