"""The grammar of a line: any text parses or names its place, and what is promised verbatim is verbatim."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smooth_console.language.declare import Command, Registry
from smooth_console.language.problems import LanguageError
from tests.language.lines import EXAMPLES, LINES, REGISTRY, SPACED, read


def refused(text: str) -> LanguageError:
    """The mistake that a line is."""
    with pytest.raises(LanguageError) as raised:
        read(text)
    return raised.value


# Anything at all


@given(LINES | SPACED)
@example("js <<A\nA")
@example("extract --args")
@example("! ")
@example("js\n<<A")
def test_any_text_parses_or_names_a_place_inside_it(text: str) -> None:
    try:
        line = read(text)
    except LanguageError as problem:
        found = problem.problem
        assert 0 <= found.start <= found.end <= len(text)
        assert found.message
        row, column = problem.place
        assert 1 <= row <= text.count("\n") + 1
        assert 1 <= column <= len(text.split("\n")[row - 1]) + 1
        shown, caret = problem.marked().split("\n")
        assert shown == text.split("\n")[row - 1]
        assert caret.strip() == "^" * len(caret.strip()) != ""
        return
    assert line.text == text
    for word in (line.rest, *line.arguments.values(), *(w for words in line.options.values() for w in words)):
        assert word is None or 0 <= word.start <= word.end <= len(text)


@pytest.mark.parametrize(("name", "line"), EXAMPLES)
def test_every_example_parses_to_the_command_that_shows_it(name: str, line: str) -> None:
    command = read(line).command
    assert command is not None
    assert command.name == name


@pytest.mark.parametrize("command", list(REGISTRY), ids=lambda command: command.name)
def test_every_command_says_what_it_does_and_how_it_is_used(command: Command) -> None:
    assert command.examples
    assert command.summary.endswith(".")
    assert command.usage.startswith(command.name)
    assert all(option.help and option.name in command.usage for option in command.options)


def test_all_commands_that_are_promised_are_there() -> None:
    verbs = "open attach goto js extract run reply send wait expect close"
    dots = "help status timeline show copy save history rerun lib edit inbox live theme keys exit set resend tool"
    for name in [*verbs.split(), *(f".{dot}" for dot in dots.split())]:
        command = REGISTRY.get(name)
        assert command is not None, name
        assert command.group == ("console" if name.startswith(".") else "session")
    assert [REGISTRY.get(alias) for alias in ("evaluate_js", "run_task")] == [REGISTRY.get("js"), REGISTRY.get("run")]


def test_two_commands_of_one_name_are_refused() -> None:
    js = REGISTRY.get("js")
    assert js is not None
    with pytest.raises(ValueError, match="two commands are called js"):
        Registry([js, js])


# What stands as it is

CODE = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"), min_size=1)


@given(CODE)
@example("document.querySelector(\"a[href='/x']\").textContent")
@example('"a $> b"')
@example("`${a} $| b`")
@example("a  +  b   ")
def test_the_code_of_js_is_kept_byte_for_byte(code: str) -> None:
    wanted = code.lstrip().rstrip("\n")
    if not wanted.strip() or wanted.startswith("--") or "<<" in code or "&" in code or "$" in code.replace("${", ""):
        return
    rest = read(f"js {code}").rest
    assert rest is not None
    assert rest.text == wanted
    assert f"js {code}"[rest.start : rest.end] == rest.text


@pytest.mark.parametrize(
    "code",
    [
        '"it\'s $> here"',
        "'a $>> b'",
        "`x $| y ${1}`",
        '"a" + "b $> c"',
        r"'it\'s $> x'",
        "a && b",
        "a &&",
        "x&",
        "[1, 2].map(n => n << 1)",
        "1 <<n",
        "a --b",
    ],
)
def test_what_looks_like_grammar_inside_javascript_is_javascript(code: str) -> None:
    line = read(f"js {code}")
    assert line.rest is not None
    assert (line.rest.text, line.redirect, line.background) == (code, None, False)


def test_a_task_keeps_its_quotes_and_dollars() -> None:
    line = read("run fill 'Note' with 'a $> b', don't stop at \"x\"  ")
    assert line.rest is not None
    assert line.rest.text == "fill 'Note' with 'a $> b', don't stop at \"x\""
    assert line.redirect is None


def test_an_apostrophe_opens_no_quote_before_a_redirect() -> None:
    line = read("run find out what Bob's shop sells, don't buy $> out.json")
    assert line.redirect is not None
    assert line.redirect.target == "out.json"


def test_several_lines_of_code_are_one_rest() -> None:
    line = read("js const a = 1;\n  a + 1\n")
    assert line.rest is not None
    assert line.rest.text == "const a = 1;\n  a + 1"


# Options


def test_options_come_first_and_dashes_end_them() -> None:
    line = read('js --args {"n": [1, "}"]} --raw --deadline=5s -- --n')
    assert line.option("--args") is not None
    assert line.options["--args"][0].text == '{"n": [1, "}"]}'
    assert line.flag("--raw")
    assert line.options["--deadline"][0].text == "5s"
    assert line.rest is not None
    assert line.rest.text == "--n"


def test_options_may_stand_behind_an_argument_and_repeat_where_they_may() -> None:
    line = read("extract @product --repeat 3 -- only -- in stock")
    assert line.arguments["SCHEMA|@REF"].text == "@product"
    assert line.rest is not None
    assert line.rest.text == "only -- in stock"
    assert [w.text for w in read("open --allow a.x --allow b.x c.x").options["--allow"]] == ["a.x", "b.x"]
    assert "given twice" in str(refused("js --raw --raw 1"))


def test_quoted_values_lose_their_quotes_and_json_keeps_them() -> None:
    assert read("run --meta 'who=Ann B' go").options["--meta"][0].text == "who=Ann B"
    assert read(r'run --meta "a=\"b\"" go').options["--meta"][0].text == 'a="b"'
    assert read('js --args "a b" x').options["--args"][0].text == '"a b"'


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_in_brackets_needs_no_quotes(value: object) -> None:
    text = json.dumps([value])
    line = read(f"js --args {text} (a) => a")
    assert line.options["--args"][0].text == text
    assert line.rest is not None
    assert line.rest.text == "(a) => a"


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        ("extrct {}", "no verb extrct; did you mean extract?", 0),
        (".hlep", "no command .hlep; did you mean .help?", 0),
        ("js --arg {} x", "js has no option --arg; did you mean --args?", 3),
        ("js --i", "put -- before CODE", 3),
        ("js --i + 1", "put -- before CODE", 3),
        ("js", "js needs CODE", 2),
        ("goto", "goto needs URL; usage: goto URL", 4),
        ("reply", "reply needs ID|N", 5),
        ("close now", "now is more than close takes; usage: close", 6),
        ("extract @a only in stock", "only is more than extract takes; put -- before PROMPT", 11),
        ("js --args {1 x", "expected } to close what opened here", 10),
        ("js --args", "--args needs JSON|@REF", 9),
        ("js --raw=1 x", "--raw takes no value", 8),
        ("js --args= 1", "--args needs JSON|@REF", 10),
        ("js --args $> x", "--args needs JSON|@REF", 10),
        ("js --deadline soon x", "soon is not a duration", 14),
        ("extract --repeat 0", "--repeat takes a whole number from 1 to 100", 17),
        ("run --max-steps many x", "--max-steps takes a whole number from 2 to 128", 16),
        ("open --device phone", "--device takes desktop or mobile or desktop-lg, not phone", 14),
        ("reply 5 --error 404 -- no", "--error takes 400 or 500, not 404", 16),
        ("run --meta 'a=b go", "expected ' to close what opened here", 11),
        ("extract <<END\n{}", "expected a line that is END, to end <<END", 16),
        ("extract <<END\n{}\nEND\nmore", "nothing may follow END", 21),
        ("run find <<END\nit\nEND", "<<END stands for a whole value; it begins the value", 9),
        ("run it 1 <<n", "<<n stands for a whole value; it begins the value", 9),
        ("extract <<A -- <<B\n{}\nA", "only one value of a line can stand below it", 15),
        ("goto $> x", "goto needs URL; usage: goto URL", 5),
        ("js $>", "expected a file behind $>", 5),
        ("js 1 $>>", "expected a file behind $>>", 8),
        ("js 1 $| &", "expected a shell command behind $|", 7),
        ("js 1 $|&", "expected a shell command behind $|", 7),
        ("!", "expected a shell command behind !", 1),
    ],
)
def test_a_mistake_names_its_place_and_the_nearest_right_thing(text: str, says: str, at: int) -> None:
    problem = refused(text)
    assert says in str(problem)
    assert problem.problem.start == at


# The end of a line, and lines that hold several


@pytest.mark.parametrize(
    ("text", "how", "target", "rest", "background"),
    [
        ("js 1 $> a.json", "write", "a.json", "1", False),
        ("js 1 $>> my file.json", "append", "my file.json", "1", False),
        ("js 1 $| sort | uniq -c", "pipe", "sort | uniq -c", "1", False),
        ("js 1 $>a &", "write", "a", "1", True),
        ("js 'a $> b' $> c", "write", "c", "'a $> b'", False),
        ("run go there $> x", "write", "x", "go there", False),
        ("js 1 $> a.json\n", "write", "a.json", "1", False),
        ("js 1 $> a.json \r\n", "write", "a.json", "1", False),
        ("js 1\n$> a.json &\n", "write", "a.json", "1", True),
        ("js 1 $> b\n$| wc", "pipe", "wc", "1 $> b", False),
    ],
)
def test_an_output_goes_where_the_line_says(text: str, how: str, target: str, rest: str, background: bool) -> None:
    line = read(text)
    assert line.redirect is not None
    assert line.rest is not None
    assert (line.redirect.how, line.redirect.target, line.rest.text) == (how, target, rest)
    assert line.background is background


def test_an_output_goes_where_a_line_without_a_rest_says() -> None:
    for text in ("extract @a $> b.json", "extract {}$> b.json", "extract $> b.json"):
        line = read(text)
        assert line.redirect is not None
        assert (line.redirect.target, line.rest) == ("b.json", None)


def test_a_trailing_ampersand_does_not_wait() -> None:
    line = read("run search for 'lamp' &")
    assert line.background
    assert line.rest is not None
    assert line.rest.text == "search for 'lamp'"
    assert read("close &").background
    assert not read(".set x a &").background


def test_a_heredoc_stands_for_its_lines() -> None:
    line = read('extract <<END --repeat 2 -- with words\n{\n  "type": "object"\n}\nEND')
    word = line.arguments["SCHEMA|@REF"]
    assert word.text == '{\n  "type": "object"\n}'
    assert line.text[word.start : word.end] == word.text
    assert line.options["--repeat"][0].text == "2"
    assert line.rest is not None
    assert line.rest.text == "with words"


def test_a_heredoc_of_code_is_verbatim_and_its_line_may_be_redirected() -> None:
    line = read("js <<JS $> out\n  let a = '$> x' &\n\n  a\nJS\n")
    assert line.rest is not None
    assert line.rest.text == "  let a = '$> x' &\n\n  a"
    assert line.redirect is not None
    assert not line.background


def test_a_heredoc_may_stand_behind_several_rows_and_end_as_on_other_systems() -> None:
    line = read('js --args {\n "a": 1\n} <<JS\r\na << 1\r\nJS\r\n')
    assert line.options["--args"][0].text == '{\n "a": 1\n}'
    assert line.rest is not None
    assert line.rest.text == "a << 1\r"


@pytest.mark.parametrize("text", ["", "   ", "# a comment", "  # js 1", "\n\n", "# a\n# b\n"])
def test_comments_and_empty_lines_are_nothing_to_do(text: str) -> None:
    assert read(text).blank


def test_a_comment_hides_no_line_below_it() -> None:
    line = read("# what it is called\n\n  # really\njs document.title")
    assert line.rest is not None
    assert line.rest.text == "document.title"
    assert refused("# a\njss 1").place == (2, 1)


def test_a_shell_line_is_the_shells() -> None:
    line = read("!ls -l 'a b' $> x &")
    assert line.shell == "ls -l 'a b' $> x &"
    assert line.command is None


# Lines inside lines


def test_a_line_may_stand_behind_retry_and_for_each() -> None:
    line = read('for each page in ["a", "b"] retry 3 --every 2s js --args ["${page}"] (a) => a')
    assert (line.arguments["NAME"].text, line.arguments["VALUE"].text) == ("page", '["a", "b"]')
    (inner,) = line.body
    assert inner.line.options["--every"][0].text == "2s"
    (code,) = inner.line.body
    assert code.line.rest is not None
    assert (code.line.rest.text, code.line.text) == ("(a) => a", 'js --args ["${page}"] (a) => a')


def test_lines_may_stand_below_up_to_their_end() -> None:
    line = read(
        "for each n in $_.items\n  js <<CODE\n  1\nCODE\n\n  retry 2\n    goto ${n.url}\n  end\n# a note\nend\n"
    )
    assert [(step.number, step.line.verb, step.column) for step in line.body] == [(2, "js", 2), (6, "retry", 2)]
    assert [(step.number, step.line.text) for step in line.body[1].line.body] == [(7, "goto ${n.url}")]


@pytest.mark.parametrize(
    ("text", "says", "place"),
    [
        ("for every x in [1] js 1", "expected each, not every", (1, 5)),
        ("for each x of [1] js 1", "expected in, not of", (1, 12)),
        ("for each 1x in [1] js 1", "1x is not a name", (1, 10)),
        ("for each x", "for needs in", (1, 11)),
        ("for each x in [1]\n js 1", "expected a line that is end, to close for", (2, 6)),
        ("for each x in [1]\n js 1\n  jss 2\nend", "no verb jss; did you mean js?", (3, 3)),
        ("for each x in [1]\n js 1\nend\njs 2", "nothing may follow end", (4, 1)),
        ("retry many js 1", "N takes a whole number from 1 to 10000", (1, 7)),
        ("retry 3 jss 1", "no verb jss", (1, 9)),
        ("%7 more", "nothing may follow %7; .edit %7 changes it", (1, 4)),
        ("retry 1 " * 40 + "js 1", "lines stand more than 20 deep in each other", (1, 169)),
    ],
)
def test_a_mistake_inside_lines_has_its_place_in_the_whole(text: str, says: str, place: tuple[int, int]) -> None:
    problem = refused(text)
    assert says in str(problem)
    assert problem.place == place


def test_a_number_with_a_percent_is_its_line_once_more() -> None:
    line = read(" %7 ")
    assert line.command is REGISTRY.get(".rerun")
    assert line.arguments["N"].text == "%7"
