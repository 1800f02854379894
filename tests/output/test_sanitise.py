"""Nothing active survives `sanitise`, and nothing else changes."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.output.sanitise import MARKS_KEPT, escape_active, sanitise, sanitise_line

ANY_TEXT = st.text(st.characters(categories=None) | st.sampled_from("\x1b\x9b\x07\r\n\t\u202e\u200b\ufeff\ud800\u0301"))
CLEAN = st.text(st.sampled_from("abc XYZ 0189 .,;[]{}/\\\n\täöü éñ 木の机 мир שלום 🙂─✓"))
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(ANY_TEXT)
def test_no_control_bidi_or_surrogate_character_remains(text: str) -> None:
    left = sanitise(text)
    assert not [c for c in left if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t"]
    assert not BIDI & set(left)
    left.encode("utf-8")


@given(ANY_TEXT)
def test_a_line_has_no_line_ends_or_tabs(text: str) -> None:
    assert not set("\n\t\r") & set(sanitise_line(text))


@given(ANY_TEXT, st.booleans())
def test_twice_is_the_same_as_once(text: str, keep: bool) -> None:
    once = sanitise(text, keep_newlines=keep)
    assert sanitise(once, keep_newlines=keep) == once


@given(CLEAN)
def test_clean_text_is_unchanged(text: str) -> None:
    assert sanitise(text) == text


@given(st.text(st.sampled_from("a\u0301\u0489\u20dd\u0e47"), max_size=60))
def test_a_flood_of_marks_is_capped_and_counted(text: str) -> None:
    run = 0
    for letter in sanitise(text):
        run = run + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        assert run <= MARKS_KEPT


@pytest.mark.parametrize(
    ("active", "shown"),
    [
        ("\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"),
        ("\x9b31m", "‹U+009B›31m"),
        ("a\x00b\x7f", "a␀b␡"),
        ("\u202egnp.exe", "‹U+202E›gnp.exe"),
        ("pay\u200bpal", "pay‹U+200B›pal"),
        ("\ud83d", "\\ud83d"),
        ("a\r\nb\rc", "a\nb␍c"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 6 + "‹+34 marks›"),
    ],
)
def test_what_is_active_is_shown(active: str, shown: str) -> None:
    assert sanitise(active) == shown


@given(ANY_TEXT)
def test_escaped_json_is_harmless_and_still_the_same_value(text: str) -> None:
    written = escape_active(json.dumps(text, ensure_ascii=False))
    assert len(text) > MARKS_KEPT or sanitise_line(written) == written
    assert json.loads(written).encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
