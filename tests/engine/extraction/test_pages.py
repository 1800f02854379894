"""Pages of many kinds, each with schemas and the values that are truly on it."""

from typing import Any

import pytest

from bench.reading import ADDRESS, Case, cases
from smooth_console.engine.extraction import extract_from_html

CASES = [pytest.param(case, id=case.name) for case in cases() if not case.live]


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_read_as_it_is(case: Case) -> None:
    found = extract_from_html(case.html, ADDRESS, case.schema, case.prompt)

    assert found.value == case.value


@pytest.mark.parametrize("case", CASES)
def test_every_value_has_a_source(case: Case) -> None:
    found = extract_from_html(case.html, ADDRESS, case.schema, case.prompt)

    pointers = _pointers(found.value, "")
    assert set(found.sources) == pointers
    assert all(source.path for source in found.sources.values())


def _pointers(value: Any, at: str) -> set[str]:
    if isinstance(value, dict):
        return {found for key, inner in value.items() for found in _pointers(inner, f"{at}/{key}")}
    if isinstance(value, list):
        return {found for number, inner in enumerate(value) for found in _pointers(inner, f"{at}/{number}")}
    return set() if value is None else {at}
