"""Statements of JavaScript (ECMA-262, 14), and whole sources."""

from smooth_console.language.javascript.syntax.loops import Loops
from smooth_console.language.javascript.syntax.reading import Scope
from smooth_console.language.javascript.syntax.shapes import Shape
from smooth_console.language.javascript.syntax.tokens import Token

_LOOSE = "Illegal 'use strict' directive in function with non-simple parameter list"


class Statements(Loops):
    """Reads statements."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._waiting: list[list[object]] = []
        """Labels of the statement that comes."""

    def script(self) -> None:
        """A whole source."""
        self.statement_list("end", loose=False)
        if self.function.is_strict:
            self.no_octals(0)

    def lone_value(self) -> None:
        """A source that is one value, which is no statement: an object, a function or class without a name."""
        self.value()
        while self.check(";"):
            pass
        self.expect("end")

    def statement_list(self, end: str, loose: bool | None) -> None:
        """Statements up to a token, which is taken.

        Args:
            end: The token.
            loose: Whether a directive that makes it strict is refused; None where there are no directives.
        """
        while loose is not None and self.token.kind == "string":
            token = self.token
            is_strict = self.source[token.start + 1 : token.end - 1] == "use strict"
            shape = self._list_item()
            if shape is None or shape.kind != "string":
                break
            if is_strict:
                self.function.is_strict = True
                if loose:
                    self.wrong(token.start, token.end, _LOOSE)
        while self.token.kind != end:
            if self.token.kind == "end":
                self.unexpected()
            self._list_item()
        self.next()

    def _list_item(self) -> Shape | None:
        token = self.token
        kind = token.kind
        if kind == "function":
            self.next()
            self.function_declaration(is_async=False, start=token.start, in_block=not self.scope.is_function)
        elif kind == "class":
            self.class_declaration()
        elif kind == "const":
            self._declarations(kind)
            self.semicolon()
        elif self.is_word("let") and self._let_declares():
            self._declarations("let")
            self.semicolon()
        elif self.is_word("async") and self._function_follows():
            self.next()
            self.next()
            self.function_declaration(is_async=True, start=token.start, in_block=not self.scope.is_function)
        else:
            return self.statement()
        return None

    def statement(self) -> Shape | None:
        waiting, self._waiting = self._waiting, []
        token = self.token
        if token.kind in ("for", "while", "do"):
            for label in waiting:
                label[1] = True
        read = _READERS.get(token.kind)
        if read is not None:
            read(self)
            return None
        if token.kind == "function":
            strict = self.function.is_strict
            words = "In strict mode code, functions can only be declared at top level or inside a block."
            loose = (
                "In non-strict mode code, functions can only be declared at top level, inside a block, or as the body"
            )
            self.wrong(token.start, token.end, words if strict else f"{loose} of an if statement.")
        if token.kind == "class":
            self.unexpected()
        if self.is_word("async") and self._function_follows():
            words = "Async functions can only be declared at the top level or inside a block."
            self.wrong(token.start, token.end, words)
        if self.is_word("let"):
            self._no_lone_let()
        return self._expression_statement(waiting)

    def _no_lone_let(self) -> None:
        ahead = self.ahead()
        if ahead.kind == "[" or (ahead.kind in ("{", "name") and not ahead.line_before):
            words = "Lexical declaration cannot appear in a single-statement context"
            self.wrong(self.token.start, self.token.end, words)

    def _expression_statement(self, waiting: list[list[object]]) -> Shape | None:
        start = self.token
        shape = self.expression()
        if self.token.kind == ":" and shape.kind == "name" and not shape.wrapped:
            self._labelled(start, waiting)
            return None
        self.semicolon()
        return shape

    def _labelled(self, name: Token, waiting: list[list[object]]) -> None:
        labels = self.function.labels
        if any(label[0] == name.word for label in labels):
            self.wrong_last(f"Label '{name.word}' has already been declared")
        self.next()
        label: list[object] = [name.word, False]
        labels.append(label)
        if self.token.kind == "function" and not self.function.is_strict:
            self._function_alone()
        else:
            self._waiting = [*waiting, label]
            self.statement()
            self._waiting = []
        labels.pop()

    def _function_alone(self) -> None:
        start = self.next().start
        if self.token.kind == "*":
            words = "Generators can only be declared at the top level or inside a block."
            self.wrong(self.token.start, self.token.end, words)
        self.function_declaration(is_async=False, start=start, in_block=not self.scope.is_function)

    def _block(self) -> None:
        self.next()
        self._scoped()

    def _scoped(self) -> None:
        """Statements up to a brace, with names of their own."""
        self.scope = Scope(self.scope)
        self.statement_list("}", loose=None)
        assert self.scope.above is not None
        self.scope = self.scope.above

    def _var(self) -> None:
        self._declarations("var")
        self.semicolon()

    def _empty(self) -> None:
        self.next()

    def _if(self) -> None:
        self.next()
        self._head()
        self._branch()
        if self.check("else"):
            self._branch()

    def _branch(self) -> None:
        if self.token.kind == "function" and not self.function.is_strict:
            self.scope = Scope(self.scope)
            self._function_alone()
            assert self.scope.above is not None
            self.scope = self.scope.above
        else:
            self.statement()

    def _jump(self) -> None:
        token = self.next()
        function = self.function
        name = ""
        if not self.token.line_before and self.token.kind not in (";", "}", "end"):
            name = self.identifier().word
        found = next((label for label in function.labels if label[0] == name), None)
        if token.kind == "continue":
            if not function.loops and not found and not name:
                self.wrong_last("Illegal continue statement: no surrounding iteration statement")
            if name and not found:
                self.wrong_last(f"Undefined label '{name}'")
            if name and found and not found[1]:
                self.wrong_last(f"Illegal continue statement: '{name}' does not denote an iteration statement")
        elif name and not found:
            self.wrong_last(f"Undefined label '{name}'")
        elif not name and not function.loops and not function.switches:
            self.wrong_last("Illegal break statement")
        self.semicolon()

    def _return(self) -> None:
        self.next()
        if self.function.is_block:
            self.wrong_last("Illegal return statement")
        if not self.token.line_before and self.token.kind not in (";", "}", "end"):
            self.expression()
        self.semicolon()

    def _throw(self) -> None:
        self.next()
        if self.token.line_before:
            self.wrong_last("Illegal newline after throw")
        self.expression()
        self.semicolon()

    def _with(self) -> None:
        self.next()
        if self.function.is_strict:
            self.wrong_last("Strict mode code may not include a with statement")
        self._head()
        self.statement()

    def _debugger(self) -> None:
        self.next()
        self.semicolon()

    def _switch(self) -> None:
        self.next()
        self._head()
        self.expect("{")
        self.scope = Scope(self.scope)
        self.function.switches += 1
        has_default = False
        while not self.check("}"):
            if self.check("case"):
                self.expression()
            else:
                self.expect("default")
                if has_default:
                    self.wrong_last("More than one default clause in switch statement")
                has_default = True
            self.expect(":")
            while self.token.kind not in ("case", "default", "}"):
                self._list_item()
        self.function.switches -= 1
        assert self.scope.above is not None
        self.scope = self.scope.above

    def _try(self) -> None:
        self.next()
        self.expect("{")
        self._scoped()
        if self.token.kind not in ("catch", "finally"):
            self.wrong_last("Missing catch or finally after try")
        if self.check("catch"):
            self._catch()
        if self.check("finally"):
            self.expect("{")
            self._scoped()

    def _catch(self) -> None:
        self.scope = Scope(self.scope)
        if self.check("("):
            self.scope.catches = "name" if self.token.kind == "name" else "pattern"
            for name, start, end in self.binding():
                if name in self.scope.parameters:
                    self.wrong(start, end, f"Identifier '{name}' has already been declared")
                self.scope.parameters.add(name)
            self.expect(")")
        self.expect("{")
        self._scoped()
        assert self.scope.above is not None
        self.scope = self.scope.above


_READERS = {
    "{": Statements._block,
    ";": Statements._empty,
    "var": Statements._var,
    "if": Statements._if,
    "while": Statements._while,
    "do": Statements._do,
    "for": Statements._for,
    "break": Statements._jump,
    "continue": Statements._jump,
    "return": Statements._return,
    "throw": Statements._throw,
    "with": Statements._with,
    "debugger": Statements._debugger,
    "switch": Statements._switch,
    "try": Statements._try,
}
