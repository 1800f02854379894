"""What the parser stands on: tokens in turn, what is wrong at one of them, functions and scopes around a place."""

from dataclasses import dataclass, field
from typing import NoReturn

from smooth_console.language.javascript.syntax.tokens import STRICT_RESERVED, Token, Words

REDECLARED = "Identifier '{}' has already been declared"
STRICT_NAME = "Unexpected eval or arguments in strict mode"


class WrongError(Exception):
    """The first syntax error: where it is, in characters, and V8's words for it."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start, self.end, self.message = start, end, message


@dataclass(slots=True)
class Function:
    """The function around a place: what may stand in it."""

    is_async: bool = False
    is_generator: bool = False
    is_strict: bool = False
    new_target: bool = False
    super_property: bool = False
    super_call: bool = False
    is_field: bool = False
    """Whether it is a field's value or a static block: there `arguments` is no name."""
    is_block: bool = False
    """Whether it is a static block: nothing is returned from it, and `await` is no name."""
    in_parameters: bool = False
    labels: list[list[object]] = field(default_factory=list)
    """Labels around the place: the name, and whether it is that of a loop."""
    loops: int = 0
    switches: int = 0


@dataclass(slots=True)
class Scope:
    """Names of a block or function."""

    above: "Scope | None" = None
    is_function: bool = False
    lexical: dict[str, str] = field(default_factory=dict)
    """What let, const, class and functions in blocks declare: `function` or `let`."""
    vars: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    """Those of a function; or what a catch block is given, where `catches` says how."""
    catches: str = ""
    """Of a catch block: `name` or `pattern`."""


class Reader:
    """The tokens of a source, with the place that was reached."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.words = Words(source)
        self.last = Token("end", 0, 0)
        self.token = self.words.next()
        self.function = Function(is_async=True)
        self.scope = Scope(is_function=True)
        self.octals: list[tuple[int, str]] = []

    def next(self) -> Token:
        """Take the token that is there."""
        token = self.token
        if token.octal:
            self.octals.append(token.octal)
        self.last = token
        self.token = self.words.next()
        return token

    def ahead(self) -> Token:
        """The token behind the one that is there."""
        at = self.words.position
        token = self.words.next()
        self.words.position = at
        return token

    def check(self, kind: str) -> bool:
        """Take the token if it is of a kind."""
        if self.token.kind != kind:
            return False
        self.next()
        return True

    def expect(self, kind: str) -> None:
        """Take a token that must be there."""
        if self.token.kind != kind:
            self.unexpected()
        self.next()

    def is_word(self, word: str) -> bool:
        """Whether a name is there, written without escapes, that is a keyword in some places."""
        token = self.token
        return token.kind == "name" and token.word == word and token.end - token.start == len(word)

    def wrong(self, start: int, end: int, message: str) -> NoReturn:
        """Raise what is wrong at a place."""
        raise WrongError(start, end, message)

    def wrong_last(self, message: str) -> NoReturn:
        """Raise what is wrong at the token that was taken last."""
        raise WrongError(self.last.start, self.last.end, message)

    def unexpected(self, token: Token | None = None) -> NoReturn:
        """Raise that a token, by default the one that is there, cannot be."""
        token = token or self.token
        raise WrongError(token.start, token.end, self._unexpected_words(token))

    def _unexpected_words(self, token: Token) -> str:
        kind, word = token.kind, token.word
        if kind == "bad":
            return word or "Invalid or unexpected token"
        if kind == "end":
            return "Unexpected end of input"
        if kind in ("number", "string"):
            return f"Unexpected {kind}"
        if kind == "template":
            return "Unexpected template string"
        if kind == "escaped":
            return "Keyword must not contain escaped characters"
        if kind == "enum" or (word == "await" and self.no_await_name):
            return "Unexpected reserved word"
        if word in STRICT_RESERVED and self.function.is_strict:
            return "Unexpected strict mode reserved word"
        if kind in ("name", "private"):
            return f"Unexpected identifier '{word}'"
        return f"Unexpected token '{kind}'"

    @property
    def no_await_name(self) -> bool:
        """Whether `await` is a keyword here."""
        return self.function.is_async or self.function.is_block

    def is_identifier(self, token: Token) -> bool:
        """Whether a token can be the name of something here."""
        if token.kind == "escaped":
            strict = token.word in STRICT_RESERVED and not self.function.is_strict
            return strict or (token.word == "await" and not self.no_await_name)
        if token.kind != "name":
            return False
        word = token.word
        if word == "await":
            return not self.no_await_name
        if word == "yield" and self.function.is_generator:
            return False
        return not (self.function.is_strict and word in STRICT_RESERVED)

    def identifier(self) -> Token:
        """Take a name."""
        if not self.is_identifier(self.token):
            self.unexpected()
        token = self.next()
        if token.word == "arguments" and self.function.is_field:
            words = "'arguments' is not allowed in class field initializer or static initialization block"
            self.wrong_last(words)
        return token

    def semicolon(self) -> None:
        """The end of a statement, written or not (ECMA-262, 12.10)."""
        if self.check(";") or self.token.line_before or self.token.kind in ("}", "end"):
            return
        if self.last.word == "await" and self.last.kind == "name" and not self.function.is_async:
            self.wrong_last("await is only valid in async functions and the top level bodies of modules")
        self.unexpected()

    def declare_var(self, name: str, start: int, end: int) -> None:
        """A name of the function, seen in the blocks on the way to it."""
        scope: Scope | None = self.scope
        while scope is not None:
            caught = scope.catches == "pattern" and name in scope.parameters
            if name in scope.lexical or caught:
                self.wrong(start, end, REDECLARED.format(name))
            scope.vars.add(name)
            scope = None if scope.is_function else scope.above

    def declare_lexical(self, name: str, start: int, end: int, *, kind: str = "let") -> None:
        """A name of the block."""
        scope = self.scope
        twice = scope.lexical.get(name)
        both_functions = twice == kind == "function" and not self.function.is_strict
        above = scope.above.parameters if scope.above is not None and scope.above.catches else ()
        if (twice and not both_functions) or name in scope.vars or name in scope.parameters or name in above:
            self.wrong(start, end, REDECLARED.format(name))
        scope.lexical[name] = kind

    def no_octals(self, since: int) -> None:
        """Raise the first old octal behind an offset: strict code has none."""
        for at, words in self.octals:
            if at >= since:
                self.wrong(at, at + 1, words)
