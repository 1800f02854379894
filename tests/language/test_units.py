"""Durations and pairs as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.language.units import read_duration, read_pair


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("500ms", 0.5), ("30s", 30), ("2m", 120), ("2 min", 120), ("1.5h", 5400), ("1d", 86400), ("7", 7), (" 3S ", 3)],
)
def test_durations_are_read_in_the_units_that_people_use(text: str, seconds: float) -> None:
    assert read_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "s", "soon", "-1s", "1e3", "0", "0ms", "1s2", "٣ weeks", "1" * 400])
def test_what_is_no_duration_is_said_with_one_that_is(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        read_duration(text)


@given(st.text())
def test_any_text_is_a_positive_duration_or_a_mistake(text: str) -> None:
    try:
        seconds = read_duration(text)
    except ValueError:
        return
    assert 0 < seconds < float("inf")


def test_a_pair_ends_its_name_at_the_first_equals_sign() -> None:
    assert read_pair(" city = a=b ") == ("city", " a=b ")
    assert read_pair("x=") == ("x", "")


@pytest.mark.parametrize("text", ["city", "=Oslo", "  =x", ""])
def test_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="NAME=VALUE"):
        read_pair(text)
