"""Colours the command language, as a Pygments lexer: one for every front end. It never changes the text.

It guesses where a parser would refuse: what is typed is coloured while it is still wrong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, Text, Token
from pygments.token import _TokenType as TokenType

from smooth_console.language.extents import command_end, json_end, line_end, value_end
from smooth_console.language.heredoc import closing_row, mark_in_row

Piece = tuple[int, TokenType, str]

VERBS: Mapping[str, str] = {
    "open": "url",
    "attach": "text",
    "goto": "url",
    "js": "javascript",
    "evaluate_js": "javascript",
    "extract": "json",
    "run": "text",
    "run_task": "text",
    "reply": "json",
    "send": "json",
    "wait": "text",
    "expect": "filter",
    "close": "text",
    "for": "lines",
    "retry": "lines",
    "include": "text",
    "end": "text",
    ".help": "text",
    ".status": "text",
    ".timeline": "text",
    ".show": "filter",
    ".copy": "filter",
    ".save": "text",
    ".history": "text",
    ".rerun": "text",
    ".edit": "text",
    ".lib": "text",
    ".lint": "text",
    ".infer": "text",
    ".check": "json",
    ".diff": "filter",
    ".why": "filter",
    ".pin": "line",
    ".inbox": "text",
    ".live": "text",
    ".record": "text",
    ".export": "text",
    ".replay": "text",
    ".present": "text",
    ".tool": "json",
    ".resend": "text",
    ".set": "text",
    ".theme": "text",
    ".keys": "text",
    ".doctor": "text",
    ".exit": "text",
    ".quit": "text",
}
"""What the rest of a line is, by verb: javascript, json (or schema), url, text, filter (jq), shell,
line (a whole line again), or lines (a line behind words of its own)."""

_LINE = re.compile(r"(?P<indent>[^\S\n]*)(?P<verb>[^\s!#][^\s]*|(?P<bang>!)|(?P<comment>\#[^\n]*))?")
_OUT = re.compile(r"[^\S\n](?P<sign>\$>>?|\$\|)(?P<gap>[^\S\n]*)(?P<target>[^\n]*)\Z")
_AMPERSAND = re.compile(r"(?<=\s)&(?=\s*\Z)")
_JSON_START = re.compile(r"(?:\A|\s)(?=[\[{])")
_OPTION = re.compile(r"(?P<gap>\s*)(?P<option>--[A-Za-z][\w-]*|--(?=\s|\Z))")
_EACH = re.compile(
    r"(?P<each_gap>[^\S\n]+)(?P<each>each)(?P<name_gap>[^\S\n]+)(?P<name>\w+)(?P<in_gap>[^\S\n]+)(?P<in>in)(?=\s)"
)
_TIMES = re.compile(r"[^\S\n]+(?:--every[^\S\n=]*[= ]\S+[^\S\n]+)?\d+(?:[^\S\n]+--every[^\S\n=]*[= ]\S+)?(?=\s|\Z)")
_WORD = re.compile(
    r"""(?P<space>\s+)
      | (?P<variable>\$\{[^}\n]*\})
      | (?P<value>\$(?:_|\d+)(?:\.[A-Za-z_]\w*|\[\d+\]|\["[^"\n]*"\])*)
      | (?P<entry>%\d+)
      | (?P<reference>@(?:-(?!\w)|[^\s|]+))
      | (?P<option>--?[A-Za-z][\w-]*|--(?=\s))
      | (?P<url>[a-z][a-z0-9+.-]*://\S+)
      | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<number>\d+(?:\.\d+)?(?:ms|s|min|h|m)?(?!\S))
      | (?P<secret><secret>[^<\n]*</secret>)
      | (?P<plain>[^\s$@%"'<-][^\s"']*|.)""",
    re.VERBOSE | re.DOTALL,
)
_WORD_TOKENS: Mapping[str, TokenType] = {
    "space": Text.Whitespace,
    "variable": String.Interpol,
    "value": Name.Variable,
    "entry": Name.Variable,
    "reference": Name.Label,
    "option": Name.Attribute,
    "url": Name.Namespace,
    "string": String,
    "number": Number,
    "secret": String.Interpol,
    "plain": Text,
}
_FILTER = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<value>\$(?:_|\w+))
      | (?P<path>\.[A-Za-z_]\w*)
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<keyword>\b(?:if|then|elif|else|end|and|or|not|as|def|reduce|foreach|try|catch|import|include|label)\b)
      | (?P<constant>\b(?:true|false|null)\b)
      | (?P<format>@\w+)
      | (?P<function>[A-Za-z_]\w*)
      | (?P<operator>\?//|[-+*/%=!<>|&?]=?|\.\.)
      | (?P<punctuation>[][(){}:;,.])
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_FILTER_TOKENS: Mapping[str, TokenType] = {
    "space": Text.Whitespace,
    "string": String,
    "value": Name.Variable,
    "path": Name.Property,
    "number": Number,
    "keyword": Keyword,
    "constant": Keyword.Constant,
    "format": Name.Decorator,
    "function": Name.Function,
    "operator": Operator,
    "punctuation": Punctuation,
    "other": Text,
}
_JSON_OPTIONS = frozenset({"--model", "--args"})
_FLAGS = frozenset(
    {"--record", "--no-check", "--raw", "--reveal", "--all", "--error", "--resend", "--serve", "--keep", "--orphans"}
)
_PATIENCE = 20
"""How many commands may have an end that is not found before each line of the text is taken for one."""


class SmoothLexer(Lexer):
    """The command language of smooth-console.

    Option `verbs`: verb -> what its rest is (a kind as in `VERBS`), in place of the default table.
    """

    name = "Smooth"
    aliases: ClassVar[list[str]] = ["smooth", "smooth-console"]
    filenames: ClassVar[list[str]] = ["*.smooth"]
    url = "https://docs.smooth.sh"

    def __init__(self, verbs: Mapping[str, str] | None = None, **options: Any) -> None:
        options = {"stripnl": False, "ensurenl": False, **options}
        super().__init__(**options)
        self._verbs = VERBS if verbs is None else verbs
        self._javascript = get_lexer_by_name("javascript", stripnl=False, ensurenl=False)
        self._json = get_lexer_by_name("json", stripnl=False, ensurenl=False)

    def get_tokens_unprocessed(self, text: str) -> Iterator[Piece]:
        """Tokens as (offset, type, text); the texts put together are the text that was given."""
        position, given_up = 0, 0
        while position < len(text):
            end = command_end(text, position) if given_up < _PATIENCE else None
            if end is None:
                given_up += 1
                end = line_end(text, position)
            yield from self._command(text[position:end], position)
            position = end

    def _command(self, text: str, offset: int) -> Iterator[Piece]:
        """One command: a line, with the lines that belong to it."""
        head = _LINE.match(text)
        if head is None:
            yield offset, Text, text
            return
        yield from _piece(offset, Text.Whitespace, head["indent"])
        start, rest = head.end("indent"), head.end()
        if head["comment"]:
            yield offset + start, Comment.Single, head["comment"]
            yield from _piece(offset + rest, Text.Whitespace, text[rest:])
        elif head["bang"]:
            yield offset + start, Operator, "!"
            yield from _piece(offset + rest, Generic.Output, text[rest:])
        elif head["verb"]:
            verb = head["verb"]
            yield offset + start, self._verb_token(verb), verb
            yield from self._rest(self._verbs.get(verb, "text"), text[rest:], offset + rest)
        else:
            yield from _piece(offset + rest, Text.Whitespace, text[rest:])

    def _verb_token(self, verb: str) -> TokenType:
        if verb not in self._verbs:
            return Token.Error
        return Name.Builtin if verb.startswith(".") else Keyword

    def _rest(self, kind: str, text: str, offset: int) -> Iterator[Piece]:
        """Options, the rest by its kind, and where the output goes."""
        if kind in ("line", "lines"):
            head = _head_end(text) if kind == "lines" else 0
            yield from self._head(text[:head], offset)
            yield from self._command(text[head:], offset + head)
            return
        row_end = line_end(text, 0)
        heredoc = _heredoc(text, kind)
        if heredoc is not None and row_end < len(text):
            yield from self._line(kind, text[: row_end - 1], offset)
            yield offset + row_end - 1, Text.Whitespace, "\n"
            yield from self._below(kind, text[row_end:], offset + row_end, heredoc["tag"])
        else:
            yield from self._line(kind, text, offset)

    def _line(self, kind: str, text: str, offset: int) -> Iterator[Piece]:
        body_end, tail = _tail(text)
        start = 0
        for piece in self._options(text[:body_end], offset) if kind != "filter" else ():
            yield piece
            start = piece[0] + len(piece[2]) - offset
        yield from self._body(kind, text[start:body_end], offset + start)
        for at, token, value in tail:
            yield offset + body_end + at, token, value

    def _head(self, text: str, offset: int) -> Iterator[Piece]:
        """What stands between `for` or `retry` and the line behind it."""
        found = _EACH.match(text)
        if found is None:
            yield from _matched(_WORD, _WORD_TOKENS, text, offset)
            return
        for name, token in (("each", Keyword), ("name", Name.Variable), ("in", Keyword)):
            yield from _piece(offset + found.start(f"{name}_gap"), Text.Whitespace, found[f"{name}_gap"])
            yield offset + found.start(name), token, found[name]
        yield from self._body("json", text[found.end() :], offset + found.end())

    def _options(self, text: str, offset: int) -> Iterator[Piece]:
        """The options in front of the rest, each with its value."""
        position = 0
        while (found := _OPTION.match(text, position)) is not None:
            yield from _piece(offset + position, Text.Whitespace, found["gap"])
            yield offset + found.start("option"), Name.Attribute, found["option"]
            position = found.end()
            if found["option"] == "--":
                return
            if found["option"] in _FLAGS:
                continue
            end = value_end(text, position)
            value = text[position:end]
            is_json = found["option"] in _JSON_OPTIONS and value.lstrip()[:1] in ("{", "[")
            yield from self._body("json" if is_json else "text", value, offset + position)
            position = end

    def _body(self, kind: str, text: str, offset: int) -> Iterator[Piece]:
        if not text:
            return
        heredoc = _heredoc(text, kind)
        if heredoc is not None:
            at, tag = heredoc.start(), heredoc.start("tag")
            yield from self._body(kind, text[:at], offset)
            yield offset + at, Operator, "<<"
            yield offset + tag, Name.Constant, heredoc["tag"]
            yield from _matched(_WORD, _WORD_TOKENS, text[heredoc.end() :], offset + heredoc.end())
        elif kind == "javascript" and not text.lstrip().startswith("@"):
            yield from _nested(self._javascript, text, offset)
        elif kind in ("json", "schema"):
            found = _JSON_START.search(text)
            start = found.end() if found else len(text)
            end = start + json_end(text[start:])
            yield from _matched(_WORD, _WORD_TOKENS, text[:start], offset)
            yield from _nested(self._json, text[start:end], offset + start)
            yield from _matched(_WORD, _WORD_TOKENS, text[end:], offset + end)
        elif kind == "filter":
            yield from _matched(_FILTER, _FILTER_TOKENS, text, offset)
        elif kind == "shell":
            yield offset, Generic.Output, text
        else:
            yield from _matched(_WORD, _WORD_TOKENS, text, offset)

    def _below(self, kind: str, text: str, offset: int, tag: str) -> Iterator[Piece]:
        """What stands below a heredoc's line: as the rest of the line, but another heredoc is only text."""
        closing = closing_row(text, 0, tag)
        end = closing[0] if closing else len(text)
        lexer = {"javascript": self._javascript, "json": self._json}.get(kind)
        if lexer is not None:
            yield from _nested(lexer, text[:end], offset)
        else:
            yield from _matched(_WORD, _WORD_TOKENS, text[:end], offset)
        if closing:
            yield offset + end, Name.Constant, tag
            yield from _piece(offset + closing[1], Text.Whitespace, text[closing[1] :])


def _heredoc(text: str, kind: str) -> re.Match[str] | None:
    """The mark on the first row that stands for rows below it, or that will when they have been typed."""
    mark = mark_in_row(text)
    if mark is None:
        return None
    row_end = line_end(text, mark.end())
    closed = closing_row(text, row_end, mark["tag"]) is not None
    if kind == "javascript" and not closed and text[: mark.start()].strip():
        return None  # `js 1 <<n` is a shift
    return mark if closed or row_end == len(text) or not text[mark.end() : row_end].strip() else None


def _head_end(text: str) -> int:
    """Where the words of `for` and `retry` end."""
    found = _EACH.match(text)
    if found is not None:
        return value_end(text, found.end())
    counted = _TIMES.match(text)
    return counted.end() if counted else 0


def _piece(offset: int, token: TokenType, text: str) -> Iterable[Piece]:
    return [(offset, token, text)] if text else []


def _nested(lexer: Lexer, text: str, offset: int) -> Iterator[Piece]:
    for at, token, value in lexer.get_tokens_unprocessed(text):
        if value:
            yield offset + at, token, value


def _matched(pattern: re.Pattern[str], tokens: Mapping[str, TokenType], text: str, offset: int) -> Iterator[Piece]:
    for found in pattern.finditer(text):
        yield offset + found.start(), tokens[found.lastgroup or ""], found.group()


def _tail(text: str) -> tuple[int, list[Piece]]:
    """Where the rest ends, and what comes behind it: a redirect of the output, or a trailing `&`."""
    stripped = text[:-1] if text.endswith("\n") else text
    newline = text[len(stripped) :]
    out = _OUT.search(stripped)
    if out is not None:
        base = out.start("sign")
        pieces: list[Piece] = [(0, Operator, out["sign"])]
        pieces += _piece(out.start("gap") - base, Text.Whitespace, out["gap"])
        target = Generic.Output if out["sign"] == "$|" else String.Other
        pieces += _piece(out.start("target") - base, target, out["target"])
        pieces += _piece(out.end() - base, Text.Whitespace, newline)
        return base, pieces
    ampersand = _AMPERSAND.search(stripped)
    if ampersand is not None:
        base = ampersand.start()
        pieces = [(0, Operator, "&"), *_piece(1, Text.Whitespace, stripped[base + 1 :] + newline)]
        return base, pieces
    return len(text), []
