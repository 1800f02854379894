"""Secrets are hidden wherever and however they are spelled."""

import base64
import html
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smooth_console.session import BULLETS, Secrets


def secrets(*values: str) -> Secrets:
    kept = Secrets()
    for value in values:
        kept.add(value)
    return kept


@pytest.mark.parametrize(
    "text",
    [
        'p@ss "w/rd"',
        "https://host/?pw=" + quote('p@ss "w/rd"', safe=""),
        urlencode({"pw": 'p@ss "w/rd"'}),
        quote('p@ss "w/rd"', safe="").lower(),
        json.dumps({"pw": 'p@ss "w/rd"'}),
    ],
)
def test_a_secret_is_hidden_in_every_spelling(text: str) -> None:
    shown = secrets('p@ss "w/rd"').redact(text)
    assert BULLETS in shown
    assert "w/rd" not in shown
    assert "w%2" not in shown.replace("%2F", "%2f").lower()


def test_secrets_are_hidden_in_keys_and_values_at_any_depth() -> None:
    assert secrets("hunter22").redact({"hunter22": ["a hunter22 b", {"x": ("hunter22", 1, None)}]}) == {
        BULLETS: [f"a {BULLETS} b", {"x": [BULLETS, 1, None]}]
    }


@pytest.mark.parametrize(
    ("short", "text", "shown"),
    [
        ("ab", "ab", BULLETS),
        ("ab", "cab, abc and a b", "cab, abc and a b"),
        ("ab", "?pin=ab&x", f"?pin={BULLETS}&x"),
        ("a", "a", BULLETS),
        ("a", "not a word", "not a word"),
    ],
)
def test_a_short_secret_is_hidden_only_where_it_stands_alone(short: str, text: str, shown: str) -> None:
    assert secrets(short).redact(text) == shown


@given(st.text(min_size=6, max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_base64_of_a_text_around_a_secret_does_not_give_it_away(secret: str, before: str, after: str) -> None:
    raw = [part.encode("utf-8", "surrogatepass") for part in (before, secret, after)]
    whole = base64.b64encode(b"".join(raw)).decode()
    shown = secrets(secret).redact(f"Basic {whole}")
    assert BULLETS in shown
    # What is left of it are the letters that it shares with what stands before and behind.
    assert len(shown) <= len("Basic ") + len(BULLETS) + 4 * (len(raw[0]) // 3 + len(raw[2]) // 3 + 4)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(json.dumps({"pw": 'p@ss "w/rd"'})),
        repr({"pw": 'p@ss "w/rd"'}),
        html.escape('<b>p@ss "w/rd"</b>'),
        b'p@ss "w/rd"'.hex(),
        base64.urlsafe_b64encode(b'user:p@ss "w/rd"').decode(),
    ],
)
def test_a_secret_is_hidden_in_messages_and_encodings(text: str) -> None:
    shown = secrets('p@ss "w/rd"').redact(text)
    assert BULLETS in shown
    assert "w/rd" not in shown
    assert b"w/rd".hex() not in shown


@given(st.text(st.characters(exclude_characters="…"), min_size=6, max_size=20), st.data())
def test_a_text_that_was_cut_inside_a_secret_does_not_give_its_beginning_away(secret: str, data: st.DataObject) -> None:
    kept = data.draw(st.integers(4, len(secret)))
    assume(secret[:kept] not in BULLETS)
    assert secret[:kept] not in secrets(secret).redact(f"it said: {secret[:kept]}…, and {secret[:kept]}…")[9:]


def test_who_keeps_texts_is_told_of_a_new_secret_once() -> None:
    kept, told = secrets(), []
    kept.when_learnt(lambda: told.append(len(kept)))
    for value in ("hunter22", "hunter22", "", "other"):
        kept.add(value)
    assert told == [1, 2]


def test_a_secret_that_is_a_number_is_hidden_as_one() -> None:
    assert secrets("4711").redact({"pin": 4711, "year": 1711, "yes": True}) == {
        "pin": BULLETS,
        "year": 1711,
        "yes": True,
    }


def test_of_two_secrets_that_begin_alike_nothing_of_the_longer_is_left() -> None:
    assert secrets("hunter", "hunter22").redact("hunter22 hunter") == f"{BULLETS} {BULLETS}"


def test_what_holds_no_secret_is_given_back_itself() -> None:
    value = {"a": [1, 2, {"b": "c"}]}
    assert secrets("hunter22").redact(value) is value
    assert Secrets().redact(value) is value


def test_data_nested_thousands_deep_is_redacted() -> None:
    value: Any = "hunter22"
    for _ in range(5000):
        value = [value]
    shown = secrets("hunter22").redact(value)
    for _ in range(5000):
        shown = shown[0]
    assert shown == BULLETS


def test_the_registry_does_not_print_what_it_keeps() -> None:
    assert "hunter22" not in repr(secrets("hunter22"))


@given(st.text(min_size=4, max_size=20), st.text(max_size=10), st.text(max_size=10))
def test_no_text_keeps_a_secret(secret: str, before: str, after: str) -> None:
    shown = secrets(secret).redact(before + secret + after)
    assume(secret not in before + BULLETS + after)
    assert secret not in shown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@given(JSON)
def test_the_shape_is_kept_and_the_value_not_changed_in_place(value: Any) -> None:
    before = json.dumps(value)
    shown = secrets("hunter22", "a").redact(value)
    assert json.dumps(value) == before
    assert type(shown) is type(value) or shown == BULLETS
