"""Whatever a page says, it is read back as it was, and is nothing but a value."""

import ast
import json
import subprocess
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from smooth_console.exports.quoting import (
    comment,
    json_text,
    markdown_block,
    markdown_code,
    python_literal,
    python_text,
    shell_word,
)
from smooth_console.output.sanitise import escape_active, sanitise, sanitise_line
from tests.exports.values import texts, values

RENDERER = MarkdownIt("commonmark").enable("table")


@settings(deadline=None)
@given(values, st.sampled_from(["", "    "]))
def test_python_reads_a_value_back(value: Any, margin: str) -> None:
    written = python_literal(value, margin)
    assert written.isprintable() or "\n" in written
    read = ast.literal_eval(f"(\n{margin}{written}\n)")
    assert read == value
    assert json.dumps(read) == json.dumps(value)


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=5).map("\n".join))
def test_python_reads_a_text_of_several_lines_back(text: str) -> None:
    assert ast.literal_eval(python_text(text)) == text


def test_a_value_deeper_than_python_parses_is_written_as_json() -> None:
    value: Any = "bottom"
    for _ in range(300):
        value = [value]
    assert eval(python_literal(value), {"json": json}) == value


@settings(deadline=None)
@given(values, st.sampled_from([None, 2]))
def test_json_reads_a_value_back_and_shows_nothing_active(value: Any, indent: int | None) -> None:
    written = json_text(value, indent=indent)
    assert json.loads(written) == value
    assert escape_active(written) == written


@settings(deadline=None)
@given(texts)
def test_a_comment_is_nothing_but_a_comment(text: str) -> None:
    written = comment(text, "    # ")
    assert ast.parse(written).body == []
    assert all(line.startswith("    #") for line in written.split("\n"))
    assert len(written.splitlines()) == len(written.split("\n"))


@settings(max_examples=20, deadline=None)
@given(st.lists(texts, min_size=1, max_size=20))
def test_a_shell_reads_a_word_back(words: list[str]) -> None:
    script = "".join(f"printf '%s\\0' {shell_word(word)}\n" for word in words)
    done = subprocess.run(["bash", "-s"], input=script.encode("utf-8", "strict"), capture_output=True, check=True)
    read = done.stdout.decode("utf-8").split("\0")[:-1]
    assert read == [
        word.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace") for word in words
    ]
    assert sanitise(script) == script


@settings(deadline=None)
@given(texts)
def test_markdown_shows_a_text_as_code_and_obeys_none_of_it(text: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| {markdown_code(text)} | end |"
    tokens = RENDERER.parse(table)
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    shown = [child for child in cells[2].children or [] if child.type != "html_inline"]
    assert {child.type for child in shown} <= {"code_inline", "text"}
    assert all(child.content in ("<code>", "</code>") for child in cells[2].children or [] if child not in shown)
    read = "".join(child.content for child in shown)
    assert read.split() == sanitise_line(text).split() or read == sanitise_line(text)
    assert cells[3].content == "end"


@settings(deadline=None)
@given(texts)
def test_a_block_ends_where_it_should(text: str) -> None:
    tokens = RENDERER.parse(markdown_block(text, "js") + "\n\nbehind")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content.rstrip("\n") == sanitise(text).rstrip("\n").replace("\r", "")
