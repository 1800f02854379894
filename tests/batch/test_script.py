"""A script as a list of lines, each with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.batch.script import ScriptError, read_arguments, read_script
from smooth_console.console.commands import registry

SCRIPT = """\
# a script
goto demo/products

js <<CODE
  const a = [
CODE
js [...document.links].map(a =>
  ({
    url: a.href,
  }))
extract {
  "type": "object"
} --repeat 2

# the end
js 1 &
close"""


def test_lines_keep_their_numbers_over_comments_heredocs_and_open_brackets() -> None:
    steps = read_script(SCRIPT, "a.smooth", registry())
    assert [(step.number, step.line.verb) for step in steps] == [
        (2, "goto"),
        (4, "js"),
        (7, "js"),
        (11, "extract"),
        (16, "js"),
        (17, "close"),
    ]
    assert steps[3].line.option("--repeat") is not None


def test_a_line_that_begins_with_a_dot_belongs_to_no_line_before() -> None:
    steps = read_script("js 1\n.status", "a", registry())
    assert [step.line.verb for step in steps] == ["js", ".status"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("goto a\nextrct {}", "a.smooth:2:1: no verb extrct; did you mean extract?\nextrct {}\n^^^^^^"),
        ("extract {\n  1\nclose", "a.smooth:1:9: expected } to close what opened here"),
        ("js <<END\n1", "a.smooth:1:9"),
        ("\n  js --arg {} 1", "a.smooth:2:6: js has no option --arg; did you mean --args?"),
    ],
)
def test_a_mistake_names_file_line_and_column(text: str, says: str) -> None:
    with pytest.raises(ScriptError) as raised:
        read_script(text, "a.smooth", registry())
    assert str(raised.value).startswith(says)


def test_arguments_are_numbered_as_lines() -> None:
    assert [step.number for step in read_arguments(["js 1", "# no", "js {\na\n}"], registry())] == [1, 3]
    with pytest.raises(ScriptError, match=r"^line:2:1: no verb gto; did you mean goto"):
        read_arguments(["js 1", "gto x"], registry())


@given(
    st.lists(st.sampled_from(["js 1", "# a", "", "js {", "}", "goto x", "extract <<E", "E", "{", "é"])).map("\n".join)
)
def test_any_script_is_read_or_names_a_place_in_it(text: str) -> None:
    try:
        steps = read_script(text, "a", registry())
    except ScriptError as problem:
        name, row, column, _ = str(problem).split(":", 3)
        assert name == "a"
        assert 1 <= int(row) <= text.count("\n") + 1
        assert int(column) >= 1
    else:
        assert [step.number for step in steps] == sorted({step.number for step in steps})
