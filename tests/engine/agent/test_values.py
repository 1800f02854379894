"""Placeholders, and what becomes of secrets."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.engine.agent.steps import parse
from smooth_console.engine.agent.values import Values
from smooth_console.engine.agent.vocabulary import CallTool, Click, Fill, GoTo, Target
from smooth_console.engine.errors import ActionError


@dataclass
class Hush:
    """A secret."""

    value: str
    allowed_urls: list[str]


VALUES = Values(
    {"name": 'Ada\'s "x"; then go back', "n": 3, "on": True},
    {"pw": Hush("s3cr3t/&", ["https://*.example.com/*"]), "any": Hush("open", ["*"]), "none": Hush("shut", [])},
)


def test_metadata_stands_in_for_its_name_and_is_never_read_as_steps() -> None:
    steps = parse("click '${name}' then go to ${base}/x")
    assert len(steps) == 2
    assert VALUES.plain(steps[0]) == Click(Target('Ada\'s "x"; then go back'))


def test_metadata_keeps_its_type_in_the_arguments_of_a_tool() -> None:
    assert VALUES.plain(CallTool("t", {"a": "${n}", "b": ["${on}", "n=${n}"]})) == CallTool(
        "t", {"a": 3, "b": [True, "n=3"]}
    )


def test_a_secret_is_typed_only_where_its_patterns_allow() -> None:
    for text in ("<secret>pw</secret>", "${pw}", "${ pw }"):
        assert VALUES.typed(text, "https://www.example.com/login") == "s3cr3t/&"
    assert VALUES.typed("${any}", "about:blank") == "open"
    for url in ("https://example.org/", "http://127.0.0.1/", "data:text/html,x", "about:blank"):
        with pytest.raises(ActionError, match=r"secret 'pw' may not be typed at .*https://\*.example.com/\*"):
            VALUES.typed("${pw}", url)
    with pytest.raises(ActionError, match="may not be typed"):
        VALUES.typed("${pw}", "https://www.example.com/login", "https://ads.example.org/frame")
    with pytest.raises(ActionError, match="allowed_urls are none"):
        VALUES.typed("${none}", "https://www.example.com/login")


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("fill 'A' with ${nmae}", "no metadata or secret 'nmae'; did you mean 'name'"),
        ("fill 'A' with <secret>n</secret>", "no secret 'n'"),
        ("click 'A' then go to https://a.b/${pw}", "step 2 .* uses the secret 'pw'"),
        ('call t with {"a": "${pw}"}', "only typed into pages"),
        ("click '<secret>pw</secret>'", "only typed into pages"),
    ],
)
def test_a_placeholder_without_a_value_or_in_the_wrong_place_is_named(task: str, words: str) -> None:
    with pytest.raises(ActionError, match=words):
        VALUES.check(parse(task))


def test_placeholders_that_are_in_order_pass() -> None:
    VALUES.check(
        parse("go to https://a.b/${n}; fill '${name}' with ${pw}; log in with ${name} and <secret>any</secret>")
    )
    VALUES.check([GoTo("/x"), Fill(Target("A"), "no placeholder: $ {} <secret>")])


@given(
    st.recursive(
        st.text(max_size=10)
        | st.sampled_from(["s3cr3t/&", "a s3cr3t%2F%26 b", "s3cr3t%2F%26"])
        | st.integers()
        | st.none(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.just("s3cr3t/&"), inner, max_size=3)
        ),
    )
)
def test_no_secret_survives_redaction(value: Any) -> None:
    shown = str(VALUES.redact(value))
    assert "s3cr3t/&" not in shown
    assert "s3cr3t%2F%26" not in shown


def test_numbers_that_spell_a_secret_are_redacted_and_others_are_left() -> None:
    values = Values({}, {"pin": Hush("4711", ["*"])})
    assert values.redact({"a": 4711, "b": 4712, "c": [True, None, 1.5]}) == {
        "a": "<secret>pin</secret>",
        "b": 4712,
        "c": [True, None, 1.5],
    }
