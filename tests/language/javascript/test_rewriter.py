"""The form that is sent: what it looks like, that lines stay, and that places lead back to what was typed."""

import re
import subprocess
import sys
import time
from asyncio import run, to_thread
from pathlib import Path

import playwright
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smooth_console.language.javascript import check, is_complete, rewrite

PIECES = st.sampled_from(
    [
        "let a = 1",
        "var b",
        "const {c} = d",
        "function e() { return e }",
        "class F {}",
        "if (x) y",
        "for (var i of j) k",
        "{",
        "}",
        "(",
        ")",
        "1",
        "x",
        ";",
        "\n",
        "\r\n",
        "\r",
        "\u2028",
        " ",
        "// c",
        "/* d */",
        "`t${",
        "`",
        "'",
        '"',
        "await ",
        "=>",
        "=",
        "{a: 1}",
        "é\U0001f600",
        "return 1",
        "#!",
        "<!--",
        "'use strict'",
        "\x00",
        "\ud800",
        "let",
        "async",
        "else ",
        "try {}",
        "finally {}",
        "/r/",
        "@",
        "<b/>",
        "l: ",
    ]
)
SOURCES = st.lists(PIECES, max_size=10).map("".join) | st.text(max_size=20)


@pytest.mark.parametrize(
    ("source", "code", "form"),
    [
        ("document.title", "(async (args) => (document.title))", "expression"),
        ("1; // one", "(async (args) => (1))", "expression"),
        ("{a: 1, b: 2}", "(async (args) => ({a: 1, b: 2}))", "expression"),
        ("{}", "(async (args) => ({}))", "expression"),
        ("(args) => args.a; // f", "(args) => args.a; // f", "function"),
        ("async function f() {}", "(async (args) => { f = async function f() {}; })", "statements"),
        ("(async function f() {})", "(async function f() {})", "function"),
        ("let a = 1, b", "(async (args) => { a = 1, b = undefined; })", "statements"),
        ("let {a} = b\na", "(async (args) => { void ( {a} = b);\nreturn (a); })", "statements"),
        ("return 5 // five", "(async (args) => { return 5 // five\n})", "statements"),
        ("let args = 1", "(async () => { args = 1; })", "statements"),
        (
            "let top",
            "(async (args) => { throw new SyntaxError(\"Identifier 'top' has already been declared\"); "
            "top = undefined; })",
            "statements",
        ),
        ("x +", "x +", "statements"),
        ("let a; let a", "let a; let a", "statements"),
        ("", "(async (args) => {  })", "statements"),
    ],
)
def test_a_source_is_sent_in_a_form_that_every_server_takes(source: str, code: str, form: str) -> None:
    rewritten = rewrite(source)
    assert (rewritten.code, rewritten.form) == (code, form)


@given(SOURCES)
@example("let\nx")
@example("for (var\n x of [1]) x")
@settings(max_examples=300)
def test_whatever_is_typed_has_a_form_and_every_copied_stretch_leads_back(source: str) -> None:
    rewritten = rewrite(source)
    code = rewritten.code.encode("utf-8", "surrogatepass")
    typed = source.encode("utf-8", "surrogatepass")
    behind = 0
    for start, origin, length in rewritten.segments:
        assert start >= behind
        assert code[start : start + length] == typed[origin : origin + length]
        assert code[:start].count(b"\n") == typed[:origin].count(b"\n")
        behind = start + length
    for line in range(6):
        for column in range(0, 40, 3):
            found = rewritten.to_source(line, column)
            assert found >= (1, 1)


@given(SOURCES)
def test_checking_whatever_is_typed_gives_places_inside_it(source: str) -> None:
    is_complete(source)
    for problem in check(source):
        assert (1, 1) <= (problem.line, problem.column) <= (problem.end_line, problem.end_column)
        assert problem.message


@pytest.mark.parametrize("word", ["here()", "'é\U0001f600', here()"])
def test_a_place_in_the_code_is_found_in_the_source(word: str) -> None:
    source = f"let a = 1\nlet {{b}} = a\n  let c = {word}\nif (a) here2()"
    rewritten = rewrite(source)
    for name in ("a = 1", "b}", "here()", "here2()"):
        at = rewritten.code.index(name)
        line = rewritten.code.count("\n", 0, at) + 1
        start = rewritten.code.rfind("\n", 0, at) + 1
        units = len(rewritten.code[start:at].encode("utf-16-le")) // 2
        typed = source.index(name)
        expected = source.count("\n", 0, typed) + 1, typed - source.rfind("\n", 0, typed)
        assert rewritten.to_source(line, units + 1) == expected


@pytest.mark.parametrize(
    "source",
    [
        "",
        "1",
        "let a = 1",
        "f(1)",
        "if (a) b",
        "if (a) { b }",
        "x => x",
        "`a\nb`",
        "a // (",
        "'('",
        "/[(]/",
        "a / b",
        "x = {a: 1}",
        "return",
        "a++",
        "for (;;) {}",
        "do {} while (x)",
        "a)",
        "f(]",
        "'abc",
        "a b",
        "`${'}'}`",
        "1 2",
        "{a: 1, b: 2}",
        "let\nb = 1",
    ],
)
def test_a_whole_source_is_complete(source: str) -> None:
    assert is_complete(source)


@pytest.mark.parametrize(
    "source",
    [
        "f(",
        "[1,",
        "{",
        "`abc",
        "`a${b",
        "/* c",
        "1 +",
        "a =",
        "a ?",
        "a ? b",
        "x =>",
        "a.",
        "a,",
        "a &&",
        "!",
        "typeof",
        "new",
        "await",
        "if (a)",
        "if (a) b; else",
        "for (;;)",
        "while (a)",
        "do {}",
        "try {}",
        "function f()",
        "class A",
        "class A extends B",
        "let a =",
        "const {a} =",
        "f(1) + // why",
        "'a\\",
        "async () =>",
        "x = {a: 1,",
        "a => {",
        "label:",
    ],
)
def test_an_open_source_waits_for_more(source: str) -> None:
    assert not is_complete(source)


@pytest.mark.parametrize(
    ("source", "line", "column", "message"),
    [
        ("foo(1", 1, 5, "missing ) after argument list"),
        ("let a = [1,\n2", 2, 2, "Unexpected end of input: ] is missing for the [ at 1:9"),
        ("a\n}", 2, 1, "Unexpected token '}'"),
        ("f(]", 1, 3, "Unexpected token ']'"),
        ("'abc", 1, 1, "Invalid or unexpected token"),
        ("x = `abc", 1, 9, "Unexpected end of input: ` is missing for the ` at 1:5"),
        ("1 /* a", 1, 3, "Invalid or unexpected token: */ is missing"),
        ("x = /abc", 1, 5, "Invalid regular expression: missing /"),
        ("x +", 1, 4, "Unexpected end of input"),
        ("a b", 1, 3, "Unexpected identifier 'b'"),
        ("let x = = 5", 1, 9, "Unexpected token '='"),
        ("1 2", 1, 3, "Unexpected number"),
        ("f(1, 2 3)", 1, 6, "missing ) after argument list"),
        ("if (a) { b c }\nd", 1, 12, "Unexpected identifier 'c'"),
        ("let a = 1\nlet b = a 'c'", 2, 11, "Unexpected string"),
        ("for (let a of) b", 1, 14, "Unexpected token ')'"),
        ("`${a b}`", 1, 4, "Missing } in template expression"),
        ("try { a }", 1, 9, "Missing catch or finally after try"),
        ("<b/>", 1, 1, "Unexpected token '<'"),
    ],
)
def test_a_syntax_error_has_its_place_and_a_word(source: str, line: int, column: int, message: str) -> None:
    problem = check(source)[0]
    assert (problem.line, problem.column, problem.message) == (line, column, message)


def test_real_programs_have_no_problems() -> None:
    folder = Path(playwright.__file__).parent / "driver" / "package" / "lib"
    files = [path for path in sorted(folder.rglob("*.js")) if 20_000 < path.stat().st_size < 700_000]
    texts = [path.read_text(encoding="utf-8") for path in files]
    sources = [text for text in texts if not re.search(r"\b(import|export)\s*[{.*\"]", text)]
    assert sum(map(len, sources)) > 400_000
    for source in sources:
        assert check(source) == []


@pytest.mark.parametrize(
    "source", ["{a: 1, b: 2}", "await 1", "return 2", "x => x", "let {a = 1, ...b} = c", "a?.b ?? c", "{}", ""]
)
def test_what_can_be_sent_has_no_problems(source: str) -> None:
    assert check(source) == []


@pytest.mark.parametrize(
    "source", ["(" * 3000 + "1" + ")" * 3000, "{" * 3000 + "}" * 3000, "if (a) " * 3000 + "b", "[" * 3000]
)
def test_no_depth_of_nesting_is_too_deep(source: str) -> None:
    assert source.replace(" ", "")[:100] in rewrite(source).code.replace(" ", "")
    check(source)
    is_complete(source)


def test_a_line_is_rewritten_in_less_than_a_millisecond() -> None:
    lines = [
        "document.title",
        "let {a, b: [c]} = await f(1)",
        "for (var i = 0; i < 3; i++) g(i)",
        "function f(a) { return f(a) }",
    ]
    rewrite("1")
    best = []
    for line in lines:
        times = []
        for _ in range(20):
            start = time.perf_counter()
            rewrite(line)
            times.append(time.perf_counter() - start)
        best.append(min(times))
    assert max(best) < 0.001, best


def test_importing_it_imports_no_parser() -> None:
    code = "import smooth_console.language.javascript, sys; print('tree_sitter' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


def test_one_event_loop_after_another_has_its_verdicts() -> None:
    async def asked() -> list[str]:
        found = [*check("a b"), *await to_thread(check, "a b")]
        return [problem.message for problem in found]

    assert run(asked()) == run(asked()) == ["Unexpected identifier 'b'"] * 2
