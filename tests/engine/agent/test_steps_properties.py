"""What holds for every task and every step."""

import contextlib
import time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.engine.agent import vocabulary as v
from smooth_console.engine.agent.keys import key_named
from smooth_console.engine.agent.steps import parse
from smooth_console.engine.agent.targets import ROLES
from smooth_console.engine.errors import ActionError

words = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != "")
nth = st.none() | st.just(-1) | st.integers(1, 9999)
targets = st.builds(v.Target, words, st.none() | st.sampled_from(sorted(ROLES)), nth, st.none() | words) | st.builds(
    v.Target, st.just(""), st.sampled_from(sorted(ROLES)), nth
)
keys = st.sampled_from(["Enter", "Escape", "Control+a", "ArrowDown", "Meta+Shift+K", "F5", "x", "Tab"])
plain = st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
# A label, not a list, is what "select" without a list takes; the words of the language itself are no addresses.
steps: st.SearchStrategy[v.Step] = st.one_of(
    st.builds(v.GoTo, plain.map(lambda word: f"https://{word}.example/{word}?q={word};a,b")),
    st.builds(v.GoTo, plain.map(lambda word: f"/{word}")),
    st.sampled_from([v.Move("go back"), v.Move("go forward"), v.Move("reload")]),
    st.builds(v.Click, targets, st.sampled_from(["click", "double click", "right click"])),
    st.builds(v.Hover, targets),
    st.builds(v.Fill, targets, st.text(max_size=40)),
    st.builds(v.Type, st.text(max_size=40)),
    st.builds(v.Press, keys, st.integers(1, 100), st.none() | targets),
    st.builds(v.Select, words, st.none() | targets),
    st.builds(v.Check, targets, st.booleans()),
    st.builds(v.Upload, plain, st.none() | targets),
    st.builds(v.Drag, targets, targets),
    st.builds(v.Scroll, st.sampled_from(["up", "down", "to top", "to bottom"])),
    st.builds(v.ScrollTo, targets),
    st.builds(v.WaitFor, words.map(str.strip), st.booleans()),
    st.builds(v.WaitSeconds, st.floats(0, 600)),
    st.just(v.WaitForLoad()),
    st.builds(v.Search, words.map(str.strip)),
    st.builds(v.LogIn, st.text(min_size=1, max_size=20).map(lambda text: "u" + text), st.text(max_size=20)),
    st.just(v.AcceptCookies()),
    st.builds(v.OpenResult, st.just(-1) | st.integers(1, 999)),
    st.builds(v.NextPage, st.none() | words.map(str.strip)),
    st.builds(
        v.CallTool, plain.map(lambda word: "t" + word), st.dictionaries(st.text(max_size=8), json_values, max_size=4)
    ),
    st.builds(v.Screenshot, st.booleans()),
    st.builds(v.Extract, plain.map(lambda word: f"the {word}; and 'then' {word}\n")).map(
        lambda step: v.Extract(step.what.strip())
    ),
)
_PIECES = st.sampled_from(
    [
        "click",
        "fill",
        "'Email'",
        "with",
        "and",
        "then",
        ",",
        ".",
        ";",
        "\n",
        "the",
        "button",
        "${x}",
        "<secret>y</secret>",
        "{",
        "}",
        '"',
        "“",
        "’",
        "go",
        "to",
        "https://a.b/c",
        "extract",
        "1.",
        "wait",
        "2",
        "seconds",
        "near",
        "in",
        "of",
        "select",
        "check",
        "'",
        "\\",
        "type",
        "into",
        "first",
        "call",
        "tool",
        '{"a":1}',
        "search",
        "for",
        "log",
        "up",
        "until",
        "next",
        "page",
    ]
)


@given(steps)
@settings(max_examples=600, deadline=None)
def test_a_printed_step_is_read_back_as_the_same_step(step: v.Step) -> None:
    assert parse(str(step)) == [step]


@given(st.lists(steps, min_size=1, max_size=4))
@settings(deadline=None)
def test_printed_steps_in_lines_are_read_back_as_the_same_steps(several: list[v.Step]) -> None:
    assert parse("\n".join(str(step) for step in several)) == several


@given(st.text(max_size=200) | st.lists(_PIECES, max_size=25).map(" ".join))
@settings(max_examples=600, deadline=None)
def test_any_text_gives_steps_or_a_refusal(text: str) -> None:
    with contextlib.suppress(ActionError):
        assert parse(text)


@given(st.text(max_size=30))
def test_any_text_is_a_key_or_is_none(text: str) -> None:
    key: Any = key_named(text)
    assert key is None or (isinstance(key, str) and key)


def test_long_and_wicked_tasks_are_read_in_no_time() -> None:
    wicked = [
        "a, " * 15_000,
        "fill a with " * 4_000,
        "{" * 50_000,
        "'" * 50_000,
        "click " + "a" * 49_000,
        "${" * 20_000,
    ]
    wicked += [
        "click 'a' and " * 3_000,
        "1. " * 15_000,
        "call t with " + '{"a":' * 5_000,
        "extract a, get the b " * 2_000,
    ]
    for task in wicked:
        started = time.perf_counter()
        with contextlib.suppress(ActionError):
            parse(task[:50_000])
        assert time.perf_counter() - started < 5, task[:20]
