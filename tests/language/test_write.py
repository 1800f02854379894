"""Lines that were read, written again: the same, whatever they hold."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smooth_console.language.line import Line, Word
from smooth_console.language.problems import LanguageError
from smooth_console.language.script import read_script
from smooth_console.language.write import write_line
from tests.language.lines import EXAMPLES, LINES, PIECES, REGISTRY, SPACED, read

Shape = tuple[object, ...]


def shape(line: Line) -> Shape:
    """A line without its places."""

    def text(word: Word | None) -> str | None:
        return None if word is None else word.text

    return (
        line.command.name if line.command else None,
        line.shell,
        {name: text(word) for name, word in line.arguments.items()},
        {name: [word.text for word in words] for name, words in line.options.items()},
        None if line.command and line.command.takes_lines else text(line.rest),
        line.redirect,
        line.background,
        [shape(step.line) for step in line.body],
    )


def same_when_written(text: str) -> None:
    """What is read, written and read again is the same, and is written the same."""
    try:
        line = read(text)
    except LanguageError:
        return
    written = write_line(line)
    again = read(written)
    assert shape(again) == shape(line), written
    assert write_line(again) == written


@pytest.mark.parametrize("line", [line for _, line in EXAMPLES])
def test_every_example_is_the_same_when_it_is_written(line: str) -> None:
    same_when_written(line)


VALUES = st.sampled_from(
    ['{"a": 1}', "[1]", "@a", "@./b c", "$_", '$7["a b"].c', "'it is'", '"say \\"x\\""', "5s", "400"]
)
WORDS = st.one_of(VALUES, st.sampled_from([*PIECES, "--args", "--raw", "--meta", "--error", "END", "2", "x=1"]))


@given(LINES | SPACED)
@example("js <<A\n$> x &\nA")
@example("open \nEND <<END")
@example("js 1 <<n\n + 2\nn")
@example("js\n1 <<n\n+ 2")
@example("extract <<A -- b\n@x\nA")
@example("send n $>-\n")
@example("run_task y $>>")
@example("reply\n$>\nn")
@example("reply $>\x85$")
@example("reply & --error 400")
@example("goto < $|\n$|r")
@example("run @\n$|&")
@example("run_task\nx $|<<A")
@example("js --args '{\"a' 1")
@example("js --args '\"a' 1")
@example("js --args {} $> <<A")
@example("run --url <<A --meta a=b x\nhttps://a.b\nA")
@example("run --meta 'a=b\nc' --url <<A x\nhttps://a.b\nA")
@example("retry 1 expect a\n b%")
@example("retry 1 .diff a\n--device")
@example("retry 2\n\nend")
@example("retry 2\n# a\nend")
@example("retry 2 retry 3\njs 1\njs 2\nend")
def test_any_line_is_the_same_when_it_is_written(text: str) -> None:
    same_when_written(text)


@settings(max_examples=300)
@given(st.sampled_from([name for name in REGISTRY.names if name[0] != "."]), st.lists(WORDS, max_size=7).map(" ".join))
@example("extract", "--repeat 2 {} -- -- x")
@example("reply", "5 --error 400 -- --no")
@example("run", "--meta 'a=b c' --meta \"it's=\\\\\" -- --x $> my file &")
def test_a_verb_with_anything_behind_it_is_the_same_when_it_is_written(verb: str, behind: str) -> None:
    same_when_written(f"{verb} {behind}")


ROWS = st.sampled_from(
    [line for _, line in EXAMPLES] + ["# a note", "", "retry 2", "for each x in [1, 2]", "end", "end"]
)


@given(st.lists(ROWS | WORDS.map(lambda word: f"run {word}"), max_size=6).map("\n".join))
@example("for each x in [1]\nretry 2\n\nend\n  js <<A $> out\n1\nA\nend")
def test_a_script_is_the_same_when_its_lines_are_written(text: str) -> None:
    found = read_script(text, REGISTRY)
    if not found.mistakes:
        again = read_script("\n".join(write_line(step.line) for step in found.steps), REGISTRY)
        assert [shape(step.line) for step in again.steps] == [shape(step.line) for step in found.steps]
