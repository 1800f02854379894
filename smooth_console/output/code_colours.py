"""Which colour of a theme each kind of Pygments token has, for every front end."""

from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token
from pygments.token import _TokenType as TokenType

TOKEN_COLOURS: tuple[tuple[TokenType, str], ...] = (
    (Comment, "comment"),
    (Name.Attribute, "tag"),
    (Name.Tag, "key"),
    (Name.Property, "key"),
    (Name.Function, "function"),
    (Name.Builtin, "keyword"),
    (Keyword, "keyword"),
    (String, "string"),
    (Number, "number"),
    (Operator, "punctuation"),
    (Token.Error, "error"),
)
"""The first that a token is part of counts. Names are those of a theme's code colours; `error` is the interface's."""


def colour_of(token: TokenType) -> str:
    """The colour's name; "" for plain text."""
    return next((name for kind, name in TOKEN_COLOURS if token[: len(kind)] == kind), "")
