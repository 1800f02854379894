"""Ranges of entries as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smooth_console.language.ranges import is_range, read_ranges


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 999), st.none() | st.integers(0, 50)), min_size=1, max_size=5))
def test_what_is_written_is_read_back(parts: list[tuple[int, int | None]]) -> None:
    wanted = [(low, None if more is None else low + more) for low, more in parts]
    text = ",".join(f"{low}-{'' if high is None else high}" if high != low else str(low) for low, high in wanted)
    assert is_range(text)
    assert read_ranges(text) == wanted


@pytest.mark.parametrize("text", ["", "x", "3-", "3,,4", "-3", "3-2", "3-4-5", "3.5"])
def test_what_is_none_says_what_one_looks_like(text: str) -> None:
    if text == "3-":
        assert read_ranges(text) == [(3, None)]
        return
    with pytest.raises(ValueError, match=r"looks like|wrong way round"):
        read_ranges(text)


@pytest.mark.parametrize("name", ["out.py", "3d.json", "-", "a3", "./3"])
def test_a_file_is_no_range(name: str) -> None:
    assert not is_range(name)
