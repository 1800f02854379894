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


@pytest.mark.parametrize("former", ["old_price", "list_price", "regularPrice"])
def test_a_field_that_few_of_many_records_have_is_read_wherever_they_stand(former: str) -> None:
    def card(number: int) -> str:
        old = f'<s class="old-price">${number + 30}.00</s>' if number in (1, 7) else ""
        return f'<li class="card"><h3>Thing {number}</h3><p><span class="price">${number + 10}.00</span> {old}</p></li>'

    fields = {"title": {"type": "string"}, "price": {"type": "number"}, former: {"type": "number"}}
    schema = {"type": "array", "items": {"type": "object", "properties": fields}}
    html = f"<main><ul>{''.join(map(card, range(12)))}</ul></main>"
    found = extract_from_html(html, ADDRESS, schema, None).value
    assert [one[former] for one in found if one[former] is not None] == [31, 37]
    assert [one["price"] for one in found] == [number + 10 for number in range(12)]
