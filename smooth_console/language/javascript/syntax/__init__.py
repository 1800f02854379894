"""Whether a source of JavaScript has a syntax error, and where: what V8 says of it, without V8.

A parser of ECMA-262 that keeps no tree, in layers: tokens, reading, primary, expressions, bindings, functions,
classes, loops, statements. It reads as a console does: `await` is allowed at the top; and `return`, which servers
allow.
"""

from smooth_console.language.javascript.syntax.reading import WrongError
from smooth_console.language.javascript.syntax.statements import Statements

__all__ = ["WrongError", "first_error"]

_VALUES = ("{", "function", "class")


def first_error(source: str) -> WrongError | None:
    """The first syntax error.

    Raises:
        RecursionError: It is nested too deeply.
    """
    try:
        Statements(source).script()
    except WrongError as wrong:
        reader = Statements(source)
        if reader.token.kind in _VALUES or reader.is_word("async"):
            try:
                reader.lone_value()
            except WrongError:
                return wrong
            return None
        return wrong
    return None
