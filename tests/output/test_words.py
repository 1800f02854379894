"""Numbers are said as a person would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smooth_console.output import words


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "0 ms"),
        (0.4, "0.4 ms"),
        (2, "2 ms"),
        (41.4, "41 ms"),
        (999.4, "999 ms"),
        (999.6, "1.0 s"),
        (1234, "1.2 s"),
        (12_000, "12 s"),
        (90_000, "1.5 min"),
        (180_000, "3 min"),
        (5_400_000, "1.5 h"),
        (200_000_000, "2 d"),
        (float("nan"), "?"),
    ],
)
def test_a_duration_is_in_the_unit_one_would_say(ms: float, said: str) -> None:
    assert words.duration(ms) == said


@given(st.floats(min_value=0, max_value=1e11))
def test_a_duration_of_less_than_three_years_fits_the_column(ms: float) -> None:
    assert len(words.duration(ms)) <= 7


def test_sizes_counts_and_credits() -> None:
    assert [words.size(n) for n in (0, 812, 1300, 5_000_000, 999_999)] == ["0 B", "812 B", "1.3 kB", "5 MB", "1 MB"]
    assert words.count(1, "record") == "1 record"
    assert words.count(1204, "record") == "1,204 records"
    assert words.count(2, "entry", "entries") == "2 entries"
    assert [words.credits_used(n) for n in (0, 1, 0.25)] == ["0 credits", "1 credit", "0.25 credits"]
    assert words.credit_count(0.0004) == "0.0004"


def test_ids_are_short_and_recognised() -> None:
    assert words.short_id("evt_2kq1abcdef") == "evt_2kq1…"
    assert words.short_id("call_03") == "call_03"
    assert words.short_id("0123456789abcdef") == "01234567…"
