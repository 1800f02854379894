"""The lexer colours every part of a line by what it is, and gives the text back unchanged."""

import sys
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, Token
from pygments.token import _TokenType as TokenType

from smooth_console.console.commands import registry
from smooth_console.language.lexer import VERBS, SmoothLexer

LEXER = SmoothLexer()
PARTS = st.sampled_from(
    [
        "js ",
        "extract ",
        "goto ",
        ".show ",
        "expect ",
        "run ",
        "reply 3 ",
        "@product",
        "@-",
        "$_",
        "$7.items[0].name",
        "%4",
        "${A}",
        "--args ",
        "--model ",
        "-- ",
        '{"a": [1, "x"]}',
        "{",
        "}",
        "[",
        "`",
        "'",
        '"',
        "<<END",
        "\nEND\n",
        "\n",
        " &",
        " $> f.json",
        "$|",
        "#",
        "!ls -l",
        "\\",
        "é\U0001f600",
        "\r\n",
        "\x85",
        "\u2028",
        "<<A --x",
        "\nA\r",
        "\t",
        "https://a.b/?c=d&e",
        "document.title",
        "12",
        ".items | length > 3",
        "\x00",
    ]
)


def tokens(text: str) -> list[tuple[TokenType, str]]:
    return [(kind, value) for kind, value in LEXER.get_tokens(text) if value.strip()]


@given(st.lists(PARTS | st.text(max_size=4), max_size=12).map("".join))
def test_the_tokens_put_together_are_the_text(text: str) -> None:
    position = 0
    for offset, _, value in LEXER.get_tokens_unprocessed(text):
        assert offset == position
        assert value
        position += len(value)
        assert text[offset:position] == value
    assert position == len(text)


def test_no_line_end_is_added_or_taken() -> None:
    for text in ("close", "close\n", "\n\nclose\n\n"):
        assert "".join(value for _, value in LEXER.get_tokens(text)) == text


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("goto https://a.b/c", Keyword, "goto"),
        ("goto https://a.b/c", Name.Namespace, "https://a.b/c"),
        (".show 7 | .items[].title", Name.Builtin, ".show"),
        (".show 7 | .items[].title", Name.Property, ".items"),
        ("extrct x", Token.Error, "extrct"),
        ("# a note", Comment.Single, "# a note"),
        ("!ls -l", Generic.Output, "ls -l"),
        ("js let a = 1", Keyword.Declaration, "let"),
        ('js --args {"a": 1} args.a', Name.Tag, '"a"'),
        ('extract {"type": "array"} -- in stock', Name.Tag, '"type"'),
        ('extract {"type": "array"} -- in stock', Name.Attribute, "--"),
        ("extract @product --repeat 3", Name.Label, "@product"),
        ("extract --repeat 3 @product", Number, "3"),
        ('run --model {"type": "object"} find it', Name.Tag, '"type"'),
        ('reply 3 {"ok": true}', Name.Tag, '"ok"'),
        ("goto $1.items[0].url", Name.Variable, "$1.items[0].url"),
        (".rerun %4", Name.Variable, "%4"),
        ("run log in as ${USER}", String.Interpol, "${USER}"),
        ("run search &", Operator, "&"),
        ("js document.title $> title.json", String.Other, "title.json"),
        ("js document.title $| wc -c", Generic.Output, "wc -c"),
        ("expect .items | length > 3", Name.Function, "length"),
        ("js <<END\nlet b = 2\nEND\nclose", Name.Constant, "END"),
        ("js <<END\nlet b = 2\nEND\nclose", Keyword.Declaration, "let"),
        ("js <<END\nlet b = 2\nEND\nclose", Keyword, "close"),
        ('extract <<END --repeat 2 -- new $> a.json\n{"type": 1}\nEND', Name.Constant, "END"),
        ('extract <<END --repeat 2 -- new $> a.json\n{"type": 1}\nEND', Name.Attribute, "--repeat"),
        ('extract <<END --repeat 2 -- new $> a.json\n{"type": 1}\nEND', String.Other, "a.json"),
        ('extract <<END --repeat 2 -- new $> a.json\n{"type": 1}\nEND', Name.Tag, '"type"'),
        ("js [1,\n 2].map(x => {\n  let c = 1 })\nclose", Keyword.Declaration, "let"),
        ("js it's\nclose", Keyword, "close"),
        (".pin js let d = 1", Keyword.Declaration, "let"),
    ],
)
def test_each_part_of_a_line_has_its_colour(line: str, kind: TokenType, value: str) -> None:
    assert (kind, value) in tokens(line)


def test_the_verbs_can_be_given() -> None:
    lexer = SmoothLexer({"ask": "json"})
    assert (Keyword, "ask") in list(lexer.get_tokens('ask {"a": 1}'))
    assert (Token.Error, "goto") in list(lexer.get_tokens("goto x"))


def test_importing_the_lexer_imports_no_front_end() -> None:
    code = (
        "import smooth_console.language.lexer, sys;"
        "print({'textual', 'prompt_toolkit', 'tree_sitter'} & set(sys.modules))"
    )
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_it_is_a_plugin_for_whoever_uses_pygments() -> None:
    lexer = get_lexer_by_name("smooth")
    assert isinstance(lexer, SmoothLexer)
    assert isinstance(get_lexer_for_filename("check.smooth"), SmoothLexer)
    found = list(lexer.get_tokens('extract {"type": "array"}\njs let a = `${1}`\n'))
    assert (Name.Tag, '"type"') in found
    assert (Keyword.Declaration, "let") in found


def test_it_knows_the_verbs_that_there_are_and_what_stands_behind_them() -> None:
    known = registry().rest_kinds
    assert {name: VERBS.get(name) for name in known} == known


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("for each x in [1, 2] js let a = 1", Keyword, "each"),
        ("for each x in [1, 2] js let a = 1", Name.Variable, "x"),
        ("for each x in [1, 2] js let a = 1", Keyword.Declaration, "let"),
        ("for each x in $_.a\n  js let b = ${x}\nend", Keyword.Declaration, "let"),
        ("for each x in $_.a\n  js let b = ${x}\nend", Keyword, "end"),
        ('retry 3 --every 2s extract {"type": "array"}', Name.Tag, '"type"'),
        ("retry 3\n  goto https://a.b\nend", Name.Namespace, "https://a.b"),
    ],
)
def test_lines_inside_lines_have_their_colours(line: str, kind: TokenType, value: str) -> None:
    assert (kind, value) in tokens(line)
